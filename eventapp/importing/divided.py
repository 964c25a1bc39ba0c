"""Names that a sheet has in two columns, "Họ và đệm" and "Tên": joined in the order in which they stand there."""

from collections.abc import Sequence
from dataclasses import replace

from eventapp.names import fold
from eventapp.spreadsheets import Cell, Row, Table
from eventapp.spreadsheets.tables import HEADER_WITHIN

JOINED = "Họ và tên"
_FAMILY = {
    "ho", "ho dem", "ho va dem", "ho ten dem", "ho va ten dem", "ho lot", "ho va ten lot", "ho chu dem",
    "ho va chu dem", "last name", "surname", "family name",
}  # fmt: skip
_GIVEN = {"ten", "first name", "first names", "given name", "given names", "ten rieng"}


def with_whole_names(table: Table) -> Table:
    """Return the table with one column of names where it has two, the first of them; else as it is.

    Rows above the headings stay. A formula is no name and joins nothing.
    """
    for at, row in enumerate(table.rows[:HEADER_WITHIN]):
        folded = [fold(cell) if isinstance(cell, str) else "" for cell in row.cells]
        family = next((number for number, word in enumerate(folded) if word in _FAMILY), None)
        given = next((number for number, word in enumerate(folded) if word in _GIVEN), None)
        if family is not None and given is not None:
            first, second = sorted((family, given))
            heading = Row(row.number, _with(row.cells, first, JOINED, second))
            below = [_joined(each, first, second) for each in table.rows[at + 1 :]]
            return replace(table, rows=[*table.rows[:at], heading, *below])
    return table


def _joined(row: Row, first: int, second: int) -> Row:
    parts = [row.cells[at] if at < len(row.cells) else "" for at in (first, second)]
    if not all(isinstance(part, str) for part in parts):
        return row
    whole = " ".join(text for part in parts if (text := str(part).strip()))
    return Row(row.number, _with(row.cells, first, whole, second))


def _with(cells: Sequence[Cell], at: int, text: str, emptied: int) -> list[Cell]:
    """Return the cells with that text at one place, and nothing at the other."""
    changed = [*cells, *[""] * (max(at, emptied) + 1 - len(cells))]
    changed[at], changed[emptied] = text, ""
    return changed
