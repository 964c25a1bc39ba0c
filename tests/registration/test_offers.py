"""A freed seat is offered for some hours: kept, accepted, declined, expired, and passed on exactly once (A4)."""

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events import capacity
from eventapp.events.models import Event, EventMode, Mode
from eventapp.mail.models import Letter
from eventapp.registration import enrolment, expiry, offers, promotion, seats
from eventapp.registration.lines import place_in_line
from eventapp.registration.models import Registration, Status
from eventapp.registration.substitution import substitute
from eventapp.registration.transfer import transfer
from tests.factories import make_event, make_registration, make_registrations, make_site
from tests.trust.invariants import assert_counters_agree, disagreements

TODAY = datetime(2030, 4, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today() -> Iterator[Any]:
    """A month before the event."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


def do(act: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """Act as the system, in a transaction."""
    with transaction():
        return act(*arguments, by=SYSTEM, **more)


def fresh(registration: Registration) -> Registration:
    """Return the registration as the database has it."""
    return db.session.get_one(Registration, registration.id, populate_existing=True)


def statuses(*registrations: Registration) -> list[str]:
    """Return how they stand."""
    return [fresh(each).status.value for each in registrations]


def taken(event: Event, mode: Mode = Mode.HALL) -> int:
    """Return how many seats are taken."""
    return db.session.get_one(EventMode, (event.id, mode), populate_existing=True).taken


def kinds(registration: Registration) -> list[str]:
    """Return the letters about the registration, the oldest first."""
    rows = db.session.scalars(select(Letter).where(Letter.subject_id == registration.id).order_by(Letter.id))
    return [each.kind.removeprefix("registration/") for each in rows]


@pytest.fixture
def three(app: Flask) -> list[Registration]:
    """One who has the only seat, and two who wait, in an event that keeps offers open for a day."""
    event = make_event(hall=1, offer_hours=24)
    return [make_registration(event) for _ in range(3)]


def test_a_freed_seat_is_kept_for_who_waited_longest_and_sold_to_nobody_else(three: list[Registration]) -> None:
    seated, first, second = three
    do(enrolment.cancel, seated)
    assert statuses(first, second) == ["offered", "waitlisted"]
    assert first.offer_expires_at == TODAY + timedelta(hours=24)
    assert (first.ticket, taken(first.event)) == (None, 1)
    assert make_registration(first.event).status is Status.WAITLISTED
    assert (place_in_line(first), place_in_line(second)) == (None, 1)
    assert kinds(first) == ["waitlisted", "offered"]
    assert_counters_agree()


def test_who_accepts_has_the_seat_and_a_ticket(three: list[Registration]) -> None:
    seated, first, second = three
    do(enrolment.cancel, seated)
    do(offers.accept, first)
    assert statuses(first, second) == ["confirmed", "waitlisted"]
    assert (first.ticket is None, first.offer_expires_at, kinds(first)[-1]) == (False, None, "confirmed")
    assert_counters_agree()
    with pytest.raises(offers.NoOffer):
        do(offers.accept, first)


def test_who_declines_ends_the_wait_and_the_next_one_is_offered_the_seat(three: list[Registration]) -> None:
    seated, first, second = three
    do(enrolment.cancel, seated)
    do(offers.decline, first)
    assert statuses(first, second) == ["cancelled", "offered"]
    assert_counters_agree()
    with pytest.raises(offers.NoOffer):
        do(offers.decline, first)


def test_an_offer_nobody_answered_goes_on_exactly_once(three: list[Registration], today: Any) -> None:
    seated, first, second = three
    do(enrolment.cancel, seated)
    today.move_to(TODAY + timedelta(hours=23))
    assert expiry.pass_on_expired() == 0
    today.move_to(TODAY + timedelta(hours=24))
    with pytest.raises(offers.OfferExpired):
        do(offers.accept, first)
    assert [expiry.pass_on_expired(), expiry.pass_on_expired()] == [1, 0]
    assert statuses(first, second) == ["cancelled", "offered"]
    assert kinds(first)[-1] == "offer_expired"
    assert_counters_agree()


def test_no_offer_outlives_the_deadline_and_near_it_a_seat_is_given_at_once(
    three: list[Registration], today: Any
) -> None:
    seated, first, second = three
    do(enrolment.cancel, seated)
    with transaction():
        first.event.switching_closes_at = TODAY + timedelta(hours=2)
    assert offers.closes_at(first) == TODAY + timedelta(hours=2)
    today.move_to(TODAY + timedelta(hours=2))
    with pytest.raises(offers.OfferExpired):
        do(offers.accept, first)
    with pytest.raises(offers.TooLate):
        do(offers.extend, first)
    assert expiry.pass_on_expired() == 1
    assert statuses(first, second) == ["cancelled", "confirmed"]
    assert_counters_agree()


def test_the_office_extends_confirms_and_withdraws(three: list[Registration], today: Any) -> None:
    seated, first, second = three
    do(enrolment.cancel, seated)
    today.move_to(TODAY + timedelta(hours=20))
    assert do(offers.extend, first) == TODAY + timedelta(hours=44)
    do(offers.withdraw, first)
    assert statuses(first, second) == ["waitlisted", "offered"]
    assert (place_in_line(first), kinds(first)[-1]) == (1, "offer_withdrawn")
    do(enrolment.confirm, second)
    assert (statuses(first, second), taken(first.event)) == (["waitlisted", "confirmed"], 1)
    assert_counters_agree()
    for act in (offers.extend, offers.withdraw):
        with pytest.raises(offers.NoOffer):
            do(act, second)


def test_more_seats_are_offered_in_order_and_fewer_than_are_taken_is_refused(three: list[Registration]) -> None:
    _seated, first, second = three
    event = first.event
    do(capacity.set_capacity, event, Mode.HALL, 2)
    assert do(promotion.promote_next, event, Mode.HALL) == 1
    assert statuses(first, second) == ["offered", "waitlisted"]
    with pytest.raises(capacity.BelowTaken) as refused:
        do(capacity.set_capacity, event, Mode.HALL, 1)
    assert refused.value.values == {"taken": 2}


def test_a_stand_in_takes_over_the_offer(three: list[Registration]) -> None:
    seated, first, _second = three
    do(enrolment.cancel, seated)
    stand_in = do(substitute, first, full_name="Trần Thị Bình", email="binh@bo.example")
    assert (stand_in.status, stand_in.offer_expires_at) == (Status.OFFERED, TODAY + timedelta(hours=24))
    assert (fresh(first).status, first.offer_expires_at, kinds(stand_in)) == (Status.REPLACED, None, ["offered"])
    do(offers.accept, stand_in)
    assert_counters_agree()


def test_who_attends_otherwise_instead_leaves_the_seat_offered_to_the_next(three: list[Registration]) -> None:
    seated, first, second = three
    do(enrolment.cancel, seated)
    do(transfer, first, mode=Mode.ONLINE, site=None, delegation=None)
    assert (statuses(first, second), first.mode) == (["confirmed", "offered"], Mode.ONLINE)
    assert_counters_agree()


def test_a_stand_in_whose_row_is_younger_is_not_passed_over_where_a_bridge_point_is_full(
    app: Flask, today: Any
) -> None:
    event = make_event()
    hue, vinh = make_site(event, "Huế", seats=1), make_site(event, "Vinh", seats=1)
    for site in (hue, vinh):
        make_registration(event, mode=Mode.BRIDGE, site=site)
    there = db.session.scalars(select(Registration).where(Registration.site_id == vinh.id)).one()
    waits_for_hue = make_registration(event, mode=Mode.BRIDGE, site=hue)
    today.shift(60)
    replaced = make_registration(event, mode=Mode.BRIDGE, site=vinh)
    today.shift(60)
    later = make_registration(event, mode=Mode.BRIDGE, site=vinh)
    stand_in = do(substitute, replaced, full_name="Trần Thị Bình", email="binh@bo.example")
    do(enrolment.cancel, there)
    assert statuses(waits_for_hue, stand_in, later) == ["waitlisted", "confirmed", "waitlisted"]


def at_once(app: Flask, number: int, act: Callable[[int], Any]) -> list[Any]:
    """Act so often at the same moment, each in a thread and a session of its own; return what came of it."""
    barrier, came = Barrier(number), []

    def run(each: int) -> None:
        with app.app_context():
            barrier.wait(30)
            try:
                came.append(act(each))
            except DomainError as refusal:
                came.append(refusal.code)
            except IntegrityError:
                came.append("broken")
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(each,)) for each in range(number)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return came


def fifty_wait_and_two_seats_come(app: Flask) -> tuple[list[Any], list[str]]:
    """A4: ten promoters at once; return what each says it did, and how the fifty stand, in the order of the line."""
    event = make_event(hall=1, offer_hours=24)
    waiting = make_registrations(event, 51)[1:]
    event_id, ids = event.id, [each.id for each in waiting]
    with transaction():
        capacity.set_capacity(event, Mode.HALL, 3, by=SYSTEM)
    db.session.remove()

    def promote(_number: int) -> int:
        with transaction():
            return promotion.promote_next(db.session.get_one(Event, event_id), Mode.HALL, by=SYSTEM)

    came = at_once(app, 10, promote)
    found = {each.id: each.status.value for each in db.session.scalars(select(Registration))}
    return came, [found[number] for number in ids]


def test_of_ten_promoters_two_seats_make_two_offers_to_the_first_two(app: Flask) -> None:
    came, stand = fifty_wait_and_two_seats_come(app)
    assert (sum(came), stand) == (2, ["offered"] * 2 + ["waitlisted"] * 48)
    letters = db.session.scalars(select(Letter).where(Letter.kind == "registration/offered")).all()
    assert len({each.subject_id for each in letters}) == len(letters) == 2
    assert_counters_agree()


def test_promoting_by_counting_first_is_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A4: the control counts the seats, and takes one afterwards."""

    def look_then_take(table: Any, *which: Any, **its: Any) -> bool:
        row = db.session.execute(select(table.capacity, table.taken).where(*which), its).one()
        time.sleep(0.1)
        if row.taken >= row.capacity:
            return False
        db.session.execute(update(table).where(*which).values(taken=row.taken + 1), its)
        return True

    monkeypatch.setattr("eventapp.database._turn_to_write", nullcontext)
    monkeypatch.setattr(seats, "hold", lambda event_id: None)
    monkeypatch.setattr(seats, "_take", look_then_take)
    came, stand = fifty_wait_and_two_seats_come(app)
    assert "broken" in came or (stand.count("offered") > 2 and disagreements() != [])


def test_two_workers_and_the_delegate_at_once_pass_an_offer_on_exactly_once(
    app: Flask, three: list[Registration], today: Any
) -> None:
    seated, first, second = three
    do(enrolment.cancel, seated)
    ids = [each.id for each in (first, second)]
    today.move_to(TODAY + timedelta(hours=25))
    db.session.remove()

    def act(number: int) -> Any:
        if number < 4:
            return expiry.pass_on_expired()
        with transaction():
            return offers.decline(db.session.get_one(Registration, ids[0]), by=SYSTEM)

    came = at_once(app, 6, act)
    assert sorted(map(str, came)).count("0") + came.count("no_offer") == 5
    assert statuses(*(db.session.get_one(Registration, number) for number in ids)) == ["cancelled", "offered"]
    assert disagreements() == []
