"""N3: a badge is printed first once, again only by number and reason; the queue is taken by one station each."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp import files
from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.badges import making, printing, queries
from eventapp.badges.models import Print, PrintRun, RunStage
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.registration import enrolment
from eventapp.registration.models import Registration
from eventapp.registration.search import Wanted
from eventapp.tickets.codes import qr_payload
from eventapp.tickets.issuing import code_of
from eventapp.uploads import jobs
from eventapp.work.registry import work_jobs
from tests import factories
from tests.badges.test_designs import codes_on, text_of
from tests.queries import count_queries


def print_them(event: Event, registrations: list[Registration], key: str | None = None) -> PrintRun:
    with transaction():
        numbers = [each.id for each in registrations]
        run = printing.print_all(event, numbers, about={"kind": "selection"}, key=key, by=SYSTEM)
        work = making.begin(run)
    jobs.do(work)
    db.session.expire_all()
    return run


def ask(event: Event, registration: Registration, desk: str = "") -> Print:
    with transaction():
        return printing.ask(event, registration, desk=desk, by=SYSTEM)


def take(event: Event, most: int = 10) -> PrintRun:
    with transaction():
        run = printing.take(event, station="A", most=most, by=SYSTEM)
        work = making.begin(run)
    jobs.do(work)
    db.session.expire_all()
    return run


def content_of(run: PrintRun) -> bytes:
    [name] = db.session.get_one(PrintRun, run.id).files
    content = files.find(making.folder(), name)
    assert content is not None
    return content


def test_a_run_prints_everyone_once_in_order_with_their_own_codes(app: Flask, tmp_path: Any) -> None:
    event = factories.make_event(hall=None)
    people = factories.make_registrations(event, 3)
    online = factories.make_registration(event, mode=Mode.ONLINE)
    run = print_them(event, [*people, online], key="pressed")
    assert (run.number, run.stage, run.left_out) == (3, RunStage.READY, [])
    pages = text_of(content_of(run))
    for registration, page in zip(people, pages, strict=True):
        assert "".join(registration.person.full_name.split()) in page
    payloads = {qr_payload("http://localhost", code_of(each.ticket)) for each in people if each.ticket}
    assert codes_on(content_of(run), tmp_path, sharpness=120) == payloads
    assert print_them(event, people, key="pressed").id == run.id
    with pytest.raises(printing.NothingToPrint):
        print_them(event, people, key="pressed later")
    assert len(db.session.scalars(select(Print)).all()) == 3
    assert queries.unprinted(event, Wanted(), "name") == []


def test_a_long_run_is_made_by_a_worker_in_parts_and_says_how_far_it_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in (("SHORT", 2), ("SLICE", 2), ("PART", 3)):
        monkeypatch.setattr(making, name, number)
    event = factories.make_event(hall=None)
    run = print_them(event, factories.make_registrations(event, 5))
    assert (run.stage, making.done_of(run), run.files) == (RunStage.MAKING, 0, [])
    assert work_jobs() == 1
    db.session.expire_all()
    assert (run.stage, making.done_of(run)) == (RunStage.READY, 5)
    made = [files.find(making.folder(), name) for name in run.files]
    assert [len(text_of(each)) for each in made if each] == [3, 2]
    assert making.sweep(making.folder()) == 0


def test_who_loses_the_seat_before_the_file_is_made_is_left_out_and_named(app: Flask) -> None:
    event = factories.make_event(hall=None)
    stays, goes = factories.make_registrations(event, 2)
    ask(event, stays)
    ask(event, goes)
    with transaction():
        enrolment.cancel(goes, by=SYSTEM)
    run = take(event)
    assert (run.number, run.left_out) == (1, [goes.ref])
    assert queries.names_of(event, run.left_out) == [goes.person.full_name]
    assert [each.registration_id for each in db.session.scalars(select(Print))] == [stays.id]
    with pytest.raises(printing.NoBadge):
        ask(event, goes)


def test_a_badge_is_asked_for_once_printed_once_and_again_only_by_number(app: Flask) -> None:
    event = factories.make_event()
    registration = factories.make_registration(event)
    with pytest.raises(printing.NotPrintedYet), transaction():
        printing.reprint(event, registration, 2, reason="Mất", desk="", by=SYSTEM)
    first = ask(event, registration, "Bàn 1")
    assert ask(event, registration, "Bàn 2").id == first.id
    with pytest.raises(printing.StillWaiting), transaction():
        printing.reprint(event, registration, 2, reason="Mất", desk="", by=SYSTEM)
    run = take(event)
    with pytest.raises(printing.AlreadyPrinted):
        ask(event, registration)
    again = []
    for _press in range(2):
        with transaction():
            again.append(printing.reprint(event, registration, 2, reason="Mất", desk="Bàn 1", by=SYSTEM))
    assert (again[0].id, again[0].number, again[0].reason) == (again[1].id, 2, "Mất")
    assert "Printno.2" in text_of(content_of(take(event)))[0]
    with transaction():
        printing.confirm(run, by=SYSTEM)
    with pytest.raises(printing.RunIsOver), transaction():
        printing.put_back(run, by=SYSTEM)
    deeds = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("badge%"))).all()
    assert sorted(deeds) == ["badge_asked", "badge_reprinted", "badges_printed", "badges_taken", "badges_taken"]


def test_what_a_broken_printer_took_waits_again_in_its_place(app: Flask) -> None:
    event = factories.make_event(hall=None)
    early, late = factories.make_registrations(event, 2)
    for each in (early, late):
        ask(event, each)
    run = take(event, most=1)
    with transaction():
        printing.put_back(run, by=SYSTEM)
    assert [each.registration_id for each in queries.waiting(event)] == [early.id, late.id]
    with transaction():
        assert printing.withdraw(event, queries.waiting(event)[1], by=SYSTEM) is True
    assert take(event).number == 1
    with pytest.raises(printing.QueueIsEmpty):
        take(event)


def at_once(app: Flask, number: int, act: Any) -> list[Any]:
    """Do it in so many threads at the same moment; return what each got, refusals included."""
    barrier, got = threading.Barrier(number), []

    def run() -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    got.append(act())
            except DomainError as refusal:
                got.append(refusal)
            db.session.remove()

    threads = [threading.Thread(target=run) for _each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_desks_that_ask_at_once_get_one_print_and_stations_share_the_queue(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = factories.make_event(hall=None)
        people = factories.make_registrations(event, 6)
        numbers, event_id = [each.id for each in people], event.id

    def ask_for_all() -> int:
        here = db.session.get_one(Event, event_id)
        for number in numbers:
            printing.ask(here, db.session.get_one(Registration, number), desk="", by=SYSTEM)
        return 0

    def take_two() -> int:
        return printing.take(db.session.get_one(Event, event_id), station="", most=2, by=SYSTEM).id

    assert at_once(bare_app, 3, ask_for_all) == [0, 0, 0]
    with bare_app.app_context():
        assert [each.number for each in db.session.scalars(select(Print))] == [1] * 6
    runs = at_once(bare_app, 4, take_two)
    with bare_app.app_context():
        taken = [each.run_id for each in db.session.scalars(select(Print))]
        assert sorted(taken.count(run) for run in set(taken)) == [2, 2, 2]
    assert sum(isinstance(each, printing.QueueIsEmpty) for each in runs) == 1


def test_a_list_of_many_asks_as_often_as_one_of_few(app: Flask) -> None:
    event = factories.make_event(hall=None)
    asked = []
    for more in (1, 12):
        for each in factories.make_registrations(event, more):
            ask(event, each)
        db.session.expunge_all()
        with count_queries(app) as sent:
            page = queries.page(event, Wanted(), None, "name", per_page=50, number=1)
            assert {line.state for line in page.lines} == {queries.State.WAITING}
            assert [each.registration.person.full_name for each in queries.waiting(event)]
            assert queries.page_of_log(event, "", "", per_page=50, number=1)[1] == page.total
        asked.append(len(sent))
    assert asked[0] == asked[1]
