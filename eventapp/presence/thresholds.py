"""What counts as late, as left early, as online; when sessions really were; who signs the report."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventapp.agenda.models import Terms
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.presence.judging import Limits
from eventapp.presence.models import RealTime, Threshold
from eventapp.presence.timetable import SessionTime, Timetable
from eventapp.programme.models import Session


class EndsBeforeItBegan(DomainError):
    """The session would have lasted no time."""

    code = "ends_before_it_began"
    message = N_("“%(session)s” must have ended after it began.")
    status = 422


def threshold_of(event: Event) -> Threshold:
    """Return the event's thresholds; the usual ones, not kept, where nothing was said yet."""
    return db.session.get(Threshold, event.id) or Threshold(
        event_id=event.id, late_minutes=15, early_minutes=15, online_minutes=10, online_percent=50,
        position="", position_en="", signer="", remarks="",
    )  # fmt: skip


def limits_of(event: Event) -> Limits:
    """Return the thresholds as values."""
    row = threshold_of(event)
    return Limits(row.late_minutes, row.early_minutes, row.online_minutes, row.online_percent)


def revise(event: Event, *, by: Actor, **values: Any) -> None:
    """Set thresholds and who signs; attendance follows at once."""
    db.session.merge(Threshold(event_id=event.id, **values))
    trail.record("thresholds_revised", event, by=by, event_id=event.id)


def copy_thresholds(event: Event, copy: Event) -> None:
    """Let the copy of an event count as the event does, its report signed alike; remarks were about the event."""
    mine = db.session.get(Threshold, event.id)
    if mine is not None:
        said = {column.name: getattr(mine, column.name) for column in Threshold.__table__.columns}
        db.session.add(Threshold(**said | {"event_id": copy.id, "remarks": ""}))


def set_real_time(session: Session, *, began_at: datetime | None, ended_at: datetime | None, by: Actor) -> None:
    """Say when a session really began and ended (None: as planned). Raises EndsBeforeItBegan."""
    if (ended_at or session.ends_at) <= (began_at or session.starts_at):
        raise EndsBeforeItBegan(session=session.titles)
    row = RealTime(session_id=session.id, event_id=session.event_id, began_at=began_at, ended_at=ended_at)
    db.session.merge(row)
    trail.record("real_time_set", f"sessions/{session.id}", by=by, event_id=session.event_id, session=session.titles)


def real_times_of(event: Event) -> dict[int, RealTime]:
    """Return what was said of when sessions really were, by session."""
    rows = db.session.scalars(select(RealTime).where(RealTime.event_id == event.id))
    return {row.session_id: row for row in rows}


def timetable_of(event: Event) -> tuple[Timetable, Mapping[str, int]]:
    """Return the sessions that take place as they really were, and the numbers of all of them by reference."""
    rows = db.session.execute(
        select(
            Session.id, Session.ref, Session.kind, Session.starts_at, Session.ends_at, Session.cancelled_at,
            RealTime.began_at, RealTime.ended_at, Terms.session_id.label("by_place"),
        )
        .outerjoin(RealTime, RealTime.session_id == Session.id)
        .outerjoin(Terms, Terms.session_id == Session.id)
        .where(Session.event_id == event.id)
        .order_by(Session.starts_at, Session.id)
    ).all()  # fmt: skip
    held = [
        SessionTime(
            row.id,
            row.began_at or row.starts_at,
            row.ended_at or row.ends_at,
            is_pause=row.kind.is_pause,
            is_by_place=row.by_place is not None,
        )
        for row in rows
        if row.cancelled_at is None
    ]
    sessions = [each._replace(is_open=not _has_neighbour(each, held)) for each in held]
    return Timetable(event.tz, event.starts_at, event.ends_at, sessions), {row.ref: row.id for row in rows}


def _has_neighbour(session: SessionTime, held: list[SessionTime]) -> bool:
    """Does another session go on at the same time?"""
    return any(
        each.id != session.id
        and not each.is_pause
        and each.starts_at < session.ends_at
        and session.starts_at < each.ends_at
        for each in held
    )
