"""Fields that hold text: names, lines, paragraphs, addresses, telephone numbers."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from marshmallow import fields

from eventapp import names, telephones
from eventapp.errors import N_
from eventapp.shapes.faults import TOO_LONG, Entry, typed

NAME_LENGTH = 120
EMAIL_LENGTH = 254  # RFC 5321
# Closed networks use .local and rehearsals .test; the library asks to be told so by this list.
SPECIAL_USE_DOMAIN_NAMES[:] = [name for name in SPECIAL_USE_DOMAIN_NAMES if name not in ("local", "test")]
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # no database keeps these


class Line(Entry, fields.String):
    """One line of text, cleaned: NFC, single spaces, no control, bidi or zero-width characters.

    `as_typed` leaves it exactly as it is (passwords) but for NUL and lone surrogates, which are refused.
    """

    def __init__(self, max_length: int = 255, *, as_typed: bool = False, **more: Any) -> None:
        """Take the most characters it may have once it is clean."""
        metadata: Mapping[str, Any] = more.pop("metadata", None) or {}
        shortest = {"minLength": 1} if more.get("required") else {}
        super().__init__(metadata={**shortest, "maxLength": max_length, **metadata}, **more)
        self.max_length, self.as_typed = max_length, as_typed

    clean: Callable[[str], str] = staticmethod(names.clean_line)

    def is_blank(self, value: Any) -> bool:
        """Whether nothing was given; a password of blanks is something, and so are too many blanks from a program."""
        if isinstance(value, str) and typed.get() and len(value) > self.max_length:
            return False
        return value == "" if self.as_typed and isinstance(value, str) else super().is_blank(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        text = self.text_of(value)
        # A form or a sheet may hold what cleaning takes away, but not ever so much; a program keeps to the letter.
        if len(text) > (self.max_length if typed.get() else 10 * self.max_length + 1000):
            raise self.problem("too_long", TOO_LONG, maximum=self.max_length)
        if self.as_typed and _UNKEEPABLE.search(text):
            raise self.problem("invalid")
        kept = text if self.as_typed else self.clean(text)
        if len(kept) > self.max_length:
            raise self.problem("too_long", TOO_LONG, maximum=self.max_length)
        return self.judged(kept) if kept else self.blank()

    def judged(self, text: str) -> Any:
        """Return the value of a clean line that is neither blank nor too long; raises what is wrong with it."""
        return text


class Paragraph(Line):
    """Text of several lines, cleaned; line ends become \\n."""

    clean = staticmethod(names.clean_text)

    def __init__(self, max_length: int = 10_000, **more: Any) -> None:
        """Take the most characters it may have once it is clean."""
        super().__init__(max_length, **more)


class FullName(Line):
    """A person's name as `names.clean_name` keeps it; it needs a letter."""

    clean = staticmethod(names.clean_name)
    not_a_name = N_("%(label)s holds no letters.")

    def __init__(self, max_length: int = NAME_LENGTH, **more: Any) -> None:
        """Take the most characters it may have once it is clean."""
        super().__init__(max_length, **more)

    def text_of(self, value: Any) -> str:
        """Return the text; a number is no name, wherever it comes from."""
        if not isinstance(value, str):
            raise self.problem("invalid")
        return value

    def judged(self, text: str) -> Any:
        """Return the name; raises a problem where it holds no letter of any script or no search would find it."""
        if not any(each.isalpha() for each in text) or not names.search_key(text):
            raise self.problem("invalid", self.not_a_name)
        return text


class EmailAddress(Line):
    """An address as RFC 5321 and 6531 have it, folded to the identity of an account (`names.fold_email`).

    Whether mail arrives there is not asked: `.example`, `.local` and `.test` are fine, networks may be closed.
    """

    not_an_address = N_("%(label)s is not an e-mail address: %(given)s")
    clean = staticmethod(names.fold_email)

    def __init__(self, **more: Any) -> None:
        """Take what every field takes."""
        super().__init__(EMAIL_LENGTH, metadata={"format": "email"}, **more)

    def judged(self, text: str) -> Any:
        """Return the folded address; raises a problem for what is none."""
        try:
            found = validate_email(text, check_deliverability=False)
        except EmailNotValidError:
            raise self.problem("invalid", self.not_an_address, given=text[:80]) from None
        address = names.fold_email(found.normalized)
        if len(address) > EMAIL_LENGTH:
            raise self.problem("invalid", self.not_an_address, given=text[:80])
        return address


class WrittenEmail(EmailAddress):
    """An address as it is copied out of a mail program or a sheet; of several none is chosen."""

    several = N_("%(label)s holds several addresses, and one is needed: %(given)s")
    clean = staticmethod(lambda text: names.fold_email(names.bare_email(text)))

    def judged(self, text: str) -> Any:
        """Return the folded address; raises a problem for what is none, and for several."""
        if sum("@" in part for part in re.split("[;, ]", text)) > 1:
            raise self.problem("invalid", self.several, given=text[:80])
        return super().judged(text)


class Phone(Line):
    """A telephone number as E.164 text; a range nobody has becomes a note of the reading, not a fault."""

    not_a_number = N_("%(label)s is not a telephone number: %(given)s")

    def __init__(self, region: str = "VN", **more: Any) -> None:
        """Take the region (ISO 3166) whose national numbers are written without a country code."""
        super().__init__(40, **more)
        self.region = region

    def judged(self, text: str) -> Any:
        """Return the number; raises a problem for what cannot be one."""
        try:
            return telephones.normalise(text, self.region).e164
        except telephones.NotATelephone:
            raise self.problem("invalid", self.not_a_number, given=text) from None

    def note(self, e164: str) -> str | None:
        """Return what is worth telling about a number that was taken."""
        return telephones.normalise(e164, self.region).note


class Slug(Line):
    """A word of an address: a to z, digits and single hyphens, 2 to 64 characters; capitals are lowered."""

    not_a_slug = N_("%(label)s must have 2 to 64 characters: the letters a to z, digits and hyphens between them.")
    clean = staticmethod(lambda text: names.clean_line(text).lower())

    def __init__(self, **more: Any) -> None:
        """Take what every field takes."""
        super().__init__(64, **more)

    def judged(self, text: str) -> Any:
        """Return the slug; raises a problem for any other character."""
        if not re.fullmatch(r"(?=.{2})[a-z0-9]+(-[a-z0-9]+)*", text):
            raise self.problem("invalid", self.not_a_slug)
        return text
