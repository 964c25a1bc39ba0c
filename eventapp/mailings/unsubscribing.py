"""Letters to many are wanted no more, or wanted again. What concerns the registration is written either way."""

from sqlalchemy import delete, select

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db, insert_once
from eventapp.mailings.models import Unsubscription
from eventapp.registration.models import Registration


def unsubscribe(registration: Registration, *, by: Actor) -> None:
    """Write no more letters to many of this event to that person. Twice is once."""
    made = insert_once(Unsubscription, event_id=registration.event_id, person_id=registration.person_id, at=clock.now())
    if made is not None:
        _record("unsubscribed", registration, by)


def resubscribe(registration: Registration, *, by: Actor) -> None:
    """Write letters to many to that person again. Twice is once."""
    if change(delete(Unsubscription).where(Unsubscription.person_id == registration.person_id)):
        _record("resubscribed", registration, by)


def is_unsubscribed(registration: Registration) -> bool:
    """Does that person want no letters to many?"""
    mine = Unsubscription.person_id == registration.person_id
    return db.session.scalar(select(Unsubscription.id).where(mine)) is not None


def _record(action: str, registration: Registration, by: Actor) -> None:
    trail.record(action, f"registrations/{registration.ref}", by=by, event_id=registration.event_id)
