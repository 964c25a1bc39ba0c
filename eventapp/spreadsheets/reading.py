"""Reads an uploaded file into a table, judging it by its content and not by its name."""

import codecs
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from eventapp.names import fold
from eventapp.spreadsheets.commas import read_commas
from eventapp.spreadsheets.compound import MAGIC
from eventapp.spreadsheets.old_workbooks import OldWorkbook
from eventapp.spreadsheets.tables import (
    FILE_LIMIT,
    EmptySheet,
    NoSuchSheet,
    OversizedSheet,
    Table,
    UnreadableSheet,
    UnsupportedSheet,
)
from eventapp.spreadsheets.workbooks import Workbook

_LOOKED_AT = 20  # sheets of a workbook
_ZIP = b"PK\x03\x04"
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"GIF8",
    b"<",  # web pages, which some programs name .xls, and schedules in XML
    b"{",
    b"BEGIN:VCALENDAR",
)


Judge = Callable[
    [Table], tuple[bool, int]
]  # whether a sheet is the one that is looked for, and how much of it is there


def read_table(
    source: str | Path | bytes, filename: str | None = None, *, sheet: str | None = None, judge: Judge | None = None
) -> Table:
    """Return a visible sheet of an XLSX, XLS or CSV file, given as a path or as its bytes.

    It is the one called `sheet`, else the one that `judge` likes best, else the first. `filename` names the table
    (default: the path's own). CSV may be UTF-8, UTF-16 or Windows-1258, separated by comma, semicolon or tab. Raises a
    kind of UnreadableSheet: EmptySheet, OversizedSheet, UnsupportedSheet, LockedSheet, NoSuchSheet or BrokenSheet;
    OSError when the path cannot be opened.
    """
    content = source if isinstance(source, bytes) else contents(Path(source))
    name = Path(filename or (str(source) if not isinstance(source, bytes) else "")).name
    if len(content) > FILE_LIMIT:
        raise OversizedSheet
    if not content.strip():
        raise EmptySheet
    if content.removeprefix(codecs.BOM_UTF8).lstrip().startswith(_FOREIGN):
        raise UnsupportedSheet
    book = _book(content)
    if book is None:
        if sheet:
            raise NoSuchSheet(name=sheet, sheets="–")
        return Table(name, read_commas(content))
    if sheet:
        return _named(book, name, sheet)
    return _chosen(book, name, judge) if judge and len(book.names) > 1 else _table(book, name, book.names[0])


def _book(content: bytes) -> Workbook | OldWorkbook | None:
    if content.startswith(MAGIC[:4]):
        return OldWorkbook(content)
    if content.startswith(_ZIP) or zipfile.is_zipfile(io.BytesIO(content)):
        return Workbook(content)
    return None


def _named(book: Workbook | OldWorkbook, name: str, sheet: str) -> Table:
    found = next((each for each in book.names if fold(each) == fold(sheet)), None)
    if found is None:
        raise NoSuchSheet(name=sheet, sheets=", ".join(book.names))
    return _table(book, name, found)


def _chosen(book: Workbook | OldWorkbook, name: str, judge: Judge) -> Table:
    """Return the sheet that is judged best; one that cannot be read is passed over where another can."""
    best, most = None, (False, -1)
    refusal: UnreadableSheet | None = None
    for sheet in book.names[:_LOOKED_AT]:
        try:
            table = _table(book, name, sheet)
        except UnreadableSheet as error:
            refusal = refusal or error
            continue
        found = judge(table)
        if found > most:
            best, most = table, found
        if found[0]:
            break
    if best is None:
        raise refusal or EmptySheet
    return best


def _table(book: Workbook | OldWorkbook, name: str, sheet: str) -> Table:
    return Table(name, book.rows(sheet), sheet, tuple(book.names))


def contents(path: Path) -> bytes:
    """Return the file's bytes, one more than an import takes at most. Raises OSError."""
    with path.open("rb") as file:
        return file.read(FILE_LIMIT + 1)
