"""Which column is which, and which rows are none of the list."""

from typing import Any

import pytest
from flask import Flask

from eventapp.audit.trail import SYSTEM
from eventapp.delegations.importing import DelegationImporter
from eventapp.events.models import Mode
from eventapp.importing.columns import find_layout, letter
from eventapp.registration.importing import DelegateImporter
from eventapp.spreadsheets import NoHeader
from tests.factories import make_event
from tests.importing.sheets import counts, run, sheet

AN = ("Nguyễn Văn An", "an@x.example", "Trực tiếp", "0912 345 678", "TW01")
HEN = ("H'Hen Niê", "hen@x.example", "online", "0912345679", "tw01")
LAN = ("Lan", "lan@x.example", "Điểm cầu", 912345670.0, "")
MORE = [(f"Lê {name}", f"{name}@x.example", "", "", "TW01") for name in ("Ba", "Ca", "Da")]
BINH = ("Trần Thị Bình", "binh@x.example", "hall", "+84 912 345 671", "TW01")


def test_a_column_of_strange_heading_is_known_by_what_stands_in_it(app: Flask) -> None:
    event = make_event()
    invited = ("code", "name", "mode", "quota"), ("TW01", "Bộ A", "hall", 9)
    run(sheet(*invited), DelegationImporter, event, by=SYSTEM)
    importer = DelegateImporter(event, by=SYSTEM)
    for headings in (("a", "b", "c", "d", "e"), ("Người dự", "Liên lạc", "Dự bằng", "Gọi", "Thuộc"), AN):
        table = sheet(headings, AN, HEN, BINH, LAN, *MORE)
        layout = find_layout(table, importer.headings, importer.needed, importer.tests())
        wanted = {"full_name": 0, "email": 1, "mode": 2, "phone": 3, "delegation": 4}
        assert dict(layout.header.columns) == wanted
        assert layout.guessed == set(wanted)
        assert (layout.lacking, layout.header.row) == ((), 0 if headings is AN else 1)


def test_what_nothing_tells_is_not_guessed(app: Flask) -> None:
    importer = DelegateImporter(make_event(), by=SYSTEM)
    years = sheet(("Full name", "Address", "Born", "Seat"), ("An", "x@y.example", 1980.0, 2), ("Ba", "?", "1981", 3))
    layout = find_layout(years, importer.headings, importer.needed, importer.tests())
    assert (dict(layout.header.columns), layout.lacking) == ({"full_name": 0}, ("email",))
    with pytest.raises(NoHeader) as refusal:
        find_layout(sheet(("x", "y"), (1, 2)), importer.headings, importer.needed, importer.tests())
    needed = refusal.value.values["headings"]
    assert needed == {"vi": "Họ và tên, Email", "en": "Full name, Email"}
    for headings in needed.values():  # what is asked for is understood in either language
        given = find_layout(sheet(headings.split(", "), AN), importer.headings, importer.needed)
        assert dict(given.header.columns) == {"full_name": 0, "email": 1}


@pytest.mark.parametrize(
    ("footer", "code"),
    [
        (("Tổng cộng: 2 đại biểu", "", ""), "footer"),
        (("TỔNG SỐ", "", 2.0), "footer"),
        (("Hà Nội, ngày 5 tháng 11 năm 2026", "", ""), "footer"),
        (("Người lập biểu", "", "Thủ trưởng đơn vị"), "footer"),
        (("Full name", "Email", "Attendance"), "headings_again"),
    ],
)
def test_rows_that_are_none_of_the_list_are_skipped_and_said(app: Flask, footer: tuple[Any, ...], code: str) -> None:
    headings = ("Full name", "Email", "Attendance")
    rows = [headings, AN[:3], HEN[:3], footer, ("", "Trần Ký", "") if code == "footer" else BINH[:3]]
    report = run(sheet(*rows), DelegateImporter, make_event(), by=SYSTEM)
    assert [(each.row, each.fault.code) for each in report.skipped][:1] == [(4, code)]
    assert counts(report) == ((2, 0, 0, 0) if code == "footer" else (3, 0, 0, 0))


