"""`eventapp import`: exit codes, sentences and JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from eventapp.audit.models import AuditEntry
from eventapp.cli import main
from eventapp.config import ROOT
from eventapp.database import db
from eventapp.registration.models import Registration
from tests.biff import Value, xls
from tests.factories import make_event

GOOD = "Họ và tên;Email;Hình thức\nNguyễn Văn An;an@x.example;Trực tiếp\n"
BAD = "Lê Bình;;có thể\n"
Import = Callable[..., Result]


@pytest.fixture
def imported(bare_app: Flask, command: CliRunner, tmp_path: Path) -> Import:
    """Run `eventapp import WHAT FILE --event forum …` on a file of this content."""
    with bare_app.test_request_context():
        make_event()

    def run(content: str | bytes, *options: str, what: str = "delegates") -> Result:
        path = tmp_path / "danh sách.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return command.invoke(main, ["import", what, str(path), "--event", "forum", *options])

    return run


def registrations(app: Flask) -> int:
    """Return how many registrations there are."""
    with app.test_request_context():
        return db.session.execute(select(func.count(Registration.id))).scalar_one()


def test_good_rows_are_in_although_others_are_rejected(imported: Import, bare_app: Flask) -> None:
    result = imported(GOOD + BAD, "--json")
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert {name: told[name] for name in ("created", "updated", "unchanged")} == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
    }
    assert told["rejected"] == [
        {"row": 3, "column": "Email", "code": "missing", "message": "E-mail is missing."},
        {
            "row": 3,
            "column": "Hình thức",
            "code": "unknown",
            "message": "Attendance is unknown: có thể. Write: in person, bridge point or online.",
        },
    ]
    assert registrations(bare_app) == 1
    with bare_app.test_request_context():
        deed = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "delegates_imported")).one()
    assert [deed.actor, deed.words["created"], deed.words["rejected"]] == ["command line", 1, 1]


def test_the_report_speaks_vietnamese_when_asked(imported: Import) -> None:
    told = json.loads(imported(GOOD + BAD, "--json", "--locale", "vi").output)
    assert [each["message"] for each in told["rejected"]] == [
        "Thư điện tử: chưa được điền.",
        "Hình thức tham dự: không hiểu “có thể”. Hãy ghi: Trực tiếp, Điểm cầu hoặc Trực tuyến.",
    ]


def test_without_json_a_person_reads_it(imported: Import) -> None:
    assert imported(GOOD + BAD).output.splitlines() == [
        "1 created, 0 updated, 0 unchanged, 1 rejected.",
        "  row 3, Email: E-mail is missing.",
        "  row 3, Hình thức: Attendance is unknown: có thể. Write: in person, bridge point or online.",
    ]


def test_a_dry_run_says_the_same_and_keeps_nothing(imported: Import, bare_app: Flask) -> None:
    result = imported(GOOD + BAD, "--dry-run", "--json")
    told = json.loads(result.output)
    assert (result.exit_code, told["created"], len(told["rejected"])) == (0, 1, 2)
    assert registrations(bare_app) == 0


def test_all_or_nothing_keeps_nothing_when_a_row_is_rejected(imported: Import, bare_app: Flask) -> None:
    told = json.loads(imported(GOOD + BAD, "--all-or-nothing", "--json").output)
    assert (told["created"], told["held_back"], registrations(bare_app)) == (0, 1, 0)
    told = json.loads(imported(GOOD, "--all-or-nothing", "--json").output)
    assert (told["created"], told["held_back"], registrations(bare_app)) == (1, 0, 1)


@pytest.mark.parametrize("what", ["delegations", "delegates", "programme"])
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "There is nothing in this file."),
        (b"PK\x03\x04", "This file is damaged."),
        (b"\xd0\xcf\x11\xe0 old Excel", "This file is damaged."),
        (b"<html><p>no schedule</p></html>", "This kind of file cannot be read."),
        (b"one,two\n1,2\n", "No row with the headings was found"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_exit_1(
    imported: Import, what: str, content: bytes, sentence: str
) -> None:
    result = imported(content, "--json", what=what)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(sentence)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "content",
    [b'<?xml version="1.0"?><schedule/>', b'{"schedule": {}}', b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"],
)
def test_a_schedule_is_no_list_of_people_and_one_without_sessions_no_programme(
    imported: Import, content: bytes
) -> None:
    for what in ("delegations", "delegates"):
        assert imported(content, what=what).stderr.startswith("This kind of file cannot be read.")
    refused = imported(content, what="programme")
    assert (refused.exit_code, refused.stderr) == (1, "There is no session in this schedule.\n")


def test_headings_alone_are_refused(imported: Import) -> None:
    result = imported(GOOD.splitlines()[0])
    assert (result.exit_code, result.stderr) == (1, "There is no row below the headings of this file.\n")


def test_a_file_or_an_event_that_is_not_there_is_refused(imported: Import, command: CliRunner) -> None:
    missing = command.invoke(main, ["import", "delegates", "/nowhere.xlsx", "--event", "forum"])
    assert (missing.exit_code, missing.stderr) == (1, "/nowhere.xlsx cannot be opened: No such file or directory.\n")
    sample = str(ROOT / "sample" / "delegates.xlsx")
    unknown = command.invoke(main, ["import", "delegates", sample, "--event", "nothing"])
    assert (unknown.exit_code, unknown.stderr) == (1, "There is no event “nothing”.\n")


def test_wrong_usage_is_exit_2(command: CliRunner) -> None:
    assert command.invoke(main, ["import", "delegates"]).exit_code == 2
    assert command.invoke(main, ["import", "tickets", "x", "--event", "forum"]).exit_code == 2
    assert command.invoke(main, ["sample", "load", "--on", "tomorrow"]).exit_code == 2


def test_a_value_for_all_rows_fills_empty_cells_and_nothing_else(imported: Import, bare_app: Flask) -> None:
    sheet = "Họ và tên,Email,Ngôn ngữ\nLê An,an@x.example,\nLê Ba,ba@x.example,Tiếng Anh\n"
    assert json.loads(imported(sheet, "--dry-run", "--json").output)["created"] == 0
    result = imported(sheet, "--json", "--default", "mode=online", "--default", "Language=vi")
    assert json.loads(result.output)["created"] == 2
    with bare_app.test_request_context():
        found = db.session.scalars(select(Registration).order_by(Registration.id))
        assert [(each.mode.value, each.locale) for each in found] == [("online", "vi"), ("online", "en")]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("mode=flying", "--default mode=flying: Attendance is unknown: flying."),
        ("site=Mars", "--default site=Mars: Bridge point is unknown: Mars."),
        ("delegation=X9", "--default delegation=X9: Delegation is unknown: X9."),
        ("email=a@x.example", "--default email=a@x.example: write FIELD=VALUE, the field one of mode, site, "),
        ("mode", "--default mode: write FIELD=VALUE"),
        ("mode=", "--default mode=: write FIELD=VALUE"),
    ],
)
def test_a_value_for_all_rows_that_would_reject_every_row_is_refused(
    imported: Import, bare_app: Flask, given: str, sentence: str
) -> None:
    result = imported(GOOD, "--default", given)
    assert (result.exit_code, registrations(bare_app)) == (1, 0)
    assert result.stderr.startswith(sentence)


def test_columns_that_nobody_understood_are_said(imported: Import) -> None:
    sheet = (
        "STT,Họ và tên,Email,Hình thức,Quê quán,Rỗng\n1,Lê An,an@x.example,online,,\n2,Lê Ba,ba@x.example,online,Huế,\n"
    )
    told = json.loads(imported(sheet, "--dry-run", "--json").output)
    assert told["unused"] == [{"column": "Quê quán", "sample": "Huế"}, {"column": "Rỗng", "sample": ""}]
    assert imported(sheet).output.splitlines()[1:] == [
        "Columns that were not used:",
        "  Quê quán (such as: Huế)",
        "  Rỗng",
    ]


def test_of_a_workbook_the_sheet_with_the_headings_is_read(imported: Import) -> None:
    headings: list[Value] = ["Họ và tên", "Email", "Hình thức"]
    people: list[list[Value]] = [headings, ["Lê An", "an@x.example", "online"]]
    workbook = xls(("Bìa", [["Danh sách đại biểu"]]), ("Rỗng", []), ("Đại biểu", people), ("Cũ", [*people, people[1]]))
    told = json.loads(imported(workbook, "--dry-run", "--json").output)
    assert (told["sheet"], told["sheets"], told["created"]) == ("Đại biểu", ["Bìa", "Rỗng", "Đại biểu", "Cũ"], 1)
    assert "The sheet “Đại biểu” was read; the file also has: Bìa, Rỗng, Cũ." in imported(workbook, "--dry-run").output
    other = json.loads(imported(workbook, "--dry-run", "--json", "--sheet", "cũ").output)
    assert (other["sheet"], [each["code"] for each in other["rejected"]]) == ("Cũ", ["duplicate"])
    missing = imported(workbook, "--sheet", "Mới")
    assert missing.stderr.startswith("There is no visible sheet “Mới” in this file. It has: Bìa, Rỗng, Đại biểu, Cũ.")
    assert imported(GOOD, "--sheet", "Mới").exit_code == 1
