"""The cells of one sheet as calamine gives them, computed ones marked."""

import io
from collections.abc import Mapping
from typing import Any

import python_calamine

from eventapp.spreadsheets.tables import BrokenSheet, Cell, Formula, Row


def values_of(workbook: io.BytesIO, name: str | None = None) -> list[list[Any]]:
    """Return the values of the sheet of that name, or of the first one. Raises BrokenSheet."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(workbook)
        sheet = book.get_sheet_by_index(0) if name is None else book.get_sheet_by_name(name)
        return sheet.to_python(skip_empty_area=False)
    except Exception:
        raise BrokenSheet from None
    except BaseException as panic:  # a panic of the Rust reader is no Exception
        if type(panic).__name__ == "PanicException":
            raise BrokenSheet from None
        raise


def rows_of(values: list[list[Any]], height: int, formulas: Mapping[tuple[int, int], str]) -> list[Row]:
    """Return so many rows, with the computed cells, {(row, column) from 0: text}, as Formula."""
    rows: list[list[Cell]] = values + [[] for _ in range(height - len(values))]
    for (row, column), text in formulas.items():
        cells = rows[row]
        cells += [""] * (column + 1 - len(cells))
        result = cells[column]
        cells[column] = Formula(text, result if isinstance(result, str | float | bool) else None)
    return [Row(number, cells) for number, cells in enumerate(rows, start=1)]
