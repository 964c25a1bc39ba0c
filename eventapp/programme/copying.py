"""Duplicate a session: the same once more, right after it. Nobody signs up by that."""

from eventapp.audit.trail import Actor
from eventapp.events.models import Event
from eventapp.programme import programming
from eventapp.programme.models import Session

COPIED = ("kind", "title", "title_en", "abstract", "abstract_en", "notes", "room", "track")


def copy_session(event: Event, session: Session, *, by: Actor) -> Session:
    """Add a session with the same words, people and room that begins when this one ends and lasts as long.

    The copy of a cancelled session takes place.
    """
    return programming.add_session(
        event,
        starts_at=session.ends_at,
        ends_at=session.ends_at + (session.ends_at - session.starts_at),
        platform=[(seat.person, seat.role) for seat in session.platform],
        by=by,
        **{name: getattr(session, name) for name in COPIED},
    )
