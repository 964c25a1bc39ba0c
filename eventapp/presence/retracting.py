"""Take evidence back that was a mistake of whoever brought it, and put it back: the pieces themselves stay as noted."""

from collections.abc import Collection

from sqlalchemy import delete, select

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.database import change, db, insert_all_once
from eventapp.events.models import Event
from eventapp.presence.models import Evidence, Retraction

_AT_ONCE = 500  # as many numbers as one statement asks for


def retract(event: Event, uuids: Collection[str], *, by: Actor) -> int:
    """Let these pieces of evidence count no more; return of how many that was new. The caller writes the trail."""
    now = clock.now()
    rows = [
        {"evidence_id": number, "event_id": event.id, "at": now, "by": by.words} for number in _numbers(event, uuids)
    ]
    return len(insert_all_once(Retraction, rows, returning="evidence_id"))


def restore(event: Event, uuids: Collection[str]) -> int:
    """Let these pieces count again; return how many of them had been retracted."""
    numbers = _numbers(event, uuids)
    return sum(
        change(delete(Retraction).where(Retraction.evidence_id.in_(numbers[start : start + _AT_ONCE])))
        for start in range(0, len(numbers), _AT_ONCE)
    )


def _numbers(event: Event, uuids: Collection[str]) -> list[int]:
    wanted = sorted(uuids)
    found: list[int] = []
    for start in range(0, len(wanted), _AT_ONCE):
        some = Evidence.uuid.in_(wanted[start : start + _AT_ONCE])
        found += db.session.scalars(select(Evidence.id).where(Evidence.event_id == event.id, some))
    return found
