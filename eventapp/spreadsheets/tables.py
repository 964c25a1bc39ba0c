"""A table as the office sees it: rows with their numbers, the header among them, and what makes a sheet unreadable."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from eventapp.errors import N_, DomainError
from eventapp.names import fold

FILE_LIMIT = 10_000_000  # bytes as uploaded
UNZIPPED_LIMIT = 50_000_000  # bytes of XML inside a workbook
ROW_LIMIT = 100_000
COLUMN_LIMIT = 200
SHARED_LIMIT = 400_000  # texts that cells share
TEXT_LIMIT = 20_000_000  # characters of all cells that share one: a small file could say one text a million times
CELL_LIMIT = 1_000_000  # rows × columns, blanks between included: readers keep the whole rectangle in memory
HEADER_WITHIN = 40  # rows from the top
_REMARK = re.compile(r"\([^()]*\)|\*")


@dataclass(frozen=True)
class Formula:
    """A cell that is computed: never a name, an address or any other answer, whatever its stored result."""

    text: str
    result: str | float | bool | None = None
    # Told to whoever reads the cell as a value (eventapp.shapes asks any foreign value for its complaint).
    complaint: ClassVar[str] = N_("%(label)s is a formula; please type the value itself.")


Cell = str | float | int | bool | date | datetime | time | timedelta | Formula


@dataclass(frozen=True)
class Row:
    """One row; `number` counts from 1 as the spreadsheet program shows it, titles and blank rows included."""

    number: int
    cells: Sequence[Cell]

    @property
    def is_blank(self) -> bool:
        """Whether nothing but white space stands in it."""
        return all(isinstance(cell, str) and not cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """One sheet of a file, blank rows included; `sheets` names the file's visible ones where it has several."""

    name: str
    rows: Sequence[Row]
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """Where the headings stand: the row's number, each field's column (from 0), and its heading as written."""

    row: int
    columns: Mapping[str, int]
    headings: Mapping[str, str]


class UnreadableSheet(DomainError):
    """The file as a whole cannot be taken in; nothing of it was."""

    code = "unreadable"
    status = 422
    message = N_("This file cannot be read.")


class BrokenSheet(UnreadableSheet):
    """Damaged, or not what its name says."""

    code = "broken_file"
    message = N_("This file is damaged. Please open it in your spreadsheet program, save it again and send that.")


class UnsupportedSheet(UnreadableSheet):
    """A kind of file we do not read: a PDF, a picture, an OpenDocument, …"""

    code = "unsupported_file"
    message = N_("This kind of file cannot be read. Please save it as .xlsx or .xls, or as CSV in UTF-8.")


class LockedSheet(UnreadableSheet):
    """Behind a password."""

    code = "locked_file"
    message = N_("This file is protected with a password. Please save it without one and send that.")


class EmptySheet(UnreadableSheet):
    """Nothing in it."""

    code = "empty_file"
    message = N_("There is nothing in this file.")


class OversizedSheet(UnreadableSheet):
    """More than an import takes, or a small file that would unfold to far more."""

    code = "file_too_large"
    message = N_("This file is too large: at most %(megabytes)s MB, %(rows)s rows and %(columns)s columns can be read.")

    def __init__(self) -> None:
        super().__init__(megabytes=FILE_LIMIT // 1_000_000, rows=ROW_LIMIT, columns=COLUMN_LIMIT)


class NoHeader(UnreadableSheet):
    """No row bears the headings that are needed."""

    code = "no_header"
    message = N_("No row with the headings was found; these are needed: %(headings)s.")


class NoSuchSheet(UnreadableSheet):
    """A sheet is asked for that the file does not show."""

    code = "no_such_sheet"
    message = N_("There is no visible sheet “%(name)s” in this file. It has: %(sheets)s.")


def check_extent(rows: int, columns: int) -> None:
    """Raise OversizedSheet when a table of this many rows and columns is more than an import takes."""
    if rows > ROW_LIMIT or columns > COLUMN_LIMIT or rows * columns > CELL_LIMIT:
        raise OversizedSheet


def find_header(table: Table, synonyms: Mapping[str, Sequence[str]], required: Iterable[str] = ()) -> Header:
    """Return the row near the top that bears the most known headings, and the column of each field.

    `synonyms` lists the headings of each field in any language; case, accents, punctuation and remarks in brackets
    make no difference, and the field's own name is always known. The first of two equal columns counts. Raises
    EmptySheet, or NoHeader where fewer than two fields (or one, if only one is known) or not all `required` are found.
    """
    best = likely_header(table, synonyms)
    if best is None:
        raise EmptySheet
    lacking = [synonyms[field][0] for field in required if field not in best.columns]
    if lacking or len(best.columns) < min(2, len(synonyms)):
        raise NoHeader(headings=", ".join(lacking or [headings[0] for headings in synonyms.values()]))
    return best


def likely_header(table: Table, synonyms: Mapping[str, Sequence[str]]) -> Header | None:
    """Return the row near the top that bears the most known headings, even if it bears none; None in an empty table."""
    known = {fold(heading): field for field, headings in synonyms.items() for heading in [field, *headings]}
    return max((_headings(row, known) for row in table.rows[:HEADER_WITHIN]), key=_count, default=None)


def _count(header: Header) -> int:
    return len(header.columns)


def _headings(row: Row, known: Mapping[str, str]) -> Header:
    columns: dict[str, int] = {}
    headings: dict[str, str] = {}
    for index, cell in enumerate(row.cells):
        if not isinstance(cell, str) or not cell.strip():
            continue
        field = known.get(fold(cell)) or known.get(fold(_REMARK.sub(" ", cell)))
        if field and field not in columns:
            columns[field], headings[field] = index, " ".join(cell.split())
    return Header(row.number, columns, headings)


def records(table: Table, header: Header) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Yield the number and the known cells of every row below the header that is not blank."""
    for row in table.rows:
        if row.number > header.row and not row.is_blank:
            yield (
                row.number,
                {field: row.cells[at] if at < len(row.cells) else "" for field, at in header.columns.items()},
            )
