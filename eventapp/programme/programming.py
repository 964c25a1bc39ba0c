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
from eventapp.programme import changes, lists
from eventapp.programme.models import Change, ChangeKind, OnPlatform, PlatformRole, Room, Session, SessionKind, Track
from eventapp.references import new_reference

MOVES = {"starts_at", "ends_at", "room", "cancelled_at"}  # what makes calendars ask again: SEQUENCE rises
UNSEEN = {"notes"}  # what the team alone reads: no revision, no change


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
    ref: str | None = None,
    **details: Any,
) -> Session:
    """Add a session with its chairs and speakers in order. Raises SessionEndsBeforeItStarts."""
    judge_times(starts_at, ends_at)
    now = clock.now()
    session = Session(
        event_id=event.id,
        uuid=uuid or str(uuid4()),
        ref=ref or new_reference(),
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
    changes.record(session, ChangeKind.ADDED, {}, changes.said(session), by=by)
    trail.record("session_added", f"sessions/{session.id}", by=by, event_id=event.id, title=session.titles)
    return session


def revise_session(
    event: Event, session: Session, *, by: Actor, platform: Platform | None = None, **to: Any
) -> Change | None:
    """Change a session; SEQUENCE rises when time, place or status do. None when nothing is different.

    Raises SessionEndsBeforeItStarts.
    """
    judge_times(*(to.get(name, getattr(session, name)) for name in ("starts_at", "ends_at")))
    changed = {name for name, value in to.items() if getattr(session, name) != value}
    before = changes.said(session)
    if platform is not None and [(each.person_id, each.role) for each in session.platform] != [
        (person.id, role) for person, role in platform
    ]:
        changed.add("platform")
        session.platform.clear()
        db.session.flush()
        session.platform.extend(_seated(platform))
    if not changed:
        return None
    for name in changed - {"platform"}:
        setattr(session, name, to[name])
    if changed <= UNSEEN:
        db.session.flush()
        trail.record("session_revised", f"sessions/{session.id}", by=by, event_id=event.id, fields=sorted(changed))
        return None
    session.sequence += bool(changed & MOVES)
    session.revised_at = clock.now()
    db.session.flush()
    life_cycle.touch(event)
    trail.record("session_revised", f"sessions/{session.id}", by=by, event_id=event.id, fields=sorted(changed))
    return changes.record(session, _kind_of(changed, session), before, changes.said(session), by=by)


def cancel_session(event: Event, session: Session, *, by: Actor) -> Change | None:
    """Cancel a session; calendars keep it as cancelled for 30 days. None when it already is."""
    if session.cancelled_at is not None:
        return None
    return revise_session(event, session, by=by, cancelled_at=clock.now())


def restore_session(event: Event, session: Session, *, by: Actor) -> Change | None:
    """Let a cancelled session take place after all. None when it does."""
    return revise_session(event, session, by=by, cancelled_at=None)


def _kind_of(changed: set[str], session: Session) -> ChangeKind:
    if "cancelled_at" in changed:
        return ChangeKind.RESTORED if session.cancelled_at is None else ChangeKind.CANCELLED
    return ChangeKind.MOVED if changed & MOVES else ChangeKind.CORRECTED


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
