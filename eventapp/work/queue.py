"""Lease rows of work, keep the lease, finish or fail them. Every verb is called inside `transaction()`."""

import secrets
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.engine import CursorResult

from eventapp import clock
from eventapp.database import db
from eventapp.work.models import Leasable, WorkState

Row = TypeVar("Row", bound=Leasable)

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
_random = secrets.SystemRandom()


def due(model: type[Leasable], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row is due and free at this moment."""
    free = or_(model.leased_until.is_(None), model.leased_until <= now)
    return and_(model.state == WorkState.WAITING, model.due_at <= now, free)


def is_due(model: type[Leasable]) -> bool:
    """Return whether a row waits to be leased now. A read, so that an idle worker never takes the writer's place."""
    return db.session.scalar(select(model.id).where(due(model, clock.now())).limit(1)) is not None


def lease(model: type[Row], limit: int, seconds: int, *, only: int | None = None) -> list[Row]:
    """Take up to `limit` due rows for `seconds`; nobody else gets them until then. `only` is the one row wanted.

    The rows come detached from the session, as they were at that moment, so that the lease they carry stays the
    one that was given. A row whose worker died too often is given up here.
    """
    now, token = clock.now(), secrets.token_hex(8)
    chosen = select(model).where(due(model, now)).order_by(model.due_at, model.id).limit(limit)
    if only is not None:
        chosen = chosen.where(model.id == only)
    rows = db.session.scalars(
        chosen.with_for_update(skip_locked=True), execution_options={"populate_existing": True}
    ).all()  # SQLite knows no FOR UPDATE; there the transaction is alone anyway
    for row in rows:
        if row.attempts >= row.attempts_allowed:
            row.state, row.lease, row.leased_until = WorkState.FAILED, None, None
            row.last_error = row.last_error or "given up: the worker died each time it tried"
        else:
            row.attempts += 1
            row.lease, row.leased_until = token, now + timedelta(seconds=seconds)
    db.session.flush()
    taken = [row for row in rows if row.state == WorkState.WAITING]
    for row in taken:
        db.session.expunge(row)
    return taken


def hold(row: Leasable, seconds: int, **values: Any) -> bool:
    """Keep the row for `seconds` more and set further columns; False if the lease is no longer ours."""
    return _change(row, leased_until=clock.now() + timedelta(seconds=seconds), **values)


def finish(row: Leasable, **values: Any) -> bool:
    """Mark the row done and set further columns; False if the lease is no longer ours."""
    return _change(row, state=WorkState.DONE, lease=None, leased_until=None, last_error=None, **values)


def fail(row: Leasable, error: str, *, final: bool = False) -> bool:
    """Put the row back for a later try, or give it up where that is `final` or was the last try.

    The pauses are 30 s · 2ⁿ with jitter, at most 15 minutes. False if the lease is no longer ours.
    """
    values: dict[str, Any] = {"lease": None, "leased_until": None, "last_error": error[:2000]}
    if final or row.attempts >= row.attempts_allowed:
        values["state"] = WorkState.FAILED
    else:
        values |= {"state": WorkState.WAITING, "due_at": clock.now() + pause_after(row.attempts)}
    return _change(row, **values)


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many tries; a tenth is left to chance so that not all come back at once."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 10)
    return min(doubled, LONGEST_PAUSE) * _random.uniform(0.9, 1.0)


def _change(row: Leasable, **values: Any) -> bool:
    model = type(row)
    change = update(model).where(model.id == row.id, model.lease == row.lease).values(**values)
    result = db.session.execute(change, execution_options={"synchronize_session": False})
    return isinstance(result, CursorResult) and result.rowcount == 1
