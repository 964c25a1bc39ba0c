"""Reads of the programme that several places need."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme.models import Listed, OnPlatform, PlatformRole, Room, Session, Track
from eventapp.references import read_reference

Each = TypeVar("Each", bound=Listed)
WHOLE = (
    joinedload(Session.room),
    joinedload(Session.track),
    selectinload(Session.platform).joinedload(OnPlatform.person),
)


def sessions_of(event: Event) -> Sequence[Session]:
    """Return the programme in order of time, with rooms, tracks and people, in a constant number of queries."""
    return db.session.scalars(
        select(Session).where(Session.event_id == event.id).options(*WHOLE).order_by(Session.starts_at, Session.id)
    ).all()


def find_session(event: Event, ref: str) -> Session | None:
    """Return the event's session with that reference."""
    wanted = read_reference(ref)
    return db.session.scalar(select(Session).where(Session.event_id == event.id, Session.ref == wanted).options(*WHOLE))


def find_session_by_uuid(event: Event, uuid: str) -> Session | None:
    """Return the event's session with that UUID."""
    return db.session.scalar(select(Session).where(Session.event_id == event.id, Session.uuid == uuid).options(*WHOLE))


def speakers_of(event: Event) -> Sequence[Person]:
    """Return who speaks, chairs or moderates, in Vietnamese order of names."""
    return db.session.scalars(
        select(Person)
        .where(
            Person.event_id == event.id,
            select(OnPlatform.person_id)
            .join(Session, Session.id == OnPlatform.session_id)
            .where(OnPlatform.person_id == Person.id, Session.cancelled_at.is_(None))
            .exists(),
        )
        .order_by(Person.sort_key, Person.id)
    ).all()


def find_speaker(event: Event, ref: str) -> Person | None:
    """Return the event's speaker with that reference."""
    return next((person for person in speakers_of(event) if person.ref == ref.upper()), None)


def appearances_of(event: Event, person: Person) -> list[tuple[Session, PlatformRole]]:
    """Return the sessions the person appears in, and as what."""
    return [
        (session, seat.role)
        for session in sessions_of(event)
        for seat in session.platform
        if seat.person_id == person.id and session.cancelled_at is None
    ]


def rooms_of(event: Event) -> Sequence[Room]:
    """Return the event's rooms in their order."""
    return listed(Room, event)


def tracks_of(event: Event) -> Sequence[Track]:
    """Return the event's tracks in their order."""
    return listed(Track, event)


def listed(model: type[Each], event: Event) -> Sequence[Each]:
    """Return the event's rooms, or its tracks, in their order."""
    mine = select(model).where(model.event_id == event.id).order_by(model.position, model.id)
    return db.session.scalars(mine, execution_options={"populate_existing": True}).all()
