"""One decision on several registrations: rehearsed, so that it is known what will come of it, then carried out.

Each registration is a savepoint of its own. The letters to those decided on are kept back for as long as the act can
be undone (undoing.py); whoever else gets a freed seat is told at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from sqlalchemy import func, select

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.mail.models import Letter
from eventapp.references import new_reference, read_reference
from eventapp.registration import answering, approving, enrolment, moving, seats, undoing
from eventapp.registration.act_models import Act, ActStep, Decision
from eventapp.registration.letters import Posting
from eventapp.registration.models import Registration, Status
from eventapp.registration.moving import Move

MOST = 200  # registrations of one act: SQLite's other writers wait for the end of it
LEAVING = (Decision.CANCELLATION, Decision.REJECTION, Decision.MOVE)  # they make seats free
WINDOW = timedelta(minutes=10)
"""So long an act can be undone, and its letters are kept back."""


@dataclass
class Outcome:
    """What came of an act, or would come of it: whom it was done to by the status now, and who refused it and why."""

    by_status: Counter[Status] = field(default_factory=Counter)
    refused: list[tuple[str, DomainError]] = field(default_factory=list)  # the delegate's name
    names: list[tuple[str, str]] = field(default_factory=list)  # of those it is done to: reference and name
    letters: int = 0

    @property
    def done(self) -> int:
        """To how many it was done."""
        return self.by_status.total()


class _Undone(Exception):
    """Nothing of it is to be kept."""


def rehearse(
    event: Event, decision: Decision, refs: Iterable[str], *, note: str, by: Actor, move: Move | None = None
) -> Outcome:
    """Return what would come of the act now: the same rules, and nothing is kept."""
    outcome = Outcome()
    with suppress(_Undone), db.session.begin_nested():
        outcome = _carry_out(event, _new_act(event, decision, by), refs, note=note, by=by, move=move)
        raise _Undone
    return outcome


def carry_out(
    event: Event, decision: Decision, refs: Iterable[str], *, note: str = "", by: Actor, move: Move | None = None
) -> tuple[Act | None, Outcome]:
    """Decide so on each of them; return the act, by which it can be undone, or None where it was done to nobody.

    `move` says where those go who are moved.
    """
    act = _new_act(event, decision, by)
    outcome = _carry_out(event, act, refs, note=note, by=by, move=move)
    if not outcome.done:
        db.session.delete(act)
        return None, outcome
    return act, outcome


def _new_act(event: Event, decision: Decision, by: Actor) -> Act:
    now = clock.now()
    act = Act(
        event_id=event.id, ref=new_reference(), decision=decision, by=by.words[:255], at=now, closes_at=now + WINDOW
    )
    db.session.add(act)
    db.session.flush()
    return act


def _carry_out(event: Event, act: Act, refs: Iterable[str], *, note: str, by: Actor, move: Move | None) -> Outcome:
    seats.hold(event.id)  # once for all of them, as whoever takes several seats does
    decide = _rule(event, act, note=note, by=by, move=move)
    outcome, written = Outcome(), _letters(event)
    for registration in _chosen(event, act.decision, refs):
        try:
            with db.session.begin_nested():
                _step(act, registration, decide)
            outcome.by_status[registration.status] += 1
            outcome.names.append((registration.ref, registration.person.full_name))
        except DomainError as refusal:
            outcome.refused.append((registration.person.full_name, refusal))
    outcome.letters = _letters(event) - written
    return outcome


def _step(act: Act, registration: Registration, decide: Callable[[Registration], object]) -> None:
    before = undoing.snapshot(registration)
    answers = answering.values_of(registration) if act.decision is Decision.MOVE else {}
    decide(registration)
    db.session.flush()
    kept = answering.values_of(registration) if answers else {}
    db.session.add(
        ActStep(
            act_id=act.id,
            event_id=act.event_id,
            registration_id=registration.id,
            before=before | {"left_at": undoing.place_of(registration)},
            answers={ref: value for ref, value in answers.items() if ref not in kept} or None,
            status=registration.status,
            changed_at=registration.changed_at,
        )
    )


def _rule(event: Event, act: Act, *, note: str, by: Actor, move: Move | None) -> Callable[[Registration], object]:
    posting, into = Posting(act.ref, act.closes_at), moving.places(event).get(move.into) if move else None
    over_quota = move is not None and move.over_quota
    rules: Mapping[Decision, Callable[[Registration], object]] = {
        Decision.APPROVAL: partial(approving.approve, by=by, posting=posting),
        Decision.RETURN: partial(approving.return_with_note, note=note, by=by, posting=posting),
        Decision.REJECTION: partial(approving.reject, reason=note, by=by, posting=posting),
        Decision.CONFIRMATION: partial(enrolment.confirm, by=by, posting=posting),
        Decision.CANCELLATION: partial(enrolment.cancel, by=by, posting=posting),
        Decision.MOVE: partial(moving.move, into=into, over_quota=over_quota, by=by, posting=posting),
    }
    return rules[act.decision]


def _chosen(event: Event, decision: Decision, refs: Iterable[str]) -> list[Registration]:
    """Return those named, who registered first; where seats become free those with a seat last.

    So no freed seat is offered to someone who is leaving too.
    """
    named = [reference for ref in dict.fromkeys(refs) if (reference := read_reference(ref))][:MOST]
    mine = (Registration.event_id == event.id) & Registration.ref.in_(named)
    asked = select(Registration).where(mine).order_by(Registration.registered_at, Registration.id)
    found = db.session.scalars(asked, execution_options={"populate_existing": True}).all()  # the modes are held by now
    if decision in LEAVING:
        return sorted(found, key=lambda each: each.status is Status.CONFIRMED and each.wished_mode is None)
    return list(found)


def _letters(event: Event) -> int:
    return db.session.scalar(select(func.count()).select_from(Letter).where(Letter.event_id == event.id)) or 0
