"""What some rows of a programme ask for, read at once: sessions, rooms, tracks and people that are there already."""

from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from sqlalchemy import and_, or_, select

from eventapp import names
from eventapp.database import db
from eventapp.directory import people
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme import programming
from eventapp.programme.models import Room, Session, Track
from eventapp.programme.queries import WHOLE

AT_ONCE = 200
_MINUTE = timedelta(minutes=1)
_Each = TypeVar("_Each")


class Known:
    """Sessions by UUID and by what makes two rows the same, and by their names what else a row speaks of."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self.by_uuid: dict[str, Session] = {}
        self.by_identity: dict[Hashable, Session] = {}
        self.elsewhere: set[str] = set()
        self.rooms: dict[str, Room] = {}
        self.tracks: dict[str, Track] = {}
        self.people: dict[str, Person] = {}

    def read_sessions(self, uuids: Collection[str], moments: Collection[datetime]) -> None:
        """Look for sessions of these UUIDs and starts, and for UUIDs that a session of another event bears."""
        for part in _parts(uuids):
            found = db.session.execute(select(Session.uuid, Session.event_id).where(Session.uuid.in_(part)))
            self.elsewhere.update(uuid for uuid, event_id in found if event_id != self.event.id)
            self._remember(Session.uuid.in_(part))
        for starts in _parts(moments):
            self._remember(or_(*(and_(Session.starts_at >= at, Session.starts_at < at + _MINUTE) for at in starts)))

    def read_names(self, rooms: Collection[str], tracks: Collection[str], persons: Collection[str]) -> None:
        """Look for rooms, tracks and people of these names; people known by their address are others."""
        event_id = self.event.id
        for part in _parts(map(programming.key_of, rooms)):
            found = db.session.scalars(select(Room).where(Room.event_id == event_id, Room.key.in_(part)))
            self.rooms.update((room.key, room) for room in found)
        for part in _parts(map(programming.key_of, tracks)):
            listed = db.session.scalars(select(Track).where(Track.event_id == event_id, Track.key.in_(part)))
            self.tracks.update((track.key, track) for track in listed)
        for part in _parts(map(names.search_key, persons)):
            met = select(Person).where(Person.event_id == event_id, Person.email == "", Person.name_key.in_(part))
            self.people.update((person.name_key, person) for person in db.session.scalars(met))

    def add(self, session: Session) -> None:
        """Remember a session."""
        self.by_uuid[session.uuid] = session
        self.by_identity.setdefault(identity(self.event, session), session)

    def room(self, name: str) -> Room:
        """Return the room of that name, made if there is none."""
        key = programming.key_of(name)
        if key not in self.rooms:
            self.rooms[key] = programming.room(self.event, name)
        return self.rooms[key]

    def track(self, name: str) -> Track:
        """Return the track of that name, made if there is none."""
        key = programming.key_of(name)
        if key not in self.tracks:
            self.tracks[key] = programming.track(self.event, name)
        return self.tracks[key]

    def person(self, name: str) -> Person:
        """Return the person of that name, made known with the next flush if need be: nobody is looked for twice."""
        key = names.search_key(name)
        if key not in self.people:
            self.people[key] = people.meet(self.event.id, full_name=name, is_new=True)
        return self.people[key]

    def _remember(self, which: object) -> None:
        wanted = select(Session).where(Session.event_id == self.event.id, which)  # type: ignore[arg-type]
        for session in db.session.scalars(wanted.options(*WHOLE).order_by(Session.id)):
            self.add(session)


def identity(event: Event, session: Session) -> Hashable:
    """Return what makes a row without a UID the same as a session: day, start and folded title."""
    local = session.starts_at.astimezone(event.tz)
    return local.date(), local.time().replace(second=0, microsecond=0), names.fold(session.title)


def _parts(words: Iterable[_Each]) -> Iterator[list[_Each]]:
    """Yield each word once, some at a time: no database takes ever so many in one question."""
    rest = iter(dict.fromkeys(words))
    while part := list(islice(rest, AT_ONCE)):
        yield part
