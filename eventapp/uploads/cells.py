"""Cells as they are kept in the database: JSON that becomes the same cells again."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from eventapp.spreadsheets import Cell, Formula

_READERS: dict[str, Callable[[Any], Cell]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
}


def packed(cells: Sequence[Cell]) -> list[Any]:
    """Return a row's cells as JSON values, blank ones at the end left out."""
    kept = [_packed(cell) for cell in cells]
    while kept and kept[-1] == "":
        kept.pop()
    return kept


def unpacked(values: Sequence[Any]) -> list[Cell]:
    """Return the cells that were packed."""
    return [_unpacked(value) for value in values]


def _packed(cell: Cell) -> Any:
    match cell:
        case Formula():
            return {"formula": cell.text, "result": cell.result}
        case datetime():
            return {"datetime": cell.isoformat()}
        case date():
            return {"date": cell.isoformat()}
        case time():
            return {"time": cell.isoformat()}
        case timedelta():
            return {"seconds": cell.total_seconds()}
        case str():
            return cell.replace("\x00", "")
        case _:
            return cell


def _unpacked(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    if "formula" in value:
        return Formula(value["formula"], value["result"])
    [(kind, content)] = value.items()
    return _READERS[kind](content)
