"""Someone else attends in a delegate's stead: one seat, one quota, two people, and never both at the door."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation, Quota
from eventapp.directory import organisations
from eventapp.errors import DomainError
from eventapp.events.models import Event, EventMode, Mode
from eventapp.mail.models import Letter
from eventapp.registration import enrolment, switching
from eventapp.registration.models import Registration, Status
from eventapp.registration.substitution import SamePerson, substitute
from eventapp.tickets.models import Ticket, VoidReason
from tests.factories import make_event, make_registration
from tests.trust.invariants import assert_counters_agree


def replace(registration: Registration, name: str = "Trần Thị Bình", **more: str) -> Registration:
    """Let someone else attend, as the office does it."""
    details = {"full_name": name, "email": "van.phong@bo.example", **more}
    with transaction():
        return substitute(registration, by=SYSTEM, **details)  # type: ignore[arg-type]


def delegate_of_a_full_delegation(event: Event) -> Registration:
    """Return the one delegate of a delegation with one seat in the hall."""
    with transaction():
        ministry, _ = organisations.enter("Bộ Ngoại giao")
        made = Delegation(event_id=event.id, organisation=ministry, code="BNG", mode=Mode.HALL, created_at=clock.now())
        db.session.add(made)
        db.session.flush()
        quotas.allot(made, Mode.HALL, 1)
    return make_registration(event, delegation=made, position="Thứ trưởng", email="van.phong@bo.example")


def test_the_seat_and_the_quota_pass_over_and_the_rank_does_not(app: Flask) -> None:
    event = make_event(hall=1)
    delegate = delegate_of_a_full_delegation(event)
    waiting = make_registration(event)
    stand_in = replace(delegate, position="Chuyên viên", reason="Đi công tác")
    assert (delegate.status, stand_in.status) == (Status.REPLACED, Status.CONFIRMED)
    assert (stand_in.attends_for_id, stand_in.substitution_reason) == (delegate.id, "Đi công tác")
    assert (stand_in.person.position, delegate.person.position) == ("Chuyên viên", "Thứ trưởng")
    assert stand_in.person.organisation_name == "Bộ Ngoại giao"
    assert stand_in.ticket_id != delegate.ticket_id
    old = db.session.get_one(Ticket, delegate.ticket_id, populate_existing=True)
    assert old.void_reason is VoidReason.REPLACED
    assert db.session.get_one(Registration, waiting.id, populate_existing=True).status is Status.WAITLISTED
    assert db.session.get_one(Quota, (stand_in.delegation_id, Mode.HALL), populate_existing=True).used == 1
    assert_counters_agree()


def test_both_are_told_at_the_address_they_share(app: Flask) -> None:
    delegate = delegate_of_a_full_delegation(make_event())
    stand_in = replace(delegate)
    told = db.session.execute(select(Letter.kind, Letter.subject_id, Letter.recipient).order_by(Letter.id)).all()
    assert [tuple(each) for each in told[1:]] == [
        ("registration/replaced", delegate.id, "van.phong@bo.example"),
        ("registration/registered", stand_in.id, "van.phong@bo.example"),
    ]


def test_the_place_in_the_waiting_list_passes_over(app: Flask) -> None:
    event = make_event(hall=1)
    seated, first, _later = [make_registration(event) for _ in range(3)]
    stand_in = replace(first)
    assert (stand_in.status, stand_in.ticket_id) == (Status.WAITLISTED, None)
    with transaction():
        enrolment.cancel(seated, by=SYSTEM)
    db.session.refresh(stand_in)
    assert stand_in.status is Status.CONFIRMED
    assert_counters_agree()


def test_nobody_stands_in_for_himself_or_twice_or_for_who_has_left(app: Flask) -> None:
    event = make_event()
    delegate = delegate_of_a_full_delegation(event)
    with pytest.raises(SamePerson):
        replace(delegate, "NGUYEN VAN AN")
    present = make_registration(event, "Trần Thị Bình", email="van.phong@bo.example")
    with pytest.raises(enrolment.AlreadyRegistered):
        replace(delegate)
    db.session.refresh(delegate)
    assert (delegate.status, present.status) == (Status.CONFIRMED, Status.CONFIRMED)
    ticket = db.session.get_one(Ticket, delegate.ticket_id, populate_existing=True)
    assert ticket.voided_at is None
    replace(delegate, "Lê Văn Cường")
    with pytest.raises(enrolment.NotLive):
        replace(delegate, "Phạm Thị Dung")
    assert_counters_agree()


def test_of_two_who_replace_at_once_while_the_delegate_switches_one_replaces(app: Flask) -> None:
    """Whoever comes first: one stand-in, one live registration, one seat, wherever it then is."""
    for turn in range(4):
        event = make_event(f"race-{turn}", modes={Mode.HALL: 1, Mode.ONLINE: 1})
        number = make_registration(event, email=f"an{turn}@bo.example").id
        outcomes = at_once(
            app,
            lambda row: substitute(row, by=SYSTEM, full_name="Trần Bình", email="b@bo.example"),
            lambda row: substitute(row, by=SYSTEM, full_name="Lê Cường", email="c@bo.example"),
            lambda row: switching.switch(row, mode=Mode.ONLINE, site=None, by=SYSTEM),
            number=number,
        )
        db.session.expire_all()
        rows = db.session.scalars(select(Registration).where(Registration.event_id == event.id)).all()
        assert sorted(outcomes[:2]) == ["done", "not_live"]
        assert outcomes[2] in {"done", "not_live"}
        assert sorted(row.status.value for row in rows) == ["confirmed", "replaced"]
        taken = db.session.scalars(select(EventMode.taken).where(EventMode.event_id == event.id)).all()
        assert sum(taken) == 1
        assert_counters_agree()


def at_once(app: Flask, *acts: Callable[[Registration], object], number: int) -> list[str]:
    """Do each to the registration at the same moment; return what came of each."""
    outcomes, start = ["lost"] * len(acts), Barrier(len(acts))

    def run(place: int) -> None:
        with app.test_request_context():
            row = db.session.get_one(Registration, number)
            db.session.rollback()
            start.wait()
            try:
                with transaction():
                    acts[place](row)
                outcomes[place] = "done"
            except DomainError as refusal:
                outcomes[place] = refusal.code
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
