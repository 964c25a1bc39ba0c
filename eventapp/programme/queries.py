"""Reads of the programme that several places need."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme.models import Change, Listed, OnPlatform, PlatformRole, Room, Session, Track
from eventapp.references import read_reference

Each = TypeVar("Each", bound=Listed)
WHOLE = (
    joinedload(Session.room),
    joinedload(Session.track),
    selectinload(Session.platform).joinedload(OnPlatform.person).joinedload(Person.organisation),
)


def sessions_of(event: Event) -> Sequence[Session]:
    """Return the programme in order of time, with rooms, tracks and people, in a constant number of queries."""
    return db.session.scalars(
        select(Session).where(Session.event_id == event.id).options(*WHOLE).order_by(Session.starts_at, Session.id)
    ).all()


def sessions_on(event: Event, day: date) -> Sequence[Session]:
    """Return what begins on that day of the event's zone, cancelled sessions too, as `sessions_of` does."""
    starts, ends = (datetime.combine(each, time.min, event.tz) for each in (day, day + timedelta(days=1)))
    of_day = (Session.event_id == event.id) & (Session.starts_at >= starts) & (Session.starts_at < ends)
    return db.session.scalars(
        select(Session).where(of_day).options(*WHOLE).order_by(Session.starts_at, Session.id)
    ).all()


def numbers_by_day(event: Event) -> dict[date, int]:
    """Return the days of the event's zone on which something begins, in order, and how much."""
    starts = db.session.scalars(
        select(Session.starts_at).where(Session.event_id == event.id).order_by(Session.starts_at)
    )
    return Counter(moment.astimezone(event.tz).date() for moment in starts)


def find_session(event: Event, ref: str) -> Session | None:
    """Return the event's session with that reference."""
    wanted = read_reference(ref)
    return db.session.scalar(select(Session).where(Session.event_id == event.id, Session.ref == wanted).options(*WHOLE))


def find_session_by_uuid(event: Event, uuid: str) -> Session | None:
    """Return the event's session with that UUID."""
    return db.session.scalar(select(Session).where(Session.event_id == event.id, Session.uuid == uuid).options(*WHOLE))


def find_last_change(session: Session) -> Change | None:
    """Return what became of the session last."""
    mine = select(Change).where(Change.session_id == session.id)
    return db.session.scalar(mine.order_by(Change.id.desc()).limit(1))


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
        .options(joinedload(Person.organisation))
        .order_by(Person.sort_key, Person.id)
    ).all()


def find_speaker(event: Event, ref: str) -> Person | None:
    """Return the event's speaker with that reference."""
    return next((person for person in speakers_of(event) if person.ref == ref.upper()), None)


def appearances_of(event: Event, person: Person) -> list[tuple[Session, list[PlatformRole]]]:
    """Return the sessions the person appears in, in order of time, and as what."""
    found = [
        (session, [seat.role for seat in session.platform if seat.person_id == person.id])
        for session in sessions_of(event)
        if session.cancelled_at is None
    ]
    return [(session, roles) for session, roles in found if roles]


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
