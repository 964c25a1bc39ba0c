"""A block of people copied out of a spreadsheet and pasted: which cell is what, with headings or without."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from eventapp.errors import N_, DomainError
from eventapp.events.words import MODE_WORDS
from eventapp.names import clean_line, fold
from eventapp.registration.importing import DelegateImporter
from eventapp.spreadsheets import Row, Table, UnreadableSheet, find_header, records

MOST_ROWS = 100
MOST_CHARACTERS = 100_000
FIELDS = ("full_name", "position", "email", "phone", "mode", "site", "salutation", "category")
_HEADINGS = {field: DelegateImporter.headings[field] for field in FIELDS}
_MODES = {fold(word) for words in MODE_WORDS.values() for word in words}
_SALUTATIONS = {"ong", "ba", "anh", "chi", "co", "dong chi", "ngai", "mr", "mrs", "ms", "miss", "dr", "h e"}
_PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-]{6,}")


class TooManyRows(DomainError):
    """More than one page shows."""

    code = "too_many_rows"
    status = 422
    message = N_("At most %(rows)s rows can be pasted at once. Divide them.")


class NobodyNamed(DomainError):
    """A form without a single row."""

    code = "nobody_named"
    status = 422
    message = N_("There is nobody in it yet: write a name, or paste at least one row.")


def read_block(text: str, sites: Collection[str] = ()) -> list[dict[str, str]]:
    """Return the people of a pasted block as typed cells by field; blank rows are left out.

    With a row of headings (as the office's sheets have them) these say what a column is; without, its content does:
    addresses, telephone numbers, forms of attendance, bridge points (`sites` are their keys), then the first column of
    text is the name and the next one the position. Raises TooManyRows.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooManyRows(rows=MOST_ROWS)
    rows = [cells for cells in _cells(text) if any(cells)]
    found = _by_headings(rows)
    if found is None:
        columns = _columns(rows, sites)
        found = [{field: row[at] if at < len(row) else "" for at, field in columns.items()} for row in rows]
    if len(found) > MOST_ROWS:
        raise TooManyRows(rows=MOST_ROWS)
    return found


def _cells(text: str) -> Iterator[list[str]]:
    """Yield the rows; Excel copies with tabs and puts a cell of several lines into quotation marks."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    separator = next((each for each in "\t;," if each in text), "\t")
    if text.count('"') % 2:  # an inch or a nickname, no cell of several lines
        rows: Iterable[list[str]] = (line.split(separator) for line in text.split("\n"))
    else:
        rows = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=separator != "\t")
    for row in rows:
        yield [clean_line(cell) for cell in row]


def _by_headings(rows: Sequence[Sequence[str]]) -> list[dict[str, str]] | None:
    table = Table("", [Row(number, cells) for number, cells in enumerate(rows, 1)])
    try:
        header = find_header(Table("", table.rows[:1]), _HEADINGS)
    except UnreadableSheet:
        return None
    return [{field: str(cell) for field, cell in cells.items()} for _number, cells in records(table, header)]


def _columns(rows: Sequence[Sequence[str]], sites: Collection[str]) -> dict[int, str]:
    """Return the field of each column, by what most of its cells look like."""
    columns: dict[int, str] = {}
    texts = ["full_name", "position"]
    for at in range(max(map(len, rows), default=0)):
        kinds = Counter(_kind(row[at], sites) for row in rows if at < len(row) and row[at])
        kind = kinds.most_common(1)[0][0] if kinds else ""
        if "email" in kinds and "email" not in columns.values():
            kind = "email"
        field = texts.pop(0) if kind == "text" and texts else kind
        if field in FIELDS and field not in columns.values():
            columns[at] = field
    return columns


def _kind(cell: str, sites: Collection[str]) -> str:
    if "@" in cell and len(cell.split()) < 3:
        return "email"
    if _PHONE.fullmatch(cell):
        return "phone"
    key = fold(cell)
    if key in sites:
        return "site"
    if key in _MODES:
        return "mode"
    if key in _SALUTATIONS:
        return "salutation"
    return "text" if any(each.isalpha() for each in cell) else "number"
