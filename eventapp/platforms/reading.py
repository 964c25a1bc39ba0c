"""Read a report: find its tables of people by their headings, whatever stands around them."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise
from typing import NamedTuple

from eventapp.errors import N_
from eventapp.names import clean_line, fold
from eventapp.platforms import headings
from eventapp.platforms.models import Platform
from eventapp.spreadsheets import BrokenSheet, Cell, EmptySheet, Formula, OversizedSheet, UnreadableSheet, read_table
from eventapp.spreadsheets.commas import decoded
from eventapp.spreadsheets.tables import FILE_LIMIT

MOST_ROWS = 50_000
_SEPARATORS = "\t,;"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_YES = {"yes", "y", "true", "1", "co", "oui", "si", "ja"}
Grid = list[list[str]]


class NoPeople(UnreadableSheet):
    """No table of people in it."""

    code = "no_people"
    message = N_(
        "No table of participants was found in this file: it needs a column with names, and one with when they joined"
        " or for how long they were there. Please send the report as the platform exports it."
    )


class Line(NamedTuple):
    """A row about someone, as text. `number` counts the rows of the file from 1."""

    number: int
    name: str
    email: str
    identifier: str
    joined: str
    left: str
    duration: str
    is_waiting: bool


@dataclass
class Sheet:
    """What stands in a file. `starts` and `ends` are what it says of when the meeting was."""

    platform: Platform
    lines: list[Line] = field(default_factory=list)
    starts: str = ""
    ends: str = ""


def read_sheet(content: bytes, filename: str) -> Sheet:
    """Return what stands in a report. Raises UnreadableSheet of some kind, NoPeople."""
    if len(content) > FILE_LIMIT:
        raise OversizedSheet
    grid = _workbook(content, filename) if content.startswith(_WORKBOOKS) else _separated(content)
    tables = list(_tables(grid))
    if not tables:
        raise NoPeople
    words = [cell for _top, _columns, heading, _rows in tables for cell in heading]
    sheet = Sheet(headings.platform_of(words))
    sheet.starts, sheet.ends = _said(grid, headings.is_start), _said(grid, headings.is_end)
    sheet.lines = _lines(tables)
    if len(sheet.lines) > MOST_ROWS:
        raise OversizedSheet
    if not sheet.lines:
        raise EmptySheet
    return sheet


_Table = tuple[int, dict[str, int], list[str], Grid]


def _tables(grid: Grid) -> Iterator[_Table]:
    """Yield each table of people: the number of its first row, its columns, its headings, its rows."""
    tops = [number for number, cells in enumerate(grid) if headings.is_of_people(headings.columns_of(cells))]
    for top, following in pairwise([*tops, len(grid)]):
        rows: Grid = []
        for cells in grid[top + 1 : following]:
            if not any(cells):
                break
            rows.append(cells)
        yield top + 2, headings.columns_of(grid[top]), grid[top], rows


def _lines(tables: Sequence[_Table]) -> list[Line]:
    """Return the rows about people. Of several tables the last one has every coming and going (Teams); the others are
    looked at for those who do not stand in it, and for what it does not say of those who do.
    """
    found: list[Line] = []
    known: set[tuple[str, str]] = set()
    for first, columns, _heading, rows in reversed(tables):
        lines = [line for at, cells in enumerate(rows) if (line := _line(first + at, cells, columns)) is not None]
        fresh = [line for line in lines if (line.email, fold(line.name)) not in known]
        known |= {(line.email, fold(line.name)) for line in lines}
        found = fresh + found
    return sorted(found)


def _line(number: int, cells: Sequence[str], columns: dict[str, int]) -> Line | None:
    def cell(name: str) -> str:
        place = columns.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    name = cell("name") or f"{cell('first_name')} {cell('last_name')}".strip()
    if cell("original") and cell("original") != name:
        name = f"{name} ({cell('original')})"
    email = cell("email") or (cell("upn") if "@" in cell("upn") else "")
    if not name and not email:
        return None
    is_waiting = fold(cell("waiting")) in _YES
    return Line(
        number, name or email, email, cell("identifier"), cell("joined"), cell("left"), cell("duration"), is_waiting
    )


def _said(grid: Grid, is_heading: Callable[[str], bool]) -> str:
    """Return what stands beside or below a heading of the meeting's own row, above the first table of people."""
    for number, cells in enumerate(grid[:60]):
        for place, cell in enumerate(cells):
            if not is_heading(cell):
                continue
            below = grid[number + 1][place] if number + 1 < len(grid) and place < len(grid[number + 1]) else ""
            beside = cells[place + 1] if place + 1 < len(cells) else ""
            return next((each for each in (beside, below) if any(letter.isdigit() for letter in each)), "")
    return ""


def _separated(content: bytes) -> Grid:
    text = decoded(content)
    if not text.strip():
        raise EmptySheet
    return max((_split(text, each) for each in _SEPARATORS), key=_known)


def _split(text: str, separator: str) -> Grid:
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        grid = [[_plain(cell) for cell in record] for record in records]
    except csv.Error:
        raise BrokenSheet from None
    return grid


def _known(grid: Grid) -> int:
    """Return how many headings of people are found in the best row: by which separator the file is cut."""
    found = (headings.columns_of(cells) for cells in grid[:200])
    return max((len(each) for each in found if headings.is_of_people(each)), default=0)


def _plain(cell: str) -> str:
    """Return a cell without what keeps spreadsheet programs from reading it as a number: ="2021-12-20"."""
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    return clean_line(cell)


def _workbook(content: bytes, filename: str) -> Grid:
    table = read_table(content, filename)
    grid: Grid = [[] for _row in range(table.rows[-1].number)] if table.rows else []
    for row in table.rows:
        grid[row.number - 1] = [_text(cell) for cell in row.cells]
    return grid


def _text(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return clean_line(str(cell.result if cell.result is not None else cell.text))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean_line(str(cell))
