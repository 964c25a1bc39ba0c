"""The rooms and the tracks of an event, two lists: named by sheets and sessions, then put in order by the organiser."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from eventapp import clock, names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event
from eventapp.programme import changes
from eventapp.programme.models import ChangeKind, Listed, Room, Session, Track
from eventapp.programme.queries import WHOLE, Each, listed
from eventapp.references import new_reference

# What tracks are coloured with until somebody chooses, one after the other; each can be read on white.
COLOURS = ("#1b4f7c", "#a8281f", "#2c6e49", "#8a5a1c", "#5d3b8c", "#ad2a66", "#0c6b70")
UNSEEN = {"capacity"}  # what no visitor sees of a room
COPIED: Mapping[type[Listed], tuple[str, ...]] = {
    Room: ("position", "key", "name", "name_en", "capacity"),
    Track: ("position", "key", "name", "name_en", "colour"),
}


class RoomExists(DomainError):
    """The event has a room of that name."""

    code = "room_exists"
    message = N_("There is already a room called “%(name)s”.")


class TrackExists(DomainError):
    """The event has a track of that name."""

    code = "track_exists"
    message = N_("There is already a track called “%(name)s”.")


class StillInUse(DomainError):
    """A session was put there while it was being removed."""

    code = "still_in_use"
    message = N_("At this very moment somebody put a session into “%(name)s”. Look once more.")


class SamePlace(DomainError):
    """A room or track that goes leaves its sessions to another one, or to none."""

    code = "same_place"
    status = 422
    message = N_("Choose another one for the sessions of “%(name)s”.")


_WORDS: Mapping[type[Listed], str] = {Room: "room", Track: "track"}
_EXISTS: Mapping[type[Listed], type[DomainError]] = {Room: RoomExists, Track: TrackExists}
_COLUMNS: Mapping[type[Listed], Any] = {Room: Session.room_id, Track: Session.track_id}


def key_of(name: str) -> str:
    """Return what makes two rooms or two tracks the same: the folded name."""
    return names.fold(name)[:255] or name[:255]


def is_called(one: Listed, name: str) -> bool:
    """Does the room or track go by that name, in either language?"""
    return key_of(name) in (one.key, key_of(one.name_en))


def find(model: type[Each], event: Event, ref: str) -> Each | None:
    """Return the event's room, or track, with that reference."""
    return db.session.scalar(select(model).where(model.event_id == event.id, model.ref == ref.upper()))


def find_held(model: type[Each], event: Event, ref: str) -> Each | None:
    """Return the event's room, or track, with that reference, held until the transaction ends: it is not removed."""
    wanted = select(model).where(model.event_id == event.id, model.ref == ref.upper())
    return db.session.scalar(wanted.with_for_update(read=True, key_share=True))


def named(model: type[Each], event: Event, name: str, name_en: str = "") -> Each:
    """Return the event's room, or track, of that name, in either language; made if there is none.

    An English name is noted where there is none yet; what the organiser wrote stays.
    """
    found = _find_named(model, event, name)
    if found is None:
        try:
            return _added(model, event, name=name, name_en=name_en)
        except IntegrityError:  # named at the same moment elsewhere
            return db.session.scalars(select(model).where(model.event_id == event.id, model.key == key_of(name))).one()
    if name_en and not found.name_en:
        found.name_en = name_en
        db.session.flush()
        life_cycle.touch(event)
    return found


def add(model: type[Each], event: Event, *, by: Actor, **said: Any) -> Each:
    """Add a room or track at the end of its list. Raises RoomExists, TrackExists."""
    try:
        added = _added(model, event, **said)
    except IntegrityError:
        raise _EXISTS[model](name=said["name"]) from None
    _note("added", event, added, by)
    return added


def edit(event: Event, one: Listed, *, by: Actor, **said: Any) -> bool:
    """Change what is said of a room or track; return whether anything was different. Raises RoomExists, TrackExists.

    Another name is another revision of the pages and calendars, but no move: SEQUENCE stays.
    """
    changed = {name: value for name, value in said.items() if getattr(one, name) != value}
    if not changed:
        return False
    model, name = type(one), said.get("name", one.name)
    try:
        with db.session.begin_nested():
            for field, value in changed.items():
                setattr(one, field, value)
            one.key = key_of(name)
    except IntegrityError:
        raise _EXISTS[model](name=name) from None
    if changed.keys() - UNSEEN:
        change(update(Session).where(_COLUMNS[model] == one.id).values(revised_at=clock.now()))
        life_cycle.touch(event)
    _note("edited", event, one, by)
    return True


