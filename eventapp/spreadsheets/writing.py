"""Writes tables for offices: XLSX without a formula in it, and CSV that Excel opens as it should."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from eventapp.spreadsheets.commas import guard

Value = str | int | float | bool | date | datetime | None
Target = str | Path | IO[bytes]
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")  # in the name of a sheet
_NARROWEST, _WIDEST = 6, 50  # characters


def write_xlsx(
    target: Target, heading: Sequence[str], rows: Iterable[Sequence[Value]], title: str | None = None
) -> None:
    """Write a workbook of one sheet to a path or a binary stream: the title, a blank row, the frozen heading, the rows.

    Rows are written as they come, so memory stays flat. Text stays text: never a formula, a link or a number; beyond
    Excel's 32,767 characters it is cut. Moments are written as they read, without their zone.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as workbook:
        sheet = workbook.add_worksheet(_FORBIDDEN.sub(" ", title or "")[:31].strip(" '") or None)
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {"date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm"}
        dates = {kind: workbook.add_format({"num_format": form}) for kind, form in formats.items()}
        top = 0
        if title:
            sheet.write_string(0, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
            top = 2
        for column, text in enumerate(heading):
            sheet.write_string(top, column, text, bold)
        sheet.freeze_panes(top + 1, 0)
        widths = [len(text) for text in heading]
        for number, row in enumerate(rows, top + 1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, dates)
                if column < len(widths):
                    widths[column] = max(widths[column], len(str(value or "")))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))


def _write(sheet: Any, row: int, column: int, value: Value, dates: dict[str, Any]) -> None:
    match value:
        case None | "":
            pass
        case str():
            sheet.write_string(row, column, value)
        case bool():
            sheet.write_boolean(row, column, value)
        case datetime() | date():
            sheet.write_datetime(row, column, value, dates["datetime" if isinstance(value, datetime) else "date"])
        case _:
            sheet.write_number(row, column, value)


def write_csv(target: Target, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write CSV as RFC 4180 has it, in UTF-8 with a BOM for Excel, to a path or a binary stream.

    Text that a spreadsheet program would run gets an apostrophe in front, which `read_table` takes off again.
    """
    with _text_of(target) as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([guard(each) for each in heading])
        writer.writerows([_plain(value) for value in row] for row in rows)


def _plain(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return guard(value)
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


@contextmanager
def _text_of(target: Target) -> Iterator[IO[str]]:
    if isinstance(target, str | Path):
        with Path(target).open("w", encoding="utf-8-sig", newline="") as file:
            yield file
        return
    wrapper = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    try:
        yield wrapper
    finally:
        wrapper.detach()
