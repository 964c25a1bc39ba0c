"""What some rows of a programme ask for, read at once: sessions, rooms, tracks and people that are there already."""

import re
from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import and_, or_, select

from eventapp import names
from eventapp.database import db
from eventapp.directory import people
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme import lists
from eventapp.programme.models import Listed, Room, Session, Track
from eventapp.programme.queries import WHOLE, Each, listed
from eventapp.programme.revising import Said

AT_ONCE = 200
_UUID = re.compile(r"(?:session-)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@.*)?", re.IGNORECASE)
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

    def read_lists(self) -> None:
        """Read the event's rooms and tracks, by their names in both languages."""
        self.rooms, self.tracks = _by_names(listed(Room, self.event)), _by_names(listed(Track, self.event))

    def read_people(self, persons: Collection[str]) -> None:
        """Look for people of these names; people known by their address are others."""
        event_id = self.event.id
        for part in _parts(map(names.search_key, persons)):
            met = select(Person).where(Person.event_id == event_id, Person.email == "", Person.name_key.in_(part))
            self.people.update((person.name_key, person) for person in db.session.scalars(met))

    def add(self, session: Session) -> None:
        """Remember a session."""
        self.by_uuid[session.uuid] = session
        self.by_identity.setdefault(identity(self.event, session), session)

    def room(self, name: str, name_en: str = "") -> Room:
        """Return the room of that name, made if there is none."""
        return self._named(self.rooms, Room, name, name_en)

    def track(self, name: str, name_en: str = "") -> Track:
        """Return the track of that name, made if there is none."""
        return self._named(self.tracks, Track, name, name_en)

    def lacking(self, said: Said) -> list[Listed]:
        """Return the room and the track that are there without the English name which the row says."""
        told = ((self.rooms, said.room, said.room_en), (self.tracks, said.track, said.track_en))
        found = [there.get(lists.key_of(name)) for there, name, name_en in told if name and name_en]
        return [one for one in found if one is not None and not one.name_en]

    def person(self, name: str) -> Person:
        """Return the person of that name, made known with the next flush if need be: nobody is looked for twice."""
        key = names.search_key(name)
        if key not in self.people:
            self.people[key] = people.meet(self.event.id, full_name=name, is_new=True)
        return self.people[key]

    def _named(self, there: dict[str, Each], model: type[Each], name: str, name_en: str) -> Each:
        key = lists.key_of(name)
        if key not in there or (name_en and not there[key].name_en):
            called = there[key].name if key in there else name
            there[key] = lists.named(model, self.event, called, name_en)
        return there[key]

    def _remember(self, which: object) -> None:
        wanted = select(Session).where(Session.event_id == self.event.id, which)  # type: ignore[arg-type]
        for session in db.session.scalars(wanted.options(*WHOLE).order_by(Session.id)):
            self.add(session)


def identity(event: Event, session: Session) -> Hashable:
    """Return what makes a row without a UID the same as a session: day, start and folded title."""
    local = session.starts_at.astimezone(event.tz)
    return local.date(), local.time().replace(second=0, microsecond=0), names.fold(session.title)


class Uuids(tuple[str, ...]):
    """The UUIDs a session of that UID may bear here."""


def uuids_of(event: Event, uid: str) -> Uuids:
    """Return the UID's own UUID, where it is one or that of our feeds, and one made of it for this event alone.

    UUIDs are unique in the instance: what two events take in from one file must differ, and be the same each time.
    """
    own = _UUID.fullmatch(uid.strip())
    made = str(uuid5(NAMESPACE_OID, f"eventapp/events/{event.id}/sessions/{uid}"))
    return Uuids((own[1].lower(), made) if own else (made,))


def _by_names(found: Iterable[Each]) -> dict[str, Each]:
    there = list(found)
    english = {lists.key_of(one.name_en): one for one in there if one.name_en}
    return english | {one.key: one for one in there}


def _parts(words: Iterable[_Each]) -> Iterator[list[_Each]]:
    """Yield each word once, some at a time: no database takes ever so many in one question."""
    rest = iter(dict.fromkeys(words))
    while part := list(islice(rest, AT_ONCE)):
        yield part
