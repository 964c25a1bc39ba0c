"""Reads an uploaded file into a table, judging it by its content and not by its name."""

import codecs
import io
import zipfile
from pathlib import Path

from eventapp.spreadsheets.commas import read_commas
from eventapp.spreadsheets.tables import FILE_LIMIT, EmptySheet, OversizedSheet, Table, UnsupportedSheet
from eventapp.spreadsheets.workbooks import read_workbook

_ZIP = b"PK\x03\x04"
_FOREIGN = (
    b"\xd0\xcf\x11\xe0",
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


def read_table(source: str | Path | bytes, filename: str | None = None) -> Table:
    """Return the first visible sheet of an XLSX or CSV file, given as a path or as its bytes.

    `filename` names the table (default: the path's own). CSV may be UTF-8, UTF-16 or Windows-1258, separated by
    comma, semicolon or tab. Raises a kind of UnreadableSheet: EmptySheet, OversizedSheet, UnsupportedSheet or
    BrokenSheet; OSError when the path cannot be opened.
    """
    content = source if isinstance(source, bytes) else contents(Path(source))
    name = Path(filename or (str(source) if not isinstance(source, bytes) else "")).name
    if len(content) > FILE_LIMIT:
        raise OversizedSheet
    if not content.strip():
        raise EmptySheet
    if (
        content.removeprefix(codecs.BOM_UTF8).lstrip().startswith(_FOREIGN)
    ):  # old .xls and workbooks behind a password are both OLE files
        raise UnsupportedSheet
    if content.startswith(_ZIP) or zipfile.is_zipfile(io.BytesIO(content)):
        return Table(name, read_workbook(content))
    return Table(name, read_commas(content))


def contents(path: Path) -> bytes:
    """Return the file's bytes, one more than an import takes at most. Raises OSError."""
    with path.open("rb") as file:
        return file.read(FILE_LIMIT + 1)
