"""Who gets a free place in a session: whoever has waited longest for one in that mode."""

from sqlalchemy import select, update

from eventapp import clock
from eventapp.agenda import letters, places
from eventapp.agenda.models import SignUp
from eventapp.agenda.revising import revise
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Mode
from eventapp.programme.models import Session
from eventapp.registration import seats
from eventapp.registration.models import Registration


class NotInLine(DomainError):
    """Only who waits can be given a place."""

    code = "not_in_line"
    message = N_("This delegate does not wait for a place in this session.")


class NoPlaceLeft(DomainError):
    """Every place is taken."""

    code = "no_place_left"
    message = N_("There is no place left. Tick that the delegate may have one beyond their number.")


def promote(session: Session, mode: Mode, *, by: Actor) -> int:
    """Give free places of the mode to those who have waited longest, strictly in order; return to how many.

    When the session has begun nobody is told any more to come. The event's modes are held.
    """
    promoted = 0
    if session.cancelled_at is not None or session.starts_at <= clock.now():
        return promoted
    while (first := _next_in_line(session, mode)) is not None and places.take(session.id, mode):
        _give(first, session, by=by)
        promoted += 1
    return promoted


def give_place(registration: Registration, session: Session, *, by: Actor, beyond: bool = False) -> None:
    """Give someone who waits a place now, out of turn. Raises NotInLine, NoPlaceLeft."""
    seats.hold(registration.event_id)
    mine = (SignUp.registration_id == registration.id) & (SignUp.session_id == session.id) & SignUp.holds.is_(False)
    waiting = db.session.scalar(select(SignUp).where(mine), execution_options={"populate_existing": True})
    if waiting is None:
        raise NotInLine
    if not places.take(session.id, waiting.mode, beyond=beyond):
        raise NoPlaceLeft
    _give(waiting, session, by=by)


def _next_in_line(session: Session, mode: Mode) -> SignUp | None:
    waits = (SignUp.session_id == session.id) & (SignUp.mode == mode) & SignUp.holds.is_(False)
    asked = select(SignUp).where(waits).order_by(SignUp.since, SignUp.id).limit(1)
    return db.session.scalar(asked, execution_options={"populate_existing": True})


def _give(waiting: SignUp, session: Session, *, by: Actor) -> None:
    """Let someone have the place that was taken for him."""
    change(update(SignUp).where(SignUp.id == waiting.id).values(holds=True, since=clock.now()))
    db.session.refresh(waiting)
    registration = waiting.registration
    revise(registration)
    subject = f"registrations/{registration.ref}"
    trail.record("place_came", subject, by=by, event_id=registration.event_id, session=session.titles)
    letters.place_came(registration, session, at=waiting.since)
