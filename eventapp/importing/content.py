"""What a cell holds, told from the cell alone: an address, a telephone number, a word of a list, a Vietnamese name."""

import re
from collections.abc import Callable

from eventapp import names, telephones
from eventapp.shapes import Shape, read

_ADDRESS = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
_FAMILY_NAMES = re.compile(
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dao|dinh|trinh|doan|truong|lam|mai|ha|"
    "cao|luong|luu|chu|ta|to|thai|quach|vuong|trieu|phung|nong|vi|chau"
)


def is_address(text: str) -> bool:
    """Whether it looks like an e-mail address; whether it is one is for the row to say."""
    return _ADDRESS.fullmatch(names.bare_email(text)) is not None


def is_telephone(text: str) -> bool:
    """Whether it is a telephone number, of nine digits at least: years, seats and room numbers are none."""
    if sum(map(str.isdigit, text)) < 9:
        return False
    try:
        telephones.normalise(text)
    except telephones.NotATelephone:
        return False
    return True


def is_vietnamese_name(text: str) -> bool:
    """Whether it is two to six words without a digit, the first of them a common family name."""
    words = names.fold(text).split()
    return 2 <= len(words) <= 6 and _FAMILY_NAMES.fullmatch(words[0]) is not None and text.replace(" ", "").isalpha()


def is_word_of(shape: type[Shape], field: str) -> Callable[[str], bool]:
    """Return whether a text is a word that this field of the shape knows."""

    def test(text: str) -> bool:
        reading = read(shape, {field: text}, partial=True)
        return reading.ok and reading.values.get(field) is not None

    return test
