"""What a session says, as a draft keeps it; and a session as it would stand with its draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventapp import names
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme.changes import TEXTS
from eventapp.programme.models import Listed, OnPlatform, PlatformRole, Room, Session, SessionKind, Track
from eventapp.programme.queries import rooms_of, tracks_of
from eventapp.versions.models import Draft

Words = dict[str, Any]


@dataclass(frozen=True)
class Known:
    """The rooms, tracks and people that drafts name, by their references."""

    rooms: Mapping[str, Room]
    tracks: Mapping[str, Track]
    people: Mapping[str, Person]


NOTHING = Known({}, {}, {})


def stands(session: Session) -> Words:
    """Return what a session says, by field, as JSON keeps it; rooms, tracks and people with their references."""
    return {
        **{name: getattr(session, name) for name in TEXTS},
        "notes": session.notes,
        "kind": session.kind.value,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "cancelled": session.cancelled_at is not None,
        "room": called(session.room),
        "track": called(session.track),
        "platform": [[seat.role.value, seat.person.full_name, seat.person.ref or ""] for seat in session.platform],
    }


def called(one: Listed | None) -> list[str] | None:
    """Return what a draft keeps of a room or a track: both names and the reference."""
    return [one.name, one.name_en, one.ref] if one else None


def is_same(name: str, one: Any, other: Any) -> bool:
    """Is that field of a session the same? Rooms, tracks and people are known by their references."""
    if name in ("room", "track"):
        return bool((one and one[2]) == (other and other[2]))
    if name == "platform":
        return _seats(one) == _seats(other)
    return bool(one == other)


def known_to(event: Event, drafts: Iterable[Draft]) -> Known:
    """Read at once what these drafts name, in three statements."""
    said = [each.after.get("platform", ()) for each in drafts]
    refs = {ref for platform in said for _role, _name, ref in platform if ref}
    mine = select(Person).where(Person.event_id == event.id, Person.ref.in_(refs))
    people = db.session.scalars(mine).all() if refs else ()
    return Known(
        {each.ref: each for each in rooms_of(event)},
        {each.ref: each for each in tracks_of(event)},
        {each.ref: each for each in people},
    )


def as_drafted(session: Session | None, draft: Draft, known: Known) -> Session:
    """Return the session as it would stand, a row of no database: nothing that is done to it is kept.

    Of rooms and tracks that are gone by now the draft says nothing any more.
    """
    words = {**(stands(session) if session else {}), **draft.after}
    room = _chosen(words["room"], known.rooms, session.room if session else None)
    track = _chosen(words["track"], known.tracks, session.track if session else None)
    here = {seat.person.ref: seat.person for seat in session.platform} if session else {}
    people = {**known.people, **here}
    return Session(
        id=session.id if session else -draft.id,
        event_id=draft.event_id,
        uuid=session.uuid if session else "",
        ref=draft.ref,
        kind=SessionKind(words["kind"]),
        **{name: words[name] for name in TEXTS},
        notes=words["notes"],
        starts_at=datetime.fromisoformat(words["starts_at"]),
        ends_at=datetime.fromisoformat(words["ends_at"]),
        room=room,
        room_id=room.id if room else None,
        track=track,
        track_id=track.id if track else None,
        cancelled_at=((session and session.cancelled_at) or draft.at) if words["cancelled"] else None,
        sequence=session.sequence if session else 0,
        created_at=session.created_at if session else draft.at,
        revised_at=draft.at,
        platform=[
            OnPlatform(person=people.get(ref) or _new(name), role=PlatformRole(role), position=at)
            for at, (role, name, ref) in enumerate(words["platform"])
        ],
    )


def _chosen(said: list[str] | None, there: Mapping[str, Any], stood: Any) -> Any:
    return there.get(said[2], stood) if said else None


def _new(name: str) -> Person:
    """Return someone whom the event gets to know with the next version."""
    return Person(ref="", full_name=name, name_key=names.search_key(name), salutation="", email="")


def _seats(said: Iterable[Any]) -> list[tuple[str, str]]:
    return sorted(((role, ref or names.search_key(name)) for role, name, ref in said), key=lambda each: each[0])