def move(event: Event, one: Listed, *, up: bool, by: Actor) -> bool:
    """Let a room or track change places with its neighbour; False at the end of the list."""
    order = list(listed(type(one), event))
    at = order.index(one)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return False
    order[at], order[to] = order[to], order[at]
    for position, each in enumerate(order, start=1):
        each.position = position
    db.session.flush()
    life_cycle.touch(event)
    _note("moved", event, one, by)
    return True


def remove(event: Event, one: Each, *, into: Each | None, by: Actor) -> int:
    """Remove a room or track; return how many sessions are in `into`, or in none, now. Raises SamePlace, StillInUse.

    Sessions in another room have moved: their SEQUENCE rises, and each has a change; in another track they have not.
    """
    if into is one:
        raise SamePlace(name=one.names)
    model, column = type(one), _COLUMNS[type(one)]
    moved: dict[Any, Any] = {column: into.id if into else None, Session.revised_at: clock.now()}
    if model is Room:
        moved[Session.sequence] = Session.sequence + 1
    mine = select(Session).where(column == one.id).order_by(Session.starts_at, Session.id).options(*WHOLE)
    held = db.session.scalars(mine).all() if model is Room else []
    stood = {session: changes.said(session) for session in held}
    number = change(update(Session).where(column == one.id).values(moved))
    there = [into.name, into.name_en] if into else None
    called, subject = one.names, _subject(one)
    try:
        with db.session.begin_nested():
            change(delete(model).where(model.id == one.id))
    except IntegrityError:
        raise StillInUse(name=called) from None
    db.session.expire_all()
    for session, before in stood.items():
        changes.record(session, ChangeKind.MOVED, before, {**before, "room": there}, by=by)
    life_cycle.touch(event)
    action = f"{_WORDS[model]}_{'removed' if into else 'dropped'}"
    other = into.names if into else ""
    trail.record(action, subject, by=by, event_id=event.id, name=called, other=other, number=number)
    return number


def numbers(model: type[Listed], event: Event) -> dict[int, int]:
    """Return how many sessions, cancelled ones included, each room or track has, by its id."""
    column = _COLUMNS[model]
    counted = select(column, func.count()).where(Session.event_id == event.id, column.is_not(None)).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def copy_lists(event: Event, copy: Event) -> None:
    """Give the copy of an event, which has no programme yet, the event's rooms and tracks."""
    for model, fields in COPIED.items():
        for one in listed(model, event):
            said = {name: getattr(one, name) for name in fields}
            db.session.add(model(event_id=copy.id, ref=new_reference(), **said))
    db.session.flush()


def _find_named(model: type[Each], event: Event, name: str) -> Each | None:
    """Return the room or track of that name, held until the transaction ends: nobody removes it meanwhile."""
    key = key_of(name)
    wanted = select(model).where(model.event_id == event.id, or_(model.key == key, model.name_en == name))
    return db.session.scalar(wanted.order_by(model.key != key).limit(1).with_for_update(read=True, key_share=True))


def _added(model: type[Each], event: Event, *, name: str, **said: Any) -> Each:
    last = db.session.scalar(select(func.max(model.position)).where(model.event_id == event.id)) or 0
    if model is Track:
        said.setdefault("colour", COLOURS[last % len(COLOURS)])
    fixed = {"event_id": event.id, "ref": new_reference(), "position": last + 1, "key": key_of(name)}
    added = model(**fixed, name=name, **said)
    with db.session.begin_nested():
        db.session.add(added)
    return added


def _subject(one: Listed) -> str:
    return f"{one.__tablename__}/{one.ref}"


def _note(deed: str, event: Event, one: Listed, by: Actor) -> None:
    db.session.flush()
    trail.record(f"{_WORDS[type(one)]}_{deed}", _subject(one), by=by, event_id=event.id, name=one.names)
