"""When an act on a registration is undone, its places in sessions come back as far as they are still there."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventapp import clock
from eventapp.agenda import letters, places
from eventapp.agenda.models import SignUp, Terms
from eventapp.agenda.overlapping import busy_at
from eventapp.agenda.queries import sign_ups_of, stars_of
from eventapp.agenda.revising import revise
from eventapp.agenda.starring import unstar
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.events.models import Mode
from eventapp.programme.models import Session
from eventapp.registration import consequences
from eventapp.registration.models import Registration, Status


def had(registration: Registration) -> list[Any]:
    """Return the places: session, mode, whether it is more than one in the line, since when, whether starred too."""
    stars = stars_of(registration)
    return [
        [session_id, each.mode.value, each.holds, each.since.isoformat(), session_id in stars]
        for session_id, each in sign_ups_of(registration).items()
    ]


def give_again(registration: Registration, remembered: list[Any], by: Actor) -> None:
    """Let the delegate have the places again that he lost by the act: a place while there is one, else in the line.

    Whoever got one meanwhile keeps it; in the line he stands where he would have stood. The event's modes are held.
    """
    if registration.status is not Status.CONFIRMED:
        return
    here, is_another = sign_ups_of(registration), False
    for session_id, mode, held, since, was_starred in remembered:
        session, terms = _still_there(session_id)
        if session is None or terms is None or Mode(mode) is not registration.mode:
            continue
        known, moment = here.get(session_id), datetime.fromisoformat(since)
        if known is not None:
            known.since = moment
        elif _enter(registration, session, terms, held=held, since=moment, by=by):
            is_another = True
            if not was_starred:
                unstar(registration, session)
    db.session.flush()
    revise(registration)
    if is_another:
        letters.changed_back(registration, at=clock.now())


def _still_there(session_id: int) -> tuple[Session | None, Terms | None]:
    """Return the session with its terms, where it takes place, is still to come and needs a place."""
    to_come = Session.cancelled_at.is_(None) & (Session.starts_at > clock.now())
    asked = select(Session, Terms).join(Terms, Terms.session_id == Session.id).where(Session.id == session_id, to_come)
    found = db.session.execute(asked).one_or_none()
    return (found[0], found[1]) if found else (None, None)


def _enter(
    registration: Registration, session: Session, terms: Terms, *, held: bool, since: datetime, by: Actor
) -> bool:
    """Return whether he has a place, or one in the line; neither where he has chosen something else for that time."""
    if busy_at(registration, session):
        return False
    holds = held and places.take(session.id, registration.mode)
    if not holds and not terms.has_waiting_list:
        return False
    entered = SignUp(event_id=registration.event_id, session_id=session.id, registration=registration)
    entered.mode, entered.holds, entered.since = registration.mode, holds, since
    db.session.add(entered)
    db.session.flush()
    deed = "signed_up" if holds else "waits_for_session"
    subject = f"registrations/{registration.ref}"
    trail.record(deed, subject, by=by, event_id=registration.event_id, session=session.titles)
    return True


consequences.remembers("places", had, give_again)
