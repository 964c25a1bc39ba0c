"""Attendance derived from evidence: present, late, left early, excused or absent; how, how well known, for how long.

Pure functions of spells and rulings: kept nowhere, so that what is shown is always what the evidence says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from eventapp.events.models import Mode
from eventapp.presence.models import Judgement, Level
from eventapp.presence.spells import Spell
from eventapp.presence.timetable import Interval, SessionTime, Timetable, overlap, unite

MINUTE = timedelta(minutes=1)
SEEN_LATELY = timedelta(seconds=150)  # whoever was online so lately is there: some missed heartbeats prove nothing
_ORDER = {mode: place for place, mode in enumerate(Mode)}


class State(StrEnum):
    """What a report says of someone."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


@dataclass(frozen=True)
class Limits:
    """The event's thresholds, in minutes and percent; see models.Threshold."""

    late: int = 15
    early: int = 15
    online_minutes: int = 10
    online_percent: int = 50


@dataclass(frozen=True)
class Scope:
    """What is asked about: the event as a whole, one of its days, or one session."""

    session: SessionTime | None = None
    day: date | None = None


class Ruled(NamedTuple):
    """A ruling, with what orders it among others."""

    at: datetime
    number: int
    session_id: int | None
    judgement: Judgement
    mode: Mode | None


class Attendance(NamedTuple):
    """What follows for one person. `mode`, `site_id` and `level` are the actual ones, of who was present.

    `level` is None for whoever the organiser says was present without any evidence.
    """

    state: State
    mode: Mode | None = None
    site_id: int | None = None
    level: Level | None = None
    minutes: int = 0
    arrived_at: datetime | None = None
    left_at: datetime | None = None  # None: still there, or nobody has seen him leave
    is_late: bool = False
    has_left_early: bool = False
    is_inside: bool = False
    is_ruled: bool = False


NOBODY = Attendance(State.ABSENT)


def judge(
    spells: Sequence[Spell],
    rulings: Iterable[Ruled],
    scope: Scope,
    timetable: Timetable,
    limits: Limits,
    *,
    at: datetime,
    has_place: bool = True,
) -> Attendance:
    """Return the attendance that follows at that moment. `has_place`: in a session that needs one."""
    ruling = _standing(rulings, scope) if rulings else None
    if not spells and ruling is None:
        return NOBODY
    counted = _counted(spells, scope, timetable, limits, at, has_place)
    seen = _present(counted, scope, timetable, limits, at) if counted else NOBODY
    if ruling is None:
        return seen
    if ruling.judgement is Judgement.ABSENT:
        return Attendance(State.ABSENT, is_ruled=True)
    if ruling.judgement is Judgement.PRESENT:
        mode = ruling.mode or seen.mode or Mode.HALL
        site = seen.site_id if mode is seen.mode else None
        return seen._replace(state=State.PRESENT, mode=mode, site_id=site, is_ruled=True)
    return Attendance(State.EXCUSED, is_ruled=True) if seen.state is State.ABSENT else seen


def _standing(rulings: Iterable[Ruled], scope: Scope) -> Ruled | None:
    """Return the ruling that stands: of a session its own, else an excuse from the event; of the event likewise.

    Whoever is ruled to have been in a session was at the event.
    """
    latest: dict[int | None, Ruled] = {}
    for each in sorted(rulings, key=lambda each: (each.at, each.number)):
        latest[each.session_id] = each
    mine = {key: each for key, each in latest.items() if each.judgement is not Judgement.WITHDRAWN}
    whole = mine.get(None)
    if scope.session is not None:
        excused = whole if whole is not None and whole.judgement is Judgement.EXCUSED else None
        return mine.get(scope.session.id, excused)
    if whole is not None:
        return whole
    there = [each for each in mine.values() if each.judgement is Judgement.PRESENT]
    return min(there, key=lambda each: (each.at, each.number), default=None)


def _counted(
    spells: Sequence[Spell], scope: Scope, timetable: Timetable, limits: Limits, at: datetime, has_place: bool
) -> Sequence[Spell]:
    """Return the spells that prove presence in the scope; time on the join page only where there is enough of it."""
    session, mine = scope.session, spells
    if session is not None:
        counts_whole = has_place if session.is_by_place else session.is_open
        mine = [each for each in spells if _is_of(each, session, counts_whole)]
    elif scope.day is not None:
        day = timetable.day(scope.day)
        mine = [each for each in spells if day.begins_at <= each.start < day.ends_at]
    if not any(each.level is Level.D for each in mine):
        return mine
    online = [each for each in mine if each.level is Level.D]
    if _is_enough(online, session, timetable, limits, at):
        return mine
    return [each for each in mine if each.level is not Level.D]


