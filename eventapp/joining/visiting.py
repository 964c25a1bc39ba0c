"""Come into a room, be seen there, and what of it goes into the ledger."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select, update

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import change, db
from eventapp.events.models import Event
from eventapp.joining.models import Visit
from eventapp.joining.rooms import Room
from eventapp.links.models import Link
from eventapp.presence import recording
from eventapp.presence.models import Level, Source
from eventapp.registration.models import Registration

EVERY = timedelta(seconds=45)  # a visible page says so
GAP = timedelta(seconds=150)  # longer ago is a gap: some beats may be lost on the way
PIECE = timedelta(seconds=90)  # what is noted at once, at least: so the board knows who is there
_AT_ONCE = 500  # as many visits as one statement asks for


def enter(registration: Registration, room: Room, link: Link) -> Visit:
    """Note that somebody opened a room by his own hand; an older device of his is live no more."""
    now = clock.now()
    mine = (Visit.registration_id == registration.id) & (Visit.session_id == room.session.id)
    older = update(Visit).where(mine, Visit.replaced_at.is_(None), Visit.seen_at > now - GAP)
    is_beside = change(older.values(replaced_at=now)) > 0
    visit = Visit(
        event_id=registration.event_id, ref=secrets.token_hex(16), registration_id=registration.id,
        session_id=room.session.id, is_session_room=link.session_id is not None, link_ref=link.ref,
        opened_at=now, began_at=now, seen_at=now, noted_at=now, replaced_at=None, is_beside=is_beside,
    )  # fmt: skip
    db.session.add(visit)
    db.session.flush()
    recording.note_spans(registration.event, [_opened(visit)], source=Source.LINK, by=SYSTEM)
    return visit


def find_visit(registration: Registration, ref: str) -> Visit | None:
    """Return his visit of that name."""
    mine = (Visit.registration_id == registration.id) & (Visit.ref == ref)
    return db.session.scalar(select(Visit).where(mine))


def is_live(visit: Visit) -> bool:
    """Is it the newest of his devices?"""
    return visit.replaced_at is None


def take_beats(beats: Mapping[int, datetime]) -> int:
    """Take in when pages were last seen open and visible, by visit; return how many pieces of evidence follow.

    A device that another one has replaced counts no more. In one transaction of the caller's, however many there are.
    """
    spans: dict[int, list[recording.Span]] = {}
    numbers = sorted(beats)
    for start in range(0, len(numbers), _AT_ONCE):
        some = Visit.id.in_(numbers[start : start + _AT_ONCE])
        for visit in db.session.scalars(select(Visit).where(some, Visit.replaced_at.is_(None))):
            span = _seen(visit, beats[visit.id])
            if span is not None:
                spans.setdefault(visit.event_id, []).append(span)
    db.session.flush()
    return sum(
        recording.note_spans(db.session.get_one(Event, event_id), found, source=Source.JOIN_PAGE, by=SYSTEM)
        for event_id, found in spans.items()
    )


def _seen(visit: Visit, at: datetime) -> recording.Span | None:
    """Move the visit on; return the piece that is long enough to be noted, or that was left before a gap."""
    if at <= visit.seen_at:
        return None
    if at - visit.seen_at > GAP:
        left = _piece(visit) if visit.seen_at > visit.noted_at else None
        visit.began_at = visit.noted_at = visit.seen_at = at
        return left
    visit.seen_at = at
    if at - visit.noted_at < PIECE:
        return None
    piece = _piece(visit)
    visit.noted_at = at
    return piece


def _piece(visit: Visit) -> recording.Span:
    return recording.Span(
        uuid=uuid5(NAMESPACE_URL, f"join/{visit.ref}/{visit.noted_at.isoformat()}"),
        registration_id=visit.registration_id,
        starts_at=visit.noted_at,
        ends_at=visit.seen_at,
        level=Level.D,
        session_id=visit.session_id if visit.is_session_room else None,
    )


def _opened(visit: Visit) -> recording.Span:
    return recording.Span(
        uuid=uuid5(NAMESPACE_URL, f"join/{visit.ref}/opened"),
        registration_id=visit.registration_id,
        starts_at=visit.opened_at,
        ends_at=visit.opened_at,
        level=Level.E,
        session_id=visit.session_id,
    )