def test_a_row_that_only_looks_like_a_footer_is_a_delegate(app: Flask) -> None:
    headings = ("Full name", "Email", "Attendance")
    rows = [headings, ("Tống Công Minh", "", "hall"), ("Công Thị Ký", "", "hall"), ("Cộng", "c@x.example", "hall")]
    report = run(sheet(*rows), DelegateImporter, make_event(), by=SYSTEM)
    assert (counts(report), report.skipped) == ((1, 0, 0, 2), [])


def test_a_row_that_numbers_the_columns_is_skipped(app: Flask) -> None:
    rows = [("Full name", "Email", "Attendance"), ("(1)", "(2)", "(3)"), AN[:3]]
    report = run(sheet(*rows), DelegateImporter, make_event(), by=SYSTEM)
    assert [(each.row, each.fault.code) for each in report.skipped] == [(2, "numbering")]
    assert counts(report) == (1, 0, 0, 0)


def test_a_namesake_in_the_same_organisation_is_suggested_and_never_merged(app: Flask) -> None:
    event = make_event()
    headings = ("Full name", "Email", "Attendance", "Organisation")
    rows = [headings, ("Lê An", "an@x.example", "hall", "Bộ A"), ("LÊ AN", "le.an@x.example", "hall", "bộ a")]
    rows += [("Lê An", "an@b.example", "hall", "Bộ B"), ("Lê An", "nobody@b.example", "hall", "")]
    for is_rehearsal in (True, False):
        report = run(sheet(*rows), DelegateImporter, event, by=SYSTEM, is_rehearsal=is_rehearsal)
        told = [(note.row, note.column, note.fault.code, note.fault.values["email"]) for note in report.notes]
        assert told == [(3, "Full name", "possible_duplicate", "an@x.example")]
        assert counts(report) == (4, 0, 0, 0)


def test_what_is_foretold_is_what_happens(app: Flask) -> None:
    event = make_event(modes={Mode.HALL: 2, Mode.ONLINE: 1})
    invited = ("code", "name", "mode", "quota"), ("TW01", "Bộ A", "hall", 2), ("TW02", "Bộ B", "online", 1)
    run(sheet(*invited), DelegationImporter, event, by=SYSTEM)
    headings = ("Full name", "Email", "Attendance", "Delegation code", "Telephone")
    first = [(f"Lê {each}", f"{each}@x.example", "", "TW01", "") for each in ("An", "Ba", "Ca")]
    moved = [("Lê An", "an@x.example", "online", "", ""), ("Lê Ba", "ba@x.example", "", "", "0912345678")]
    more = [*moved, *first, ("Lê Da", "da@x.example", "online", "", ""), ("Lê Dao", "dao@x.example", "bridge", "", "")]
    more += [("Lê Gia", "gia@x.example", "", "TW02", ""), ("Lê Ha", "ha@x.example", "hall", "", "")]
    for rows in (first, more, more):
        foretold = run(sheet(headings, *rows), DelegateImporter, event, by=SYSTEM, is_rehearsal=True)
        happened = run(sheet(headings, *rows), DelegateImporter, event, by=SYSTEM)
        assert (foretold.verdicts, foretold.rejected, foretold.notes) == (
            happened.verdicts,
            happened.rejected,
            happened.notes,
        )


def test_columns_are_called_as_a_spreadsheet_program_calls_them() -> None:
    assert [letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_rejected_row_said_again_is_a_duplicate_and_one_put_right_is_not(app: Flask) -> None:
    headings = ("Full name", "Email", "Attendance")
    rows = [headings, ("Lê An", "an@x.example", "by air"), ("Lê An", "an@x.example", "by air"), AN[:3]]
    for is_rehearsal in (True, False):
        report = run(
            sheet(*rows),
            DelegateImporter,
            make_event(f"e-{is_rehearsal}".lower()),
            by=SYSTEM,
            is_rehearsal=is_rehearsal,
        )
        assert [(each.row, each.fault.code) for each in report.rejected] == [(2, "unknown"), (3, "duplicate")]
        assert counts(report) == (1, 0, 0, 2)
