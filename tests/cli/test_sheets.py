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
        (b"\xd0\xcf\x11\xe0 old Excel", "This kind of file cannot be read."),
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
