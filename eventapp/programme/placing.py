"""Put a session at another time or into another room, unless somebody else has moved it meanwhile."""

from datetime import datetime

from sqlalchemy import update

from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.programme import lists, programming
from eventapp.programme.models import Change, Room, Session


class MovedMeanwhile(DomainError):
    """The session does not stand any more where whoever moves it saw it."""

    code = "moved_meanwhile"
    message = N_("Somebody else has moved or cancelled this session meanwhile. Look at both before you save.")


class NoSuchRoom(DomainError):
    """The event has no such room, or no longer."""

    code = "no_such_room"
    status = 422
    message = N_("There is no such room.")


def place(
    event: Event, session: Session, *, starts_at: datetime, ends_at: datetime, room: str, expected: int, by: Actor
) -> Change | None:
    """Move a session that stands as `expected` (its SEQUENCE) to that time and room (a reference; "": none).

    None when it stands there. Raises MovedMeanwhile, NoSuchRoom, SessionEndsBeforeItStarts.
    """
    _hold(session, expected)
    place_there = get_room(event, room)
    return programming.revise_session(event, session, by=by, starts_at=starts_at, ends_at=ends_at, room=place_there)


def get_room(event: Event, ref: str) -> Room | None:
    """Return the event's room with that reference, held until the transaction ends; none for "". Raises NoSuchRoom."""
    if not ref:
        return None
    found = lists.find_held(Room, event, ref)
    if found is None:
        raise NoSuchRoom
    return found


def _hold(session: Session, expected: int) -> None:
    """Let nobody else move the session until the transaction ends."""
    as_expected = (Session.id == session.id) & (Session.sequence == expected)
    if change(update(Session).where(as_expected).values(sequence=Session.sequence)) == 0:
        raise MovedMeanwhile
    db.session.refresh(session)
