"""Telephone numbers: kept as E.164 whatever an office typed, shown with their country's own spacing."""

import math
import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from eventapp.errors import N_, DomainError

UNASSIGNED = N_("This number lies in a range that is not in use; please check it.")
_LONGEST = 40  # characters; the longest E.164 number has 15 digits
_ALLOWED = re.compile(r"[+0-9 ()./\-]+")


@dataclass(frozen=True)
class Telephone:
    """A number as E.164 and, where its range is not assigned to anyone, a note for whoever looks at the list."""

    e164: str
    note: str | None = None


class NotATelephone(DomainError, ValueError):
    """What was given cannot be a telephone number in that region."""

    code = "invalid"
    status = 422
    message = N_("That is not a telephone number.")


def normalise(number: str | int | float, region: str = "VN") -> Telephone:
    """Return the number as E.164, as ITU-T E.164 and the national plan of `region` (ISO 3166 code) make it possible.

    Takes what offices write: dots, blanks, brackets, +84, 84 or 0084 in front, and a number from a sheet that lost its
    leading zero (349977364.0). A possible number in an unassigned range is taken with a note. Raises NotATelephone.
    """
    text = _digits_of(number)
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise NotATelephone from None
    if not phonenumbers.is_possible_number(parsed):
        raise NotATelephone
    note = None if phonenumbers.is_valid_number(parsed) else UNASSIGNED
    return Telephone(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), note)


def _digits_of(number: str | int | float) -> str:
    """Return the number as one short line of digits and separators."""
    if isinstance(number, bool) or (isinstance(number, float) and not (math.isfinite(number) and number.is_integer())):
        raise NotATelephone
    if not isinstance(number, str):
        if not 0 < number < 10**15:
            raise NotATelephone
        number = str(int(number))
    if len(number) > _LONGEST:
        raise NotATelephone
    seen = "".join(each for each in unicodedata.normalize("NFKC", number) if unicodedata.category(each) != "Cf")
    text = re.sub(r"[‐‑‒–—−]", "-", " ".join(seen.split()))
    if not _ALLOWED.fullmatch(text):
        raise NotATelephone
    return text


def display(e164: str, region: str = "VN") -> str:
    """Return a kept number for reading: "0349 977 364" at home in `region`, "+33 1 42 68 53 00" from elsewhere."""
    try:
        parsed = phonenumbers.parse(e164, region)
    except phonenumbers.NumberParseException:
        return e164
    at_home = parsed.country_code == phonenumbers.country_code_for_region(region)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form))
