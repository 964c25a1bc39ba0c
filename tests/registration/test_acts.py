"""One decision on several: what a preview foretells is what comes, and undoing brings back what stood before."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations.models import Quota
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.mail.delivery import deliver
from eventapp.mail.models import Letter
from eventapp.mail.transport import transport
from eventapp.questions.editing import Offer
from eventapp.questions.models import Choice, Kind
from eventapp.registration import acts, approving, enrolment, undoing
from eventapp.registration.act_models import Act, Decision
from eventapp.registration.models import Registration, Status
from eventapp.tickets.models import Ticket
from eventapp.work.models import WorkState
from tests.factories import make_event, make_question, make_registration
from tests.registration.focal import make_delegation
from tests.registration.test_approving import judge
from tests.registration.test_letter_writing import SENDER
from tests.registration.test_offers import TODAY, do, fresh, kinds, statuses, taken, today
from tests.trust.invariants import assert_counters_agree

__all__ = ["today"]  # the fixture


@pytest.fixture
def event(app: Flask) -> Event:
    """Two seats in the hall, for which the organiser approves."""
    return judge(make_event(hall=2), Mode.HALL)


def carry_out(event: Event, decision: Decision, *chosen: Registration, note: str = "") -> tuple[Act, acts.Outcome]:
    """Do it; return the act and what came of it."""
    act, outcome = do(acts.carry_out, event, decision, [each.ref for each in chosen], note=note)
    assert act is not None
    return act, outcome


def undo(act: Act, **more: Any) -> tuple[int, list[str]]:
    """Undo it; return how many stand as before, and the codes of those who do not."""
    done, refused = do(undoing.undo, act, **more)
    return done, [refusal.code for _name, refusal in refused]


def letter(registration: Registration) -> Letter:
    """Return the last letter about the registration."""
    asked = select(Letter).where(Letter.subject_id == registration.id).order_by(Letter.id.desc()).limit(1)
    return db.session.scalars(asked, execution_options={"populate_existing": True}).one()


def test_a_preview_says_what_will_come_and_keeps_nothing(event: Event) -> None:
    people = [make_registration(event) for _ in range(4)]
    do(approving.reject, people[3], reason="x")
    refs = [each.ref for each in reversed(people)]
    foretold = do(acts.rehearse, event, Decision.APPROVAL, refs, note="")
    assert foretold.by_status == Counter({Status.CONFIRMED: 2, Status.WAITLISTED: 1})
    assert [refusal.code for _name, refusal in foretold.refused] == ["not_pending"]
    assert (foretold.letters, taken(event), statuses(*people[:3])) == (3, 0, ["pending"] * 3)
    assert db.session.scalars(select(Act)).all() == []
    _act, outcome = carry_out(event, Decision.APPROVAL, *reversed(people))
    assert (outcome.by_status, outcome.letters) == (foretold.by_status, foretold.letters)
    assert statuses(*people) == ["confirmed", "confirmed", "waitlisted", "rejected"]
    assert_counters_agree()


def test_letters_are_kept_back_until_it_can_no_longer_be_undone(event: Event) -> None:
    registration = make_registration(event)
    carry_out(event, Decision.APPROVAL, registration)
    assert (letter(registration).kind, letter(registration).due_at) == (
        "registration/approved",
        TODAY + timedelta(minutes=10),
    )


def test_undoing_an_approval_takes_seat_ticket_and_letter_back(event: Event) -> None:
    first, second, third = (make_registration(event) for _ in range(3))
    act, _outcome = carry_out(event, Decision.APPROVAL, first, second, third)
    ticket = fresh(first).ticket_id
    assert undo(act) == (3, [])
    assert (statuses(first, second, third), taken(event)) == (["pending"] * 3, 0)
    assert (fresh(first).ticket_id, fresh(first).approved_at) == (None, None)
    assert db.session.get_one(Ticket, ticket, populate_existing=True).void_reason == "reissued"
    assert letter(first).state is WorkState.WITHDRAWN
    assert_counters_agree()
    carry_out(event, Decision.APPROVAL, first)
    assert (statuses(first), letter(first).state) == (["confirmed"], WorkState.WAITING)


def test_what_is_undone_once_is_not_undone_again_nor_when_letters_have_gone(event: Event, today: Any) -> None:
    first, second = make_registration(event), make_registration(event)
    act, _outcome = carry_out(event, Decision.APPROVAL, first)
    undo(act)
    with pytest.raises(undoing.CannotUndo):
        undo(act)
    late, _outcome = carry_out(event, Decision.APPROVAL, second)
    assert [each.ref for each, _number in undoing.open_acts(event)] == [late.ref]
    today.shift(timedelta(minutes=10))
    assert undoing.open_acts(event) == []
    with pytest.raises(undoing.CannotUndo):
        undo(late)


def test_a_seat_that_becomes_free_goes_on_and_whoever_got_one_keeps_it(event: Event) -> None:
    first, second, waiting = (make_registration(event) for _ in range(3))
    do(approving.approve, second)
    act, _outcome = carry_out(event, Decision.APPROVAL, first)
    do(approving.approve, waiting)
    assert statuses(waiting) == ["waitlisted"]
    assert undo(act) == (1, [])
    assert statuses(first, second, waiting) == ["pending", "confirmed", "confirmed"]
    assert_counters_agree()


def test_who_was_changed_since_or_was_at_the_door_stays(event: Event, today: Any) -> None:
    first, second, third = (make_registration(event) for _ in range(3))
    act, _outcome = carry_out(event, Decision.APPROVAL, first, second, third)
    today.shift(timedelta(minutes=1))
    do(enrolment.cancel, first)
    ticket = fresh(second).ticket_id
    assert undo(act, at_door={ticket}) == (0, ["changed_since", "changed_since", "was_scanned"])
    assert statuses(first, second, third) == ["cancelled", "confirmed", "confirmed"]
    assert_counters_agree()


def test_undoing_a_rejection_takes_quota_and_choices_again_where_they_are_left(event: Event) -> None:
    delegation = make_delegation(event, "BNG", hall=1)
    meal = make_question(event, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "", 1)])
    answers = {meal.ref: meal.choices[0].ref}
    first = make_registration(event, delegation=delegation, answers=answers)
    act, _outcome = carry_out(event, Decision.REJECTION, first, note="Đủ")
    assert undo(act) == (1, [])
    assert (statuses(first), fresh(first).decision_note) == (["pending"], "")
    assert db.session.get_one(Quota, (delegation.id, Mode.HALL), populate_existing=True).used == 1
    assert db.session.get_one(Choice, meal.choices[0].id, populate_existing=True).taken == 1
    act, _outcome = carry_out(event, Decision.REJECTION, first, note="Đủ")
    make_registration(event, answers=answers)
    assert undo(act) == (0, ["choice_full"])
    assert (statuses(first), letter(first).state) == (["rejected"], WorkState.WAITING)
    assert_counters_agree()


def test_who_has_registered_again_is_not_brought_back(event: Event) -> None:
    first = make_registration(event)
    act, _outcome = carry_out(event, Decision.REJECTION, first, note="x")
    make_registration(event, first.person.full_name, email=first.person.email)
    assert undo(act) == (0, ["already_registered"])
    assert_counters_agree()


def test_undoing_a_cancellation_gives_the_same_seat_and_ticket_while_there_is_one(event: Event) -> None:
    first, second = make_registration(event, is_approved=True), make_registration(event, is_approved=True)
    ticket = first.ticket_id
    act, _outcome = carry_out(event, Decision.CANCELLATION, first, second)
    taker = make_registration(event, is_approved=True)
    done, refused = undo(act)
    assert (done, refused, taken(event)) == (1, ["full"], 2)
    assert statuses(first, second, taker) == ["confirmed", "cancelled", "confirmed"]
    assert (fresh(first).ticket_id, fresh(first).ticket.void_reason) == (ticket, None)  # type: ignore[union-attr]
    assert_counters_agree()


def test_undoing_a_return_and_a_seat_out_of_turn(event: Event) -> None:
    first, second, third = (make_registration(event, is_approved=number < 2) for number in range(3))
    act, _outcome = carry_out(event, Decision.RETURN, third, note="Thiếu chức vụ")
    assert kinds(third) == ["pending", "returned"]
    assert (undo(act), statuses(third)) == ((1, []), ["pending"])
    waiting = make_registration(event, is_approved=True)
    do(enrolment.cancel, first)
    assert statuses(waiting) == ["confirmed"]
    act, _outcome = carry_out(event, Decision.CANCELLATION, second)
    with pytest.raises(DomainError):
        do(enrolment.confirm, third)
    assert undo(act) == (1, [])
    assert_counters_agree()


def test_a_seat_given_out_of_turn_is_taken_back(app: Flask) -> None:
    event = make_event(hall=1)
    seated, waiting = make_registration(event), make_registration(event)
    event.offer_hours = 24
    db.session.commit()
    do(enrolment.cancel, seated)
    assert statuses(waiting) == ["offered"]
    act, outcome = carry_out(event, Decision.CONFIRMATION, waiting)
    assert outcome.by_status == Counter({Status.CONFIRMED: 1})
    assert undo(act) == (1, [])
    found = fresh(waiting)
    assert (found.status, found.offer_expires_at, found.ticket_id, taken(event)) == (
        Status.OFFERED,
        TODAY + timedelta(hours=24),
        None,
        1,
    )
    assert_counters_agree()


def test_an_act_that_is_done_to_nobody_leaves_nothing_to_undo(event: Event) -> None:
    with transaction():
        act, outcome = acts.carry_out(event, Decision.APPROVAL, ["NOSUCHXX"], by=SYSTEM)
    assert (act, outcome.done, undoing.open_acts(event)) == (None, 0, [])


def test_an_undone_approval_tells_that_it_awaits_approval_where_that_was_never_said(
    event: Event, tmp_path: Path
) -> None:
    told, first = make_registration(event), make_registration(event)
    with transaction():
        letter(told).state, letter(told).sent_at = WorkState.DONE, TODAY
    act, _outcome = carry_out(event, Decision.APPROVAL, told, first)
    deliver(transport(None, tmp_path), SENDER)
    pending = [each for each in letters_of(first) if each.kind == "registration/pending"]
    assert [(each.state, each.sent_at) for each in pending] == [(WorkState.DONE, None)]
    undo(act)
    deliver(transport(None, tmp_path), SENDER)
    states = {each.kind: (each.state, each.sent_at is not None) for each in letters_of(first)}
    assert states == {
        "registration/pending": (WorkState.DONE, True),
        "registration/approved": (WorkState.WITHDRAWN, False),
    }
    assert letters_of(told)[0].sent_at == TODAY  # once


def letters_of(registration: Registration) -> list[Letter]:
    """Return the letters about the registration, the oldest first."""
    asked = select(Letter).where(Letter.subject_id == registration.id).order_by(Letter.id)
    return list(db.session.scalars(asked, execution_options={"populate_existing": True}))
