"""The programme as the clash engine sees it: as it stands, or as it would with one session saved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any, cast

from sqlalchemy import Table, select

from eventapp import names
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode
from eventapp.events.queries import modes_of
from eventapp.programme.clash_values import Clash, Expectations, Frame, Held, Place, Who
from eventapp.programme.clashes import concerning, find_clashes
from eventapp.programme.lists import is_called
from eventapp.programme.models import OnPlatform, Profile, Room, Session
from eventapp.programme.queries import rooms_of

NOBODY = Expectations()
NEW = 0  # the number of what is not saved yet
_sessions, _rooms, _platform, _people, _profiles = (
    cast(Table, model.__table__).c for model in (Session, Room, OnPlatform, Person, Profile)
)
# Core and built once: objects of a thousand sessions would cost ten times as much.
_ROWS = (
    select(
        _sessions.id, _sessions.ref, _sessions.kind, _sessions.title, _sessions.title_en,
        _sessions.starts_at, _sessions.ends_at, _rooms.id, _rooms.name, _rooms.name_en, _rooms.capacity,
    )
    .select_from(cast(Table, Session.__table__).outerjoin(cast(Table, Room.__table__)))
    .where(_sessions.cancelled_at.is_(None))
)  # fmt: skip
_SEATS = (
    select(_platform.session_id, _people.id, _people.full_name, _people.email, _profiles.asked_at, _profiles.reply)
    .join_from(cast(Table, OnPlatform.__table__), cast(Table, Person.__table__))
    .outerjoin(cast(Table, Profile.__table__), _profiles.person_id == _people.id)
    .join(cast(Table, Session.__table__), _sessions.id == _platform.session_id)
    .where(_sessions.cancelled_at.is_(None))
    .order_by(_platform.session_id, _platform.position)
)


def clashes_of(event: Event, expected: Expectations = NOBODY) -> list[Clash]:
    """Return what is wrong with the programme as it stands, in three statements however long it is."""
    return find_clashes(held_in(event, expected), frame_of(event))


def clashes_if(
    event: Event,
    session: Session | None,
    said: Mapping[str, Any],
    expected: Expectations = NOBODY,
    there: Sequence[Held] | None = None,
) -> list[Clash]:
    """Return what would be wrong about the session, or a new one, saved so. Nothing is written.

    `said` is what a session says, but its room and its people are names. What is cancelled clashes with nothing.
    `there` is the rest of the programme where it is not as published.
    """
    if session is not None and session.cancelled_at is not None:
        return []
    there = held_in(event, expected) if there is None else there
    number = session.id if session else NEW
    planned = Held(
        id=number,
        ref=session.ref if session else "",
        kind=said["kind"],
        title=said["title"],
        title_en=said["title_en"],
        starts_at=said["starts_at"],
        ends_at=said["ends_at"],
        room=_room_called(event, said["room"]) if said["room"] else None,
        people=_people_called(there, said["people"]),
        expected=expected.of(number),
    )
    others = [each for each in there if each.id != number]
    found = find_clashes([*others, planned], frame_of(event))
    return concerning(found, number)


def held_in(event: Event, expected: Expectations = NOBODY) -> list[Held]:
    """Return the sessions that take place, as plain values; who is expected is told by the floor that knows."""
    people: dict[int, list[Who]] = defaultdict(list)
    seats = db.session.execute(_SEATS.where(_sessions.event_id == event.id))
    for session_id, person_id, name, email, asked_at, reply in seats:
        people[session_id].append(Who(person_id, name, bool(email), asked_at is not None, reply))
    rows = db.session.execute(_ROWS.where(_sessions.event_id == event.id))
    return [Held(*row[:7], _place(row[7:]), tuple(people[row[0]]), expected.of(row[0])) for row in rows]


def frame_of(event: Event) -> Frame:
    """Return what the event says: its days, and how many have a seat in the hall."""
    first, last = (moment.astimezone(event.tz).date() for moment in (event.starts_at, event.ends_at))
    hall = modes_of(event).get(Mode.HALL)
    return Frame(event.tz, first, last, in_hall=hall.taken if hall else 0)


def _place(columns: Sequence[Any]) -> Place | None:
    return None if columns[0] is None else Place(*columns)


def _room_called(event: Event, name: str) -> Place:
    found = next((room for room in rooms_of(event) if is_called(room, name)), None)
    return Place(found.id, found.name, found.name_en, found.capacity) if found else Place(NEW, name)


def _people_called(there: Sequence[Held], called: Sequence[str]) -> tuple[Who, ...]:
    """Return the people of these names: those whom the programme knows, and new ones whose address nobody knows."""
    known = {names.search_key(person.name): person for session in there for person in session.people}
    new = count(-1, -1)
    met = {names.search_key(name): Who(next(new), name, has_email=False) for name in called}
    return tuple(replace(known.get(key, person)) for key, person in met.items())
