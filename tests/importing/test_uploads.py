"""Sheets that wait: columns chosen by hand, cells corrected in place, long ones taken in by a worker, and stopped."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event, EventMode, Mode
from eventapp.importing.reports import Outcome
from eventapp.mail.models import Letter
from eventapp.registration.models import Registration, Status
from eventapp.spreadsheets import Formula, Table
from eventapp.uploads import checking, jobs, keeping, queries, taking
from eventapp.uploads.cells import packed, unpacked
from eventapp.uploads.kinds import importer_of
from eventapp.uploads.models import SavedColumns, Stage, Upload, UploadRow, What
from eventapp.work import registry
from eventapp.work.models import Job, WorkState
from tests.factories import make_event
from tests.importing.sheets import sheet
from tests.importing.test_views import BAD, GOOD, HEADER, count, organiser, send
from tests.schedules.conformance import real

__all__ = ["organiser"]
STRANGE = "Danh sách\nNgười dự,Hộp,Dự bằng\nLan,an@x.example,Trực tiếp\nHoa,binh@x.example,online\n"
LONG = [("Họ và tên", "Email", "Hình thức"), *[(f"Lê An {n}", f"d{n}@x.example", "hall") for n in range(130)]]


def stand(app: Flask) -> tuple[Stage, int]:
    """Return how far the only sheet has come, and how many delegates are registered."""
    with app.test_request_context():
        found = db.session.scalars(select(Upload)).one()
        return found.stage, db.session.execute(select(func.count(Registration.id))).scalar_one()


def kept(event: Event, table: Table, **more: Any) -> Upload:
    """Keep a sheet of delegates and check it."""
    with transaction():
        upload = keeping.keep(event.id, What.DELEGATES, table, importer_of(What.DELEGATES, event, by=SYSTEM), **more)
    checking.check(upload, by=SYSTEM, tell=lambda _done, _total: None)
    return upload


def test_columns_that_nothing_tells_are_chosen_by_hand_and_remembered(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, STRANGE)
    assert address.endswith("/columns")
    page = organiser.get(address).text
    assert "Not every column that is needed was recognised." in page
    assert "Guessed from what stands in it" in page
    lacking = organiser.post(address, data={"header": "2", "column-1": "email"})
    assert (lacking.status_code, "these are needed" in lacking.text) == (422, True)
    twice = organiser.post(address, data={"header": "2", "column-0": "email", "column-1": "email"})
    assert (twice.status_code, "“E-mail” was chosen for two columns." in twice.text) == (422, True)
    chosen = {"header": "2", "column-0": "full_name", "column-1": "email", "column-2": "mode", "column-9": "bomb"}
    answer = organiser.post(address, data=chosen)
    assert "Take in 2 rows" in organiser.get(answer.location).text
    again = send(organiser, STRANGE)
    assert not again.endswith("/columns")
    assert "Take in 2 rows" in organiser.get(again).text
    assert count(bare_app, SavedColumns.id) == 1
    organiser.post(f"{again}/columns/removal")
    assert count(bare_app, SavedColumns.id) == 0
    assert send(organiser, STRANGE).endswith("/columns")


def test_rejected_rows_are_corrected_in_place_before_and_after(organiser: FlaskClient, bare_app: Flask) -> None:
    address = send(organiser, HEADER + GOOD + BAD)
    assert 'name="cell-4-1"' in organiser.get(address).text
    half = organiser.post(f"{address}/corrections", data={"cell-4-1": "chi@x.example", "cell-4-77": "x"})
    page = organiser.get(half.location).text
    assert ("1 cell was corrected." in page, "E-mail is missing." in page, 'value="chi@x.example"' in page) == (
        True,
        False,
        True,
    )
    organiser.post(f"{address}/acceptance")
    assert stand(bare_app) == (Stage.TAKEN, 2)
    organiser.post(f"{address}/corrections", data={"cell-4-3": "0912345679", "cell-2-0": "Somebody Else"})
    page = organiser.get(address).text
    assert ("Take in 3 rows" in page, "2 rows are in already." in page) == (True, True)
    organiser.post(f"{address}/acceptance")
    assert stand(bare_app) == (Stage.TAKEN, 3)
    nothing = organiser.post(f"{address}/corrections", data={"cell-4-3": "0912345679"})
    assert "Nothing was changed." in organiser.get(nothing.location).text


def test_rows_are_found_by_word_number_and_verdict(organiser: FlaskClient) -> None:
    address = send(organiser, HEADER + GOOD + BAD + "Tổng cộng: 3,,,\n")
    found = {
        question: [name for name in ("Nguyễn Văn An", "Lê Thị Bình", "Trần Chi") if name in page]
        for question in ("?verdict=all", "?verdict=created", "?q=binh&verdict=all", "?q=4", "?q=nobody&verdict=all")
        if (page := organiser.get(address + question).text)
    }
    assert found == {
        "?verdict=all": ["Nguyễn Văn An", "Lê Thị Bình", "Trần Chi"],
        "?verdict=created": ["Nguyễn Văn An", "Lê Thị Bình"],
        "?q=binh&verdict=all": ["Lê Thị Bình"],
        "?q=4": ["Trần Chi"],
        "?q=nobody&verdict=all": [],
    }
    assert "Not a row of the list" in organiser.get(f"{address}?verdict=skipped").text
    exported = organiser.get(f"{address}/report.csv?verdict=skipped").data.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in exported] == ["Row", "5"]


def test_a_long_sheet_is_checked_and_taken_in_by_a_worker(
    organiser: FlaskClient, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SHORT", 2)
    address = send(organiser, HEADER + GOOD + BAD)
    assert "The sheet is being checked" in organiser.get(address).text
    assert organiser.get(f"{address}/progress").json == {
        "stage": "checking", "done": 0, "total": 0, "is_under_way": True
    }  # fmt: skip
    early = organiser.post(f"{address}/acceptance")
    assert "This sheet is being worked on just now." in organiser.get(early.location).text
    with bare_app.app_context():
        assert registry.work_jobs() == 1
    assert "Take in 2 rows" in organiser.get(address).text
    for _press in range(2):
        organiser.post(f"{address}/acceptance")
    assert "The rows are being taken in" in organiser.get(address).text
    assert organiser.post(f"{address}/cancellation").location == address
    with bare_app.app_context():
        assert (registry.work_jobs(), registry.work_jobs()) == (1, 0)
    assert stand(bare_app) == (Stage.TAKEN, 2)
    assert organiser.get(f"{address}/progress").json["is_under_way"] is False
    assert count(bare_app, Letter.id) == 0


def test_what_the_worker_gave_up_is_begun_anew(
    organiser: FlaskClient, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SHORT", 2)
    address = send(organiser, HEADER + GOOD)
    with bare_app.test_request_context(), transaction():
        db.session.scalars(select(Job)).one().state = WorkState.FAILED
    assert "The work on this sheet has stopped" in organiser.get(address).text
    organiser.post(f"{address}/resumption")
    with bare_app.app_context():
        assert registry.work_jobs() == 1
    assert stand(bare_app)[0] is Stage.CHECKED


def test_stopped_midway_what_is_in_stays_and_the_rest_can_follow(app: Flask) -> None:
    event = make_event(hall=200)
    upload = kept(event, sheet(*LONG))
    with transaction():
        jobs.begin_taking(upload, by=SYSTEM)

    def stop_after_the_first(done: int, _total: int) -> None:
        if done >= taking.SLICE:
            keeping.move(db.session.get_one(Upload, upload.id), (Stage.TAKING,), Stage.STOPPED)

    taking.take(upload, by=SYSTEM, tell=stop_after_the_first)
    upload = db.session.scalars(select(Upload)).one()
    figures = queries.figures_of(upload)
    assert (upload.stage, figures.done, registrations()) == (Stage.STOPPED, taking.SLICE, taking.SLICE)
    assert figures.by_verdict["created"] == 130
    with transaction():
        jobs.begin_taking(upload, by=SYSTEM)
    taking.take(upload, by=SYSTEM, tell=lambda _done, _total: None)
    upload = db.session.scalars(select(Upload)).one()
    assert (upload.stage, queries.figures_of(upload).done, registrations()) == (Stage.TAKEN, 130, 130)


@pytest.mark.parametrize("crash", [True, False])
def test_a_crash_in_a_slice_loses_that_slice_and_nothing_else(app: Flask, crash: bool) -> None:
    event = make_event(hall=200)
    upload = kept(event, sheet(*LONG))
    with transaction():
        jobs.begin_taking(upload, by=SYSTEM)

    def die_in_the_second(done: int, _total: int) -> None:
        if crash and done > taking.SLICE:
            raise KeyboardInterrupt

    try:
        taking.take(upload, by=SYSTEM, tell=die_in_the_second)
    except KeyboardInterrupt:
        taken = db.session.scalar(select(EventMode.taken).where(EventMode.mode == Mode.HALL))
        assert (registrations(), taken) == (taking.SLICE, taking.SLICE)
    upload = db.session.scalars(select(Upload)).one()
    taking.take(upload, by=SYSTEM, tell=lambda _done, _total: None)
    upload = db.session.scalars(select(Upload)).one()
    assert (upload.stage, registrations()) == (Stage.TAKEN, 130)
    again = kept(event, sheet(*LONG))
    assert queries.figures_of(again).by_verdict["unchanged"] == 130
    assert db.session.scalar(select(func.count(Letter.id))) == 0


def test_two_sheets_at_once_sell_no_seat_twice_and_every_row_has_a_verdict(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=70)
        uploads = [kept(event, sheet(LONG[0], *part)) for part in (LONG[1:101], LONG[31:])]
        with transaction():
            for upload in uploads:
                jobs.begin_taking(upload, by=SYSTEM)
        numbers = [upload.id for upload in uploads]
        db.session.remove()

    def take(number: int) -> None:
        with bare_app.test_request_context():
            taking.take(db.session.get_one(Upload, number), by=SYSTEM, tell=lambda _done, _total: None)

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(take, numbers))
    with bare_app.test_request_context():
        statuses = Counter(db.session.scalars(select(Registration.status)))
        taken = db.session.scalar(select(EventMode.taken).where(EventMode.mode == Mode.HALL))
        verdicts = Counter(db.session.scalars(select(UploadRow.verdict).where(UploadRow.is_done)))
    assert (statuses, taken) == ({Status.CONFIRMED: 70, Status.WAITLISTED: 60}, 70)
    assert verdicts == {Outcome.CREATED: 130, Outcome.UNCHANGED: 70}


def registrations() -> int:
    """Return how many registrations there are."""
    return db.session.execute(select(func.count(Registration.id))).scalar_one()


def test_columns_stay_once_rows_are_in(organiser: FlaskClient) -> None:
    address = send(organiser, HEADER + GOOD)
    organiser.post(f"{address}/acceptance")
    columns = {"header": "1", "column-0": "full_name", "column-1": "email"}
    answer = organiser.post(f"{address}/columns", data=columns)
    assert (answer.status_code, "Some rows of this sheet are in already" in answer.text) == (409, True)


def test_every_kind_of_cell_is_kept_as_it_is(app: Flask) -> None:
    cells = ["An", 1.5, 7, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), time(8, 30), timedelta(hours=8)]
    cells += [Formula("A1+1", 2.0), "+84 912", "-5"]
    upload = kept(make_event(), sheet(("Full name", "Email"), ("An", "an@x.example")))
    with transaction():
        db.session.add(UploadRow(upload_id=upload.id, number=9, cells=packed([*cells, ""]), remarks=[]))
    db.session.expire_all()
    row = db.session.scalars(select(UploadRow).where(UploadRow.number == 9)).one()
    assert unpacked(row.cells) == cells


def work(app: Flask) -> None:
    """Be the worker until nothing is left to do."""
    with app.app_context():
        while registry.work_jobs():
            continue


def test_a_schedule_is_taken_in_by_a_worker_and_what_it_lacks_is_listed(
    organiser: FlaskClient, bare_app: Flask
) -> None:
    words = rb"<(description|abstract|links|attachments)>.*?</\1>\s*"  # half a megabyte is enough for a form
    fosdem = re.sub(words, b"", real("fosdem_2021.xml"), flags=re.DOTALL)
    address = send(organiser, fosdem, what="programme")
    work(bare_app)
    page = organiser.get(address).text
    assert "Take in 773 rows" in page
    organiser.post(f"{address}/acceptance")
    work(bare_app)
    assert "773 rows were taken in." in organiser.get(address).text
    less = fosdem.replace(b'<event id="11795">', b'<event id="x">').replace(b"Welcome to FOSDEM 2021", b"", 1)
    again = send(organiser, less, what="programme")
    work(bare_app)
    report = organiser.get(f"{again}?verdict=absent").text
    assert ("Not in the file" in report, "Welcome to FOSDEM 2021" in report) == (True, True)
    assert "This session of the event is not in the file." in organiser.get(f"{again}/report.csv?verdict=absent").text
    with bare_app.test_request_context():
        upload = db.session.scalars(select(Upload).order_by(Upload.id.desc())).first()
        assert upload is not None
        assert queries.figures_of(upload).by_verdict == {
            **dict.fromkeys(Outcome, 0), Outcome.UNCHANGED: 772, Outcome.REJECTED: 1, Outcome.ABSENT: 1
        }  # fmt: skip
