"""A block of people copied out of a spreadsheet and pasted: which cell is what, with headings or without."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import getaddresses

from eventapp.errors import N_, DomainError
from eventapp.events.site_words import SiteWords
from eventapp.events.words import MODE_WORDS
from eventapp.importing import content
from eventapp.importing.columns import unused_columns
from eventapp.importing.divided import with_whole_names
from eventapp.importing.leftovers import sort_out
from eventapp.names import clean_line, fold
from eventapp.registration.importing import DelegateImporter
from eventapp.spreadsheets import Header, Row, Table, likely_header

MOST_ROWS = 100
MOST_CHARACTERS = 100_000
FIELDS = ("full_name", "position", "email", "phone", "mode", "site", "salutation", "category", "locale")
GUESSED = ("email", "phone", "mode", "site")  # told by what stands in a column, whatever its heading
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


@dataclass(frozen=True)
class Block:
    """The people of a pasted block as typed cells by field; in words, what of it was left aside.

    `skipped` are rows that are none of its list, `unused` columns that nobody understood, with a cell of each.
    """

    people: list[dict[str, str]]
    skipped: list[str]
    unused: list[str]


def read_block(text: str, sites: SiteWords) -> Block:
    """Return the people of a pasted block; blank rows are left out, totals and signatures put aside.

    With a row of headings (as the office's sheets have them) these say what a column is; without, its content does:
    addresses, telephone numbers, forms of attendance, bridge points, then the first column of text is the name and the
    next one the position. Raises TooManyRows.
    """
    if len(text) > MOST_CHARACTERS:
        raise TooManyRows(rows=MOST_ROWS)
    rows = _addressees(text) or [cells for cells in _cells(text) if any(cells)]
    table = with_whole_names(Table("", [Row(number, cells) for number, cells in enumerate(rows, 1)]))
    header = _by_headings(table, sites) or _by_content(table, sites)
    people, skipped = [], [_in_words(row) for row in table.rows if row.number < header.row]
    for (number, cells), reason in sort_out(table, header, DelegateImporter.needed):
        if reason:
            skipped.append(_in_words(table.rows[number - 1]))
        else:
            people.append({field: str(cell) for field, cell in cells.items()})
    if len(people) > MOST_ROWS:
        raise TooManyRows(rows=MOST_ROWS)
    unused = unused_columns(table, header) if header.row else []
    return Block(
        people, skipped, [f"{each.heading} ({each.sample})" if each.sample else each.heading for each in unused]
    )


def _addressees(text: str) -> list[list[str]]:
    """Return names and addresses where the block is the "To" line of a mail program; else nothing."""
    line = text.strip()
    if "\t" in line or "\n" in line or line.count("<") < 1 or line.count("<") != line.count(">"):
        return []
    people = [(name, address) for name, address in getaddresses([line.replace(";", ",")]) if "@" in address]
    return [[clean_line(name), clean_line(address)] for name, address in people]


def _in_words(row: Row) -> str:
    return " ".join(text for cell in row.cells if (text := str(cell)))


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


def _by_headings(table: Table, sites: SiteWords) -> Header | None:
    """Return the row of headings, also below title rows, and what the columns of strange headings seem to hold."""
    found = likely_header(table, _HEADINGS)
    if found is None or ("full_name" not in found.columns and len(found.columns) < 2):
        return None
    if any("@" in str(cell) for row in table.rows if row.number == found.row for cell in row.cells):
        return None  # somebody whose position is called as a column is
    below = [[str(cell) for cell in row.cells] for row in table.rows if row.number > found.row]
    columns = dict(found.columns)
    for at in range(max(map(len, below), default=0)):
        kinds = [_kind(row[at], sites) for row in below if at < len(row) and row[at]]
        kind = max(GUESSED, key=kinds.count)
        if at not in columns.values() and kind not in columns and kinds.count(kind) > len(kinds) / 2:
            columns[kind] = at
    return Header(found.row, columns, found.headings)


def _by_content(table: Table, sites: SiteWords) -> Header:
    """Return the field of each column, by what most of its cells look like, totals and signatures left aside."""
    footers = {record[0] for record, reason in sort_out(table, Header(0, {}, {}), ("email",)) if reason}
    rows = [[str(cell) for cell in row.cells] for row in table.rows if row.number not in footers]
    columns: dict[str, int] = {}
    texts = ["full_name", "position"]
    for at in range(max(map(len, rows), default=0)):
        kinds = Counter(_kind(row[at], sites) for row in rows if at < len(row) and row[at])
        kind = kinds.most_common(1)[0][0] if kinds else ""
        if "email" in kinds and "email" not in columns:
            kind = "email"
        field = texts.pop(0) if kind == "text" and texts else kind
        if field in FIELDS and field not in columns:
            columns[field] = at
    return Header(0, columns, {})


def _kind(cell: str, sites: SiteWords) -> str:
    if content.is_address(cell) or ("@" in cell and len(cell.split()) < 3):
        return "email"
    if _PHONE.fullmatch(cell):
        return "phone"
    key = fold(cell)
    if key in _MODES:
        return "mode"
    if key in _SALUTATIONS:
        return "salutation"
    if sites.find(cell):
        return "site"
    return "text" if any(each.isalpha() for each in cell) else "number"