def _is_of(spell: Spell, session: SessionTime, counts_whole: bool) -> bool:
    """Was the spell in this session: noted there, or at the event while it went on?"""
    if spell.session_id is not None:
        return spell.session_id == session.id
    return counts_whole and spell.start < session.ends_at and session.starts_at < spell.end


def _is_enough(
    online: list[Spell], session: SessionTime | None, timetable: Timetable, limits: Limits, at: datetime
) -> bool:
    """Was the join page open long enough: in the session, or in any of the event's, as far as they have gone?"""
    there = unite([(each.start, each.end) for each in online])
    asked = [session] if session is not None else [each for each in timetable.sessions if not each.is_pause]
    if not asked:
        return _length(there) >= limits.online_minutes * MINUTE
    for each in asked:
        until = min(at, each.ends_at) if at > each.starts_at else each.ends_at
        gone = until - each.starts_at
        needed = max(min(limits.online_minutes * MINUTE, gone), gone * limits.online_percent / 100)
        both = overlap(there, [(each.starts_at, each.ends_at)])
        if both and both >= needed:
            return True
    return False


def _present(counted: Sequence[Spell], scope: Scope, timetable: Timetable, limits: Limits, at: datetime) -> Attendance:
    session = scope.session
    working = [(session.starts_at, session.ends_at)] if session else timetable.working(scope.day)
    if len(counted) == 1:
        return _from_one(counted[0], scope, timetable, limits, at, working)
    there = unite([(each.start, each.end) for each in counted])
    best = _best(counted, working)
    measured = [each for each in counted if each.level is not Level.F]
    first, last = (measured[0], max(measured, key=lambda each: each.end)) if measured else (None, None)
    return Attendance(
        State.PRESENT,
        mode=best.mode,
        site_id=best.site_id,
        level=min(each.level for each in counted),
        minutes=int((overlap(there, working) if working else _length(there)) / MINUTE),
        arrived_at=first.start if first else None,
        left_at=last.end if last and not last.is_open else None,
        is_late=first is not None and _is_late(first, session, timetable, limits),
        has_left_early=last is not None and _left_early(last, session, timetable, limits, at),
        is_inside=any(_is_inside(each, at) for each in counted),
    )


def _from_one(
    spell: Spell, scope: Scope, timetable: Timetable, limits: Limits, at: datetime, working: list[Interval]
) -> Attendance:
    """Return the same for whoever has one spell, as most have: there is nothing to unite and nothing to weigh."""
    session, is_measured = scope.session, spell.level is not Level.F
    there = [(spell.start, spell.end)] if spell.start < spell.end else []
    return Attendance(
        State.PRESENT,
        spell.mode,
        spell.site_id,
        spell.level,
        int((overlap(working, there) if working else _length(there)) / MINUTE),
        spell.start if is_measured else None,
        spell.end if is_measured and not spell.is_open else None,
        is_measured and _is_late(spell, session, timetable, limits),
        is_measured and _left_early(spell, session, timetable, limits, at),
        _is_inside(spell, at),
    )


def _best(counted: Sequence[Spell], working: list[Interval]) -> Spell:
    """Return a spell of the mode in which someone was: the best known one, then the longest, then the hall first."""
    modes: dict[Mode, list[Spell]] = {}
    for each in counted:
        modes.setdefault(each.mode, []).append(each)
    if len(modes) > 1:
        ranked = min(modes.items(), key=lambda item: (_level(item[1]), -_time(item[1], working), _ORDER[item[0]]))
        counted = ranked[1]
    level = _level(counted)
    return max((each for each in counted if each.level is level), key=lambda each: each.start)


def _level(spells: Sequence[Spell]) -> Level:
    return min(each.level for each in spells)


def _time(spells: list[Spell], working: list[Interval]) -> timedelta:
    there = unite([(each.start, each.end) for each in spells])
    return overlap(there, working) if working else _length(there)


def _length(there: list[Interval]) -> timedelta:
    return sum((end - start for start, end in there), timedelta())


def _is_late(first: Spell, session: SessionTime | None, timetable: Timetable, limits: Limits) -> bool:
    """Did the first spell begin too long after the session, or the day on which it was, had begun?"""
    begins = session.starts_at if session else timetable.day_of(first.start).opens_at
    return begins is not None and first.start > begins + limits.late * MINUTE


def _left_early(last: Spell, session: SessionTime | None, timetable: Timetable, limits: Limits, at: datetime) -> bool:
    """Was the end of the last spell seen, too long before the end? Not before that end: he may come back."""
    ends = session.ends_at if session else timetable.day_of(last.start).closes_at
    return ends is not None and ends <= at and not last.is_open and last.end < ends - limits.early * MINUTE


def _is_inside(spell: Spell, at: datetime) -> bool:
    if spell.is_open:
        return spell.start <= at <= spell.end
    return spell.level not in (Level.A, Level.F) and spell.start <= at < spell.end + SEEN_LATELY
