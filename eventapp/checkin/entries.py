"""Who is inside: an entry is a unique key that doors race for; an `out` opens the next spell."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from eventapp.checkin.models import Direction, Entry, Verdict
from eventapp.database import change, db

_entries = cast(Table, Entry.__table__)


@dataclass(frozen=True)
class Outcome:
    """What the door says, and when and where whoever is already inside came in."""

    verdict: Verdict
    first_in_at: datetime | None = None
    first_in_gate: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Someone at a place on a day (the event's local date), going in or out or taking the last step back."""

    event_id: int
    ticket_id: int
    place: str
    day: date
    direction: Direction
    at: datetime
    gate: str

    @property
    def key(self) -> dict[str, Any]:
        """What is arbitrated."""
        return {"ticket_id": self.ticket_id, "place": self.place, "day": self.day}


def arbitrate(step: Step) -> Outcome:
    """Try to enter, leave or undo; of many doors at once one admits."""
    if step.direction is Direction.IN:
        return _enter(step)
    if step.direction is Direction.UNDO:
        return _undo(step.key)
    change(update(Entry).filter_by(**step.key, left_at=None).values(left_at=step.at))
    return Outcome(Verdict.LEFT)


def _enter(step: Step) -> Outcome:
    connection = db.session.connection()
    values = {**step.key, "event_id": step.event_id, "entered_at": step.at, "gate": step.gate}
    entered = connection.execute(_entering(connection.dialect.name), values).scalar()
    if entered is not None:
        return Outcome(Verdict.ADMITTED)
    first = db.session.execute(
        select(Entry.entered_at, Entry.gate).filter_by(**step.key).order_by(Entry.spell.desc()).limit(1)
    ).one_or_none()
    if first is None:  # undone at another door since it stood in the way
        return _enter(step)
    return Outcome(Verdict.ALREADY_IN, first.entered_at, first.gate)


def _undo(key: dict[str, Any]) -> Outcome:
    """Take the last step back: an open entry goes, a closed one opens again, and its holder is inside as before."""
    last = db.session.execute(
        select(Entry.spell, Entry.left_at, Entry.entered_at, Entry.gate)
        .filter_by(**key)
        .order_by(Entry.spell.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return Outcome(Verdict.LEFT)
    this = {**key, "spell": last.spell}
    if last.left_at is None:
        change(delete(Entry).filter_by(**this))
        return Outcome(Verdict.LEFT)
    change(update(Entry).filter_by(**this).values(left_at=None))
    return Outcome(Verdict.ALREADY_IN, last.entered_at, last.gate)


@cache
def _entering(dialect: str) -> ReturningInsert[int]:
    """Insert the next spell, unless the present one is still open; returns its number then."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    ticket, place, day = (bindparam(name, type_=_entries.c[name].type) for name in ("ticket_id", "place", "day"))
    key = and_(_entries.c.ticket_id == ticket, _entries.c.place == place, _entries.c.day == day)
    spells_over = select(func.count()).select_from(_entries).where(key, _entries.c.left_at.is_not(None))
    named = ("ticket_id", "place", "day", "event_id", "entered_at", "gate")
    values = {name: bindparam(name, type_=_entries.c[name].type) for name in named}
    return (
        insert(_entries)
        .values(**values, spell=spells_over.scalar_subquery())
        .on_conflict_do_nothing()
        .returning(_entries.c.spell)
    )
