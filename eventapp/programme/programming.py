"""Make the programme: add sessions, move them, cancel them. Every visible change is a revision."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event
from eventapp.programme import lists
from eventapp.programme.models import OnPlatform, PlatformRole, Room, Session, SessionKind, Track
from eventapp.references import new_reference

MOVES = {"starts_at", "ends_at", "room", "cancelled_at"}  # what makes calendars ask again: SEQUENCE rises


class SessionEndsBeforeItStarts(DomainError):
    """A session's end is not after its start."""

    code = "ends_before_start"
    message = N_("A session must end after it starts.")
    status = 422


Platform = list[tuple[Person, PlatformRole]]


def add_session(
    event: Event,
    *,
    kind: SessionKind,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    platform: Platform | None = None,
    uuid: str | None = None,
    **details: Any,
) -> Session:
    """Add a session with its chairs and speakers in order. Raises SessionEndsBeforeItStarts."""
    judge_times(starts_at, ends_at)
    now = clock.now()
    session = Session(
        event_id=event.id,
        uuid=uuid or str(uuid4()),
        ref=new_reference(),
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=now,
        revised_at=now,
        sequence=0,
        platform=_seated(platform or []),
        **details,
    )
    db.session.add(session)
    db.session.flush()
    life_cycle.touch(event)
    trail.record("session_added", f"sessions/{session.id}", by=by, event_id=event.id, title=title)
    return session


def revise_session(
    event: Event, session: Session, *, by: Actor, platform: Platform | None = None, **changes: Any
) -> bool:
    """Change a session; SEQUENCE rises when time, place or status do. False when nothing is different.

    Raises SessionEndsBeforeItStarts.
    """
    judge_times(*(changes.get(name, getattr(session, name)) for name in ("starts_at", "ends_at")))
    changed = {name for name, value in changes.items() if getattr(session, name) != value}
    if platform is not None and [(each.person_id, each.role) for each in session.platform] != [
        (person.id, role) for person, role in platform
    ]:
        changed.add("platform")
        session.platform.clear()
        db.session.flush()
        session.platform.extend(_seated(platform))
    if not changed:
        return False
    for name in changed - {"platform"}:
        setattr(session, name, changes[name])
    session.sequence += bool(changed & MOVES)
    session.revised_at = clock.now()
    db.session.flush()
    life_cycle.touch(event)
    trail.record("session_revised", f"sessions/{session.id}", by=by, event_id=event.id, fields=sorted(changed))
    return True


def cancel_session(event: Event, session: Session, *, by: Actor) -> bool:
    """Cancel a session; calendars keep it as cancelled for 30 days. False when it already is."""
    if session.cancelled_at is not None:
        return False
    return revise_session(event, session, by=by, cancelled_at=clock.now())


def judge_times(starts_at: datetime, ends_at: datetime) -> None:
    """Raise SessionEndsBeforeItStarts where a session could not be held so."""
    if ends_at <= starts_at:
        raise SessionEndsBeforeItStarts


def room(event: Event, name: str, name_en: str = "") -> Room:
    """Return the event's room of that name, made if there is none."""
    return lists.named(Room, event, name, name_en)


def track(event: Event, name: str, name_en: str = "") -> Track:
    """Return the event's track of that name, made if there is none."""
    return lists.named(Track, event, name, name_en)


def _seated(platform: Platform) -> list[OnPlatform]:
    return [
        OnPlatform(person=person, role=role, position=position)
        for position, (person, role) in enumerate(dict.fromkeys(platform))
    ]
