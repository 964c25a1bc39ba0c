"""Everybody's attendance at an event, on a day of it or in a session, derived anew from the ledger."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, select

from eventapp.agenda.models import SignUp
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode
from eventapp.presence import ledger
from eventapp.presence.judging import Attendance, Limits, Ruled, Scope, State, judge
from eventapp.presence.spells import Piece, Spell, spells
from eventapp.presence.thresholds import limits_of, timetable_of
from eventapp.presence.timetable import SessionTime, Timetable
from eventapp.programme.models import Session
from eventapp.registration.models import DEAD, Registration, Status

_registrations = cast(Table, Registration.__table__)


class DidNotTakePlace(DomainError):
    """Nobody attends a session that was cancelled."""

    code = "did_not_take_place"
    message = N_("“%(session)s” was cancelled: nobody attends it.")


class Line(NamedTuple):
    """One live registration and its attendance. `mode` and `site_id` are the registered ones."""

    registration_id: int
    ref: str
    person_id: int
    delegation_id: int | None
    mode: Mode
    site_id: int | None
    status: Status
    is_stand_in: bool
    attendance: Attendance


@dataclass(frozen=True)
class Roll:
    """Everybody who counts in a scope, as it stands at a moment."""

    scope: Scope
    timetable: Timetable
    lines: Sequence[Line]
    at: datetime


@dataclass(frozen=True)
class Grounds:
    """What all attendance follows from, read once: judged for as many scopes as are asked for."""

    event: Event
    timetable: Timetable
    limits: Limits
    rows: Sequence[Any]
    pieces: dict[int, list[Piece]]
    rulings: dict[int, list[Ruled]]
    at: datetime

    def roll(self, scope: Scope, *, place_holders: set[int] | None = None) -> Roll:
        """Return everybody's attendance; of a session that needs a place, of its holders and of whoever came."""
        spelt = self.spells
        lines = []
        for row in self.rows:
            number = row.id
            mine, ruled = spelt.get(number, ()), self.rulings.get(number, ())
            has_place = place_holders is None or number in place_holders
            if not has_place and not _is_about(scope.session, mine, ruled):
                continue
            attendance = judge(mine, ruled, scope, self.timetable, self.limits, at=self.at, has_place=has_place)
            lines.append(Line._make((*row[:7], row.attends_for_id is not None, attendance)))
        return Roll(scope, self.timetable, lines, self.at)

    @cached_property
    def spells(self) -> dict[int, list[Spell]]:
        """The spells of everybody of whom there is evidence."""
        return {number: spells(mine, self.timetable, at=self.at) for number, mine in self.pieces.items()}


def grounds_of(event: Event, *, at: datetime, registration_id: int | None = None) -> Grounds:
    """Read what attendance follows from, of all live registrations or of one, in a constant number of statements."""
    timetable, sessions = timetable_of(event)
    columns = _registrations.c
    asked = select(
        columns.id, columns.ref, columns.person_id, columns.delegation_id, columns.mode, columns.site_id,
        columns.status, columns.attends_for_id,
    ).where(columns.event_id == event.id, columns.status.not_in(DEAD))  # fmt: skip
    if registration_id is not None:
        asked = asked.where(columns.id == registration_id)
    return Grounds(
        event,
        timetable,
        limits_of(event),
        db.session.connection().execute(asked).all(),
        ledger.pieces_of(event, sessions, registration_id=registration_id),
        ledger.rulings_of(event, registration_id=registration_id),
        at,
    )


def roll_of(event: Event, *, at: datetime, session: Session | None = None, day: date | None = None) -> Roll:
    """Return everybody's attendance at the event, on the day or in the session. Raises DidNotTakePlace."""
    with unhindered():
        grounds = grounds_of(event, at=at)
        scope = scope_of(grounds.timetable, session, day)
        return grounds.roll(scope, place_holders=holders_of(scope.session))


@contextmanager
def unhindered() -> Iterator[None]:
    """Let no garbage be looked for: half a million tuples are made that hold no circle, and it took half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def scope_of(timetable: Timetable, session: Session | None, day: date | None) -> Scope:
    """Return what is asked about. Raises DidNotTakePlace."""
    if session is None:
        return Scope(day=day)
    if session.id not in timetable.by_id:
        raise DidNotTakePlace(session=session.titles)
    return Scope(session=timetable.by_id[session.id])


def holders_of(session: SessionTime | None) -> set[int] | None:
    """Return who has a place in the session; None where it needs none."""
    if session is None or not session.is_by_place:
        return None
    asked = select(SignUp.registration_id).where(SignUp.session_id == session.id, SignUp.holds)
    return set(db.session.scalars(asked))


def count(lines: Iterable[Line], state: State) -> int:
    """Return how many are in that state."""
    return sum(1 for line in lines if line.attendance.state is state)


def _is_about(session: SessionTime | None, mine: Iterable[Spell], ruled: Iterable[Ruled]) -> bool:
    """Is there anything known of someone in that very session?"""
    if session is None:
        return False
    return any(each.session_id == session.id for each in mine) or any(each.session_id == session.id for each in ruled)
