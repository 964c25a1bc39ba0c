"""A delegate marks sessions for himself, and takes the mark away again."""

from sqlalchemy import delete

from eventapp.agenda.models import Star
from eventapp.agenda.revising import revise
from eventapp.database import change, insert_all_once
from eventapp.programme.models import Session
from eventapp.registration import enrolment
from eventapp.registration.models import Registration


def star(registration: Registration, session: Session) -> bool:
    """Mark the session; False when it is marked already. Raises NotLive."""
    if not registration.status.is_live:
        raise enrolment.NotLive
    return mark(registration, session)


def mark(registration: Registration, session: Session) -> bool:
    """Mark the session, whatever became of the registration; False when it is marked already."""
    row = {"registration_id": registration.id, "session_id": session.id, "event_id": registration.event_id}
    if not insert_all_once(Star, [row], returning="session_id"):
        return False
    revise(registration)
    return True


def unstar(registration: Registration, session: Session) -> bool:
    """Take the mark away; False when there is none."""
    mine = delete(Star).where(Star.registration_id == registration.id, Star.session_id == session.id)
    if change(mine) == 0:
        return False
    revise(registration)
    return True
