"""Which column of a sheet holds which field: by its heading, else by what stands in it, else as somebody says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eventapp.bilingual import Bilingual
from eventapp.names import fold
from eventapp.spreadsheets import Cell, EmptySheet, Formula, Header, NoHeader, Row, Table, likely_header
from eventapp.spreadsheets.tables import HEADER_WITHIN

Tests = Mapping[str, Callable[[str], bool]]
_LOOKED_AT = 200  # rows below the headings
_ORDINALS = {"stt", "tt", "so tt", "so thu tu", "no", "nr", "number", "ordinal"}  # headings of what counts the rows
_MOSTLY = 0.6  # of the filled cells of a column


@dataclass(frozen=True)
class Layout:
    """How a sheet is read: its header, which fields were guessed from their content, and which needed ones lack."""

    header: Header
    guessed: frozenset[str] = frozenset()
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unused:
    """A column that nobody understood: where it is, its heading or its letter, and the first cell below."""

    at: int
    heading: str
    sample: str


def find_layout(
    table: Table, synonyms: Mapping[str, Sequence[str]], needed: Sequence[str], tests: Tests | None = None
) -> Layout:
    """Return how the sheet is to be read. `tests` tell a field by one cell of it, for columns of strange heading.

    Raises EmptySheet, or NoHeader where nothing at all tells what the sheet holds.
    """
    tests = tests or {}
    header = _best_header(table, synonyms, tests)
    guesses = _guesses(table, header, tests)
    header = with_columns(table, header.row, {**header.columns, **guesses}, header.headings)
    lacking = tuple(field for field in needed if field not in header.columns)
    if len(lacking) == len(needed):
        raise no_header(synonyms, lacking or tuple(synonyms))
    return Layout(header, frozenset(guesses), lacking)


def unknown_layout(table: Table) -> Layout | None:
    """Return how a sheet stands of which nothing is understood, so that somebody says it: its first row, no column.

    None where it is no table: fewer than two rows, or than two columns.
    """
    filled_rows = [row for row in table.rows if not row.is_blank]
    if len(filled_rows) < 2 or max(len(row.cells) for row in filled_rows) < 2:
        return None
    return Layout(Header(filled_rows[0].number, {}, {}))


def no_header(synonyms: Mapping[str, Sequence[str]], lacking: Sequence[str]) -> NoHeader:
    """Return the refusal that names the columns that lack."""
    vi = ", ".join(synonyms[field][0] for field in lacking)
    en = ", ".join(field.replace("_", " ").capitalize() for field in lacking)  # known as well
    return NoHeader(headings=Bilingual(vi, en))


def with_columns(
    table: Table, row: int, columns: Mapping[str, int], headings: Mapping[str, str] | None = None
) -> Header:
    """Return the header of these columns, each named as the sheet has it, or by its letter."""
    cells = next((each.cells for each in table.rows if each.number == row), [])
    known = headings or {}
    return Header(row, dict(columns), {field: known.get(field) or title(cells, at) for field, at in columns.items()})


def title(cells: Sequence[Cell], column: int) -> str:
    """Return a column's heading as written, or its letter where there is none."""
    return (text_of(cells[column]) if column < len(cells) else "") or letter(column)


def letter(column: int) -> str:
    """Return a column's letter as a spreadsheet program shows it: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def text_of(cell: Cell) -> str:
    """Return a cell as it is read; a computed one by its formula."""
    if isinstance(cell, Formula):
        return f"={cell.text.removeprefix('=')}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return " ".join(str(cell).split())


def _best_header(table: Table, synonyms: Mapping[str, Sequence[str]], tests: Tests) -> Header:
    best = likely_header(table, synonyms)
    if best is None:
        raise EmptySheet
    if len(best.columns) >= 2:
        return best
    above = _row_above_content(table, tests)
    if above is None or above == best.row:
        return best
    row = next((each for each in table.rows if each.number == above), None)
    return likely_header(Table(table.name, [row]), synonyms) or best if row else Header(0, {}, {})


def _row_above_content(table: Table, tests: Tests) -> int | None:
    """Return the last row before the first that holds an address or another cell no heading would be; 0: it is the
    first.
    """
    sure = [test for field, test in tests.items() if "email" in field]
    above = 0
    for row in table.rows[:HEADER_WITHIN]:
        if row.is_blank:
            continue
        if any(test(text_of(cell)) for test in sure for cell in row.cells if isinstance(cell, str)):
            return above
        above = row.number
    return None


def _guesses(table: Table, header: Header, tests: Tests) -> dict[str, int]:
    """Return the columns without a known heading whose cells are mostly what a missing field holds."""
    rows = [row for row in table.rows if row.number > header.row and not row.is_blank][:_LOOKED_AT]
    guesses: dict[str, int] = {}
    for field, test in tests.items():
        if field in header.columns:
            continue
        taken = {*header.columns.values(), *guesses.values()}
        shares = [(share, at) for share, at in _shares(rows, test) if at not in taken and share >= _MOSTLY]
        if shares:
            guesses[field] = max(shares, key=lambda found: found[0])[1]
    return guesses


def _shares(rows: Sequence[Row], test: Callable[[str], bool]) -> Iterator[tuple[float, int]]:
    for at in range(max((len(row.cells) for row in rows), default=0)):
        texts = [text for row in rows if at < len(row.cells) and (text := text_of(row.cells[at]))]
        if texts:
            yield sum(map(test, texts)) / len(texts), at


def unused_columns(table: Table, header: Header) -> list[Unused]:
    """Return the columns that hold something and are none of the header's; the one that counts the rows is nobody's."""
    headings = next((row.cells for row in table.rows if row.number == header.row), [])
    below = [row for row in table.rows if row.number > header.row]
    found = []
    for at in range(max((len(row.cells) for row in table.rows if row.number >= header.row), default=0)):
        heading = text_of(headings[at]) if at < len(headings) else ""
        samples = (text for row in below if at < len(row.cells) and (text := text_of(row.cells[at])))
        sample = next(samples, "")
        if at not in header.columns.values() and fold(heading) not in _ORDINALS and (heading or sample):
            found.append(Unused(at, heading or letter(at), sample[:60]))
    return found


def filled(cells: Mapping[str, Cell], defaults: Mapping[str, str]) -> Mapping[str, Cell]:
    """Return the cells of a row, with the values for all rows where its own cell is empty."""
    return {**cells, **{field: value for field, value in defaults.items() if not text_of(cells.get(field, ""))}}


def signature(cells: Sequence[Cell]) -> list[str]:
    """Return the headings of a row as what makes two rows of headings the same, whatever their order."""
    return sorted(folded for cell in cells if (folded := fold(text_of(cell))))
