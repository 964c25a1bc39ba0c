"""How plain text, links and colours are written in an iCalendar body (RFC 5545 section 3.3, RFC 7986)."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, urlsplit

from icalendar import Component, vText
from icalendar.parser import Parameters

LINE = 74  # octets; RFC 5545 allows 75, of which the blank that begins a further line is one
_BREAKS = re.compile("\r\n?|\u2028|\u2029|\u0085")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
SCHEMES = ("http", "https", "mailto", "tel", "sip", "sips", "xmpp")
# RFC 7986 wants a CSS3 name; a client that knows hex reads X-APPLE-CALENDAR-COLOR beside it.
CSS_COLOURS = {
    "black": 0x000000, "gray": 0x808080, "silver": 0xC0C0C0, "white": 0xFFFFFF, "maroon": 0x800000,
    "firebrick": 0xB22222, "crimson": 0xDC143C, "orangered": 0xFF4500, "darkorange": 0xFF8C00, "gold": 0xFFD700,
    "darkgoldenrod": 0xB8860B, "saddlebrown": 0x8B4513, "olive": 0x808000, "green": 0x008000, "seagreen": 0x2E8B57,
    "darkgreen": 0x006400, "teal": 0x008080, "steelblue": 0x4682B4, "royalblue": 0x4169E1, "navy": 0x000080,
    "darkslateblue": 0x483D8B, "indigo": 0x4B0082, "purple": 0x800080, "mediumvioletred": 0xC71585,
}  # fmt: skip


class Text(vText):
    r"""A TEXT value that keeps what was written: icalendar itself turns a written `\N` into a line break."""

    def to_ical(self) -> bytes:
        """Return the value escaped as RFC 5545 section 3.3.11 wants it."""
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


class Texts(tuple[Text, ...]):
    """Several TEXT values on one line, as CATEGORIES has them."""

    params = Parameters()

    def to_ical(self) -> bytes:
        """Return the values, each escaped, with plain commas between."""
        return b",".join(each.to_ical() for each in self)


def clean(text: str) -> str:
    """Return the text in NFC with `\\n` line breaks, without control characters and what UTF-8 cannot carry."""
    return unicodedata.normalize("NFC", _CONTROLS.sub("", _BREAKS.sub("\n", text))).strip()


def lines_of(component: Component) -> bytes:
    """Return the component as icalendar would, but fold the lines at once and not character by character."""
    return b"".join(b"\r\n ".join(_folds(line.encode())) + b"\r\n" for line in component.content_lines() if line)


def _folds(line: bytes) -> Iterator[bytes]:
    """Cut a line (RFC 5545 section 3.1) between characters, and never within an escape: readers stumble over it."""
    start = 0
    while len(line) - start > LINE:
        end = start + LINE
        while line[end] & 0xC0 == 0x80:  # within a character of several octets
            end -= 1
        if line[end - 1] in b"\\^" and end - 1 > start:
            end -= 1
        yield line[start:end]
        start = end
    yield line[start:]


def uri(address: str) -> str:
    """Return the address as RFC 3986 writes it, with other letters percent-encoded.

    Raises ValueError for a line break or another control character, and for what is no absolute link.
    """
    if any(unicodedata.category(each) in ("Cc", "Cs", "Zl", "Zp") for each in address):
        raise ValueError("a link with a control character")
    parts = urlsplit(address.strip())
    if parts.scheme not in SCHEMES or not (parts.netloc or (parts.path and not parts.scheme.startswith("http"))):
        raise ValueError("not a link")
    return quote(unicodedata.normalize("NFC", address.strip()), safe="%:/?#[]@!$&'()*+,;=-._~")


def is_colour(text: str) -> bool:
    """Is the text a colour as #rrggbb?"""
    return re.fullmatch(r"#[0-9A-Fa-f]{6}", text) is not None


@cache
def css_colour(colour: str) -> str:
    """Return the name of the CSS3 colour nearest to #rrggbb, out of those a conference is likely to wear."""

    def channels(number: int) -> tuple[int, int, int]:
        return number >> 16, number >> 8 & 255, number & 255

    wanted = channels(int(colour[1:], 16))
    return min(
        CSS_COLOURS,
        key=lambda name: sum((a - b) ** 2 for a, b in zip(wanted, channels(CSS_COLOURS[name]), strict=True)),
    )
