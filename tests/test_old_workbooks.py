"""XLS of Excel 5 to 2003: read as the office sees it, formulas known, refused when it would hurt."""

import struct
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.spreadsheets import Formula, UnreadableSheet, read_table
from tests.biff import (
    END,
    LOCKED,
    SHEET,
    STRINGS,
    Computed,
    Value,
    begin,
    compound,
    name_of,
    record,
    xls,
)

ROOT = Path(__file__).parent.parent
ROWS: list[list[Value]] = [
    ["Họ và tên", "Năm sinh", "Ngày"],
    [],
    ["Nguyễn Thị Ánh", 1980.0, date(2026, 11, 26)],
    [Computed("Lê An"), Computed(7.0)],
]
SMALL = xls(("Đại biểu", ROWS))


def cells(content: bytes) -> list[list[object]]:
    return [list(row.cells) for row in read_table(content, "list.xls").rows]


def test_it_is_read_as_the_office_sees_it_and_a_computed_cell_is_known() -> None:
    assert cells(SMALL) == [
        ["Họ và tên", "Năm sinh", "Ngày"],
        ["", "", ""],
        ["Nguyễn Thị Ánh", 1980.0, date(2026, 11, 26)],
        [Formula("", "Lê An"), Formula("", 7.0), ""],
    ]


@pytest.mark.parametrize("cut", [40, 101, 777, 8000])
def test_texts_that_go_on_from_record_to_record_are_read_whole(cut: int) -> None:
    rows = [[f"Nguyễn Thị Ánh {number} " * 9, float(number)] for number in range(400)]
    assert cells(xls(("A", rows), cut=cut)) == rows


def test_hidden_sheets_blank_cells_and_charts_are_passed_over() -> None:
    chart = begin(32) + record(0x0203, struct.pack("<3Hd", 0, 0, 0, 99.0)) + record(END)
    content = xls(("Ẩn", [["x"]]), ("Đại biểu", [["An", None]]), hidden=["Ẩn"], behind=chart)
    assert (cells(content), read_table(content).sheet) == ([["An"]], "Đại biểu")


def excel_5() -> bytes:
    text = "Nguyê\u0303n Lê".encode("cp1258")
    label = record(0x0204, struct.pack("<4H", 0, 0, 0, len(text)) + text)
    sheet = begin(16, 0x0500) + label + record(END)
    head, tail = begin(5, 0x0500) + record(0x0042, struct.pack("<H", 1258)), record(END)
    listed = record(SHEET, struct.pack("<IBB", len(head) + 4 + 8 + len(tail), 0, 0) + b"\1A")
    return compound("Book", head + listed + tail + sheet)


def test_excel_5_is_read_in_its_code_page() -> None:
    assert [str(cell) for cell in cells(excel_5())[0]] == ["Nguyê\u0303n Lê"]


def a_far_cell(row: int, column: int) -> bytes:
    return xls(("A", [["x"]]), behind=record(0x0203, struct.pack("<3Hd", row, column, 0, 1.0)))


def many_texts(count: int, texts: bytes = b"") -> bytes:
    """Return a workbook whose own texts come second, after a lie."""
    return xls(("A", [[1.0]]), more=record(STRINGS, struct.pack("<2I", count, count) + texts))


def a_sheet_nowhere() -> bytes:
    return compound("Workbook", begin(5) + record(SHEET, struct.pack("<I2B", 9**9, 0, 0) + name_of("A")) + record(END))


HARMFUL: dict[str, tuple[Callable[[], bytes], str]] = {
    "a far row and column": (lambda: a_far_cell(65_535, 199), "file_too_large"),
    "a far column": (lambda: a_far_cell(0, 255), "file_too_large"),
    "many texts": (lambda: many_texts(2**31 - 1), "file_too_large"),
    "fewer texts than it says": (lambda: many_texts(300_000), "broken_file"),
    "one text in many cells": (lambda: xls(("A", [["a" * 30_000]] * 50_000)), "file_too_large"),
    "a text that is not there": (
        lambda: xls(("A", [["x"]]), behind=record(0x00FD, struct.pack("<3HI", 1, 0, 0, 9))),
        "broken_file",
    ),
    "a password": (lambda: xls(("A", [["x"]]), more=record(LOCKED, bytes(6))), "locked_file"),
    "an xlsx with a password": (lambda: compound("EncryptedPackage", bytes(5000)), "locked_file"),
    "a letter": (lambda: compound("WordDocument", bytes(5000)), "unsupported_file"),
    "an older Excel": (lambda: compound("Book", begin(5, 0x0400) + record(END)), "unsupported_file"),
    "no sheet": (lambda: xls(), "empty_file"),
    "only hidden sheets": (lambda: xls(("A", [["x"]]), hidden=["A"]), "empty_file"),
    "an empty sheet": (lambda: xls(("A", [])), "empty_file"),
    "no end": (lambda: compound("Workbook", begin(5)), "broken_file"),
    "no beginning": (lambda: compound("Workbook", record(END)), "broken_file"),
    "a sheet nowhere": (a_sheet_nowhere, "broken_file"),
    "a table that bites its tail": (lambda: SMALL[: -512] + struct.pack("<128I", *[0] * 128), "broken_file"),
    "cut in half": (lambda: SMALL[: len(SMALL) // 2], "broken_file"),
    "only its head": (lambda: SMALL[:40], "broken_file"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_files_are_refused_with_a_reason(name: str) -> None:
    build, code = HARMFUL[name]
    with pytest.raises(UnreadableSheet) as refusal:
        read_table(build(), "list.xls")
    assert (refusal.value.code, refusal.value.status) == (code, 422)


CHILD = """
import resource, sys
from eventapp.spreadsheets import UnreadableSheet, read_table
content = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_table(content)
except UnreadableSheet as refusal:
    print(refusal.code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("name", ["a far row and column", "many texts", "one text in many cells"])
def test_a_bomb_takes_less_than_100_megabytes(name: str, tmp_path: Path) -> None:
    build, code = HARMFUL[name]
    (tmp_path / "bomb").write_bytes(build())
    ran = subprocess.run(
        [sys.executable, "-c", CHILD, tmp_path / "bomb"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    answered, megabytes = ran.stdout.split()
    assert (answered, int(megabytes) < 100) == (code, True)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255), st.integers(0, len(SMALL) - 1), st.integers(0, 255))
def test_whatever_is_changed_it_is_read_or_refused(at: int, to: int, other_at: int, other_to: int) -> None:
    content = bytearray(SMALL)
    content[at], content[other_at] = to, other_to
    try:
        table = read_table(bytes(content), "list.xls")
    except UnreadableSheet:
        return
    assert [row.number for row in table.rows] == list(range(1, len(table.rows) + 1))
