"""What has changed for the door, by a number of the server's and never by time, so that no device misses a change.

Triggers of the database (migration 0035) stamp every ticket whose holder, standing or place changes, whichever rule did
it. On SQLite a stamp is the next number: there is one writer. On PostgreSQL it is the transaction's own number, and a
reader goes no further than the oldest transaction that still runs (pg_current_snapshot): what commits later is
stamped later than that, and is found the next time.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, text

from eventapp.checkin.models import Change, DoorChange
from eventapp.database import db

_SNAPSHOT = text(
    "SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint FROM pg_current_snapshot() AS now"
)


@dataclass(frozen=True)
class Horizon:
    """Up to where a reader may go: `next` is where it goes on, `end` no stamp has reached yet."""

    next: int
    end: int


def horizon(event_id: int) -> Horizon:
    """Return how far the event's changes are settled now. Ask before reading them."""
    if db.session.connection().dialect.name != "postgresql":
        last = _newest(event_id)
        return Horizon(last + 1, last + 1)
    oldest, end = db.session.execute(_SNAPSHOT).one()
    last = _newest(event_id, DoorChange.stamp < end)  # others are of a server this was copied from
    return Horizon(min(oldest, last + 1), end)


def _newest(event_id: int, *which: ColumnElement[bool]) -> int:
    """Return the newest stamp: of each kind by the end of its index, so that nobody counts."""
    newest = select(func.max(DoorChange.stamp)).where(DoorChange.event_id == event_id, *which)
    of_each = [newest.where(DoorChange.kind == kind).scalar_subquery() for kind in Change]
    return max(number or 0 for number in db.session.execute(select(*of_each)).one())


def newest(event_id: int, kind: Change) -> int:
    """Return the newest stamp of that kind: while it stays, nothing of it has changed. Alone, it is no cursor."""
    mine = (DoorChange.event_id == event_id) & (DoorChange.kind == kind)
    return db.session.scalar(select(func.max(DoorChange.stamp)).where(mine)) or 0


def changed(event_id: int, kind: Change, since: int, end: int) -> set[int]:
    """Return the tickets that were stamped so from `since` on."""
    mine = (DoorChange.event_id == event_id) & (DoorChange.kind == kind)
    stamped = (DoorChange.stamp >= since) & (DoorChange.stamp <= end)
    return set(db.session.scalars(select(DoorChange.ticket_id).where(mine, stamped)))


def has_lost(event_id: int, since: int) -> bool:
    """Has a ticket been deleted altogether since? Nobody knows its code any more, so it cannot be named."""
    lost = (DoorChange.event_id == event_id) & (DoorChange.kind == Change.DELETED) & (DoorChange.stamp >= since)
    return db.session.scalar(select(select(DoorChange.ticket_id).where(lost).exists())) is True
