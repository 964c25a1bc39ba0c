"""Joining an event, leaving it, moving up."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import GUEST, SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import EventMode, Mode
from eventapp.mail.models import Letter
from eventapp.registration import enrolment, opening
from eventapp.registration.models import Registration, Status
from eventapp.registration.transfer import transfer
from eventapp.tickets.models import VoidReason
from tests.factories import make_event, make_registration, make_site
from tests.trust.invariants import assert_counters_agree


def taken(event_id: int, mode: Mode = Mode.HALL) -> int:
    """Return how many seats of the mode the database says are taken."""
    return db.session.execute(
        select(EventMode.taken).where(EventMode.event_id == event_id, EventMode.mode == mode)
    ).scalar_one()


def test_the_last_seat_goes_to_one_person_and_the_next_waits(app: Flask) -> None:
    event = make_event(hall=1)
    first, second = make_registration(event, "An"), make_registration(event, "Bình")
    assert [first.status, second.status] == [Status.CONFIRMED, Status.WAITLISTED]
    assert first.ticket is not None and second.ticket is None
    assert taken(event.id) == 1


def test_a_freed_seat_goes_to_whoever_waited_longest(app: Flask) -> None:
    event = make_event(hall=1)
    first, second, third = (make_registration(event, name) for name in ("An", "Bình", "Chi"))
    with transaction():
        enrolment.cancel(first, by=GUEST)
    statuses = [db.session.get_one(Registration, each.id).status for each in (first, second, third)]
    assert statuses == [Status.CANCELLED, Status.CONFIRMED, Status.WAITLISTED]
    assert taken(event.id) == 1
    db.session.refresh(first.ticket)
    assert first.ticket is not None and first.ticket.void_reason is VoidReason.CANCELLED
    kinds = db.session.scalars(select(Letter.kind).where(Letter.subject_id == second.id).order_by(Letter.id)).all()
    assert kinds == ["registration/waitlisted", "registration/confirmed"]


def test_nobody_registers_twice_with_the_same_name_and_address(app: Flask) -> None:
    event = make_event()
    make_registration(event, "Đỗ Thị Hoà", email="hoa@example.org")
    with pytest.raises(enrolment.AlreadyRegistered):
        make_registration(event, "do thi hoa", email="hoa@example.org")
    assert taken(event.id) == 1


def test_two_people_may_share_one_address(app: Flask) -> None:
    event = make_event()
    for name in ("Đỗ Thị Hoà", "Đỗ Văn Hải"):
        make_registration(event, name, email="office@example.org")
    assert taken(event.id) == 2


def test_someone_who_cancelled_may_come_back(app: Flask) -> None:
    event = make_event()
    first = make_registration(event, "An", email="an@example.org")
    with transaction():
        enrolment.cancel(first, by=GUEST)
    again = make_registration(event, "An", email="an@example.org")
    assert again.status is Status.CONFIRMED and again.person_id == first.person_id
    assert taken(event.id) == 1


def test_cancelling_twice_frees_one_seat(app: Flask) -> None:
    event = make_event()
    registration = make_registration(event, "An")
    make_registration(event, "Bình")
    with transaction():
        enrolment.cancel(registration, by=GUEST)
    with pytest.raises(enrolment.NotLive), transaction():
        enrolment.cancel(registration, by=GUEST)
    assert taken(event.id) == 1


def test_a_bridge_point_has_its_own_seats_and_a_full_one_lets_the_next_pass(app: Flask) -> None:
    event = make_event(modes={Mode.BRIDGE: 2})
    small, large = make_site(event, "Huế", seats=1), make_site(event, "Vinh")
    first = make_registration(event, "An", mode=Mode.BRIDGE, site=small)
    second = make_registration(event, "Bình", mode=Mode.BRIDGE, site=large)
    waits_for_small = make_registration(event, "Chi", mode=Mode.BRIDGE, site=small)
    waits_for_large = make_registration(event, "Dũng", mode=Mode.BRIDGE, site=large)
    with transaction():
        enrolment.cancel(second, by=SYSTEM)
    statuses = [db.session.get_one(Registration, each.id).status for each in (first, waits_for_small, waits_for_large)]
    assert statuses == [Status.CONFIRMED, Status.WAITLISTED, Status.CONFIRMED]
    assert taken(event.id, Mode.BRIDGE) == 2


def test_a_bridge_delegate_must_name_a_bridge_point_where_there_are_some(app: Flask) -> None:
    event = make_event()
    make_site(event)
    with pytest.raises(enrolment.SiteNeeded):
        make_registration(event, mode=Mode.BRIDGE)


def test_without_a_bridge_point_nobody_has_a_seat_nowhere(app: Flask) -> None:
    event = make_event()
    with pytest.raises(enrolment.ModeNotOffered):
        make_registration(event, mode=Mode.BRIDGE)
    delegate = make_registration(event)
    with pytest.raises(enrolment.ModeNotOffered), transaction():
        transfer(delegate, mode=Mode.BRIDGE, site=None, delegation=None, by=SYSTEM)
    assert delegate.mode is Mode.HALL
    assert_counters_agree()


def test_who_was_at_no_point_before_there_was_one_stays_so(app: Flask) -> None:
    event = make_event()
    delegate = make_registration(event)
    with transaction():  # as older registrations stand
        delegate.mode = Mode.BRIDGE
    with transaction():
        assert transfer(delegate, mode=Mode.BRIDGE, site=None, delegation=None, by=SYSTEM) is False


def test_a_closed_event_takes_nobody_but_the_office_may_still_enter_people(app: Flask) -> None:
    event = make_event(is_published=False)
    with pytest.raises(opening.RegistrationClosed), transaction():
        enrolment.register(event, full_name="An", email="an@example.org", mode=Mode.HALL, by=GUEST)
    assert make_registration(event, "An").status is Status.CONFIRMED


def test_an_event_without_a_waiting_list_refuses_when_it_is_full(app: Flask) -> None:
    event = make_event(hall=0, has_waiting_list=False)
    with pytest.raises(enrolment.Full):
        make_registration(event)


def test_a_mode_that_is_not_offered_is_refused(app: Flask) -> None:
    event = make_event(modes={Mode.HALL: None})
    with pytest.raises(enrolment.ModeNotOffered):
        make_registration(event, mode=Mode.ONLINE)
