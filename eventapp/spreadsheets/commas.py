"""Reads CSV as offices write it: several encodings, several separators, cells guarded against formulas."""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from itertools import islice

from eventapp.spreadsheets.tables import BrokenSheet, Cell, EmptySheet, Formula, Row, UnsupportedSheet, check_extent

# What a spreadsheet program takes for the start of a formula, full-width forms included (trust.md G5).
TRIGGERS = "=+-@\t\r\n＝＋－＠"
_GUARDED = re.compile(rf"'+[{re.escape(TRIGGERS)}]")
_SEPARATORS = ",;\t"
_HINT = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)  # Excel obeys this first line and does not show it
_FIELD_LIMIT = 131_072  # characters; the csv module's own


def guard(text: str) -> str:
    """Return a cell's text so that no program runs it; an apostrophe in front marks it as text."""
    return f"'{text}" if text.startswith(tuple(TRIGGERS)) or _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """Return what `guard` was given."""
    return text[1:] if _GUARDED.match(text) else text


def read_commas(content: bytes) -> list[Row]:
    """Return every record with its number as a spreadsheet program shows it (a cell of many lines is one row).

    A cell that begins with an unguarded "=" is a formula. Raises UnreadableSheet of some kind.
    """
    text = decoded(content)
    if not text.strip():
        raise EmptySheet
    if hint := _HINT.match(text):
        text = text[hint.end() :]
    separator = hint[1] if hint else _separator(text)
    rows: list[Row] = []
    width = 1
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            width = max(width, len(record))
            check_extent(number, width)
            rows.append(Row(number, [_cell(each) for each in record]))
    except csv.Error:
        raise BrokenSheet from None
    return rows


def _cell(text: str) -> Cell:
    return Formula(text) if text.startswith("=") and len(text) > 1 else unguard(text)


def decoded(content: bytes) -> str:
    """Return the text in the encoding its bytes show: a BOM, UTF-16 by its zeros, UTF-8, else Windows-1258."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\x00" in content[:1000] and not content.startswith(codecs.BOM_UTF8):
        encoding = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = _vietnamese_windows(content)
    if "\x00" in text:
        raise UnsupportedSheet
    return text


def _vietnamese_windows(content: bytes) -> str:
    """Return text of Windows-1258, which spells tones as separate marks, composed."""
    try:
        text = content.decode("cp1258")
    except UnicodeDecodeError:
        raise UnsupportedSheet from None
    if any(unicodedata.category(each) == "Cc" and each not in "\t\r\n" for each in text):
        raise UnsupportedSheet
    return unicodedata.normalize("NFC", text)


def _separator(text: str) -> str:
    """Return the separator that cuts most of the first records into equally many cells, and then into more."""

    def evenness(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=separator)
        try:
            widths = Counter(len(record) for record in islice(reader, 50) if record)
        except csv.Error:
            return 0, 0
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

    return max(_SEPARATORS, key=evenness)
