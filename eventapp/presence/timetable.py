"""The time that attendance is measured against: the sessions as they really were, and the days of the event."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]
_BEGINS = attrgetter("begins_at")


class SessionTime(NamedTuple):
    """A session as it really was. `is_open`: whoever is at the event during it is in it, unless `is_by_place`.

    Of sessions that go on side by side nobody can say in which of them someone is who was seen at the main door; a
    session that needs a place (`is_by_place`) is for whoever has one.
    """

    id: int
    starts_at: datetime
    ends_at: datetime
    is_pause: bool = False
    is_open: bool = True
    is_by_place: bool = False


class Day(NamedTuple):
    """A day in the event's zone: when it begins and ends by the clock, and from when to when there is something on.

    `opens_at` and `closes_at` are the first and the last moment of the sessions that are no pause; `over_at` is when
    nobody is at the event any more.
    """

    day: date
    begins_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    over_at: datetime


@dataclass(frozen=True)
class Timetable:
    """The sessions that take place, in order of time, in the zone of an event that lasts from then to then."""

    zone: ZoneInfo
    starts_at: datetime
    ends_at: datetime
    sessions: Sequence[SessionTime] = ()
    _days: dict[date, Day] = field(default_factory=dict)
    _known: list[Day] = field(default_factory=list)  # in order
    _working: dict[date | None, list[Interval]] = field(default_factory=dict)

    def day_of(self, at: datetime) -> Day:
        """Return the day on which the moment is."""
        place = bisect_right(self._known, at, key=_BEGINS)
        if place and at < self._known[place - 1].ends_at:
            return self._known[place - 1]
        day = self.day(at.astimezone(self.zone).date())
        self._known.insert(bisect_right(self._known, day.begins_at, key=_BEGINS), day)
        return day

    def day(self, day: date) -> Day:
        """Return that day."""
        if day not in self._days:
            self._days[day] = self._made(day)
        return self._days[day]

    @cached_property
    def days(self) -> list[date]:
        """The days of the event, and whatever else a session is on."""
        first, last = (at.astimezone(self.zone).date() for at in (self.starts_at, self.ends_at))
        mine = {first + timedelta(days=each) for each in range(min((last - first).days, 366) + 1)}
        return sorted(mine | {each.starts_at.astimezone(self.zone).date() for each in self.sessions})

    @cached_property
    def by_id(self) -> dict[int, SessionTime]:
        """The sessions by their number."""
        return {each.id: each for each in self.sessions}

    def working(self, day: date | None) -> list[Interval]:
        """Return when something was on, pauses left out, on that day or in all: what minutes are counted in."""
        if day not in self._working:
            mine = [each for each in self.sessions if not each.is_pause]
            if day is not None:
                of_day = self.day(day)
                mine = [each for each in mine if of_day.begins_at <= each.starts_at < of_day.ends_at]
            self._working[day] = unite([(each.starts_at, each.ends_at) for each in mine])
        return self._working[day]

    def _made(self, day: date) -> Day:
        begins, ends = (
            datetime.combine(each, time.min, self.zone).astimezone(UTC) for each in (day, day + timedelta(days=1))
        )
        mine = [each for each in self.sessions if begins <= each.starts_at < ends]
        working = [each for each in mine if not each.is_pause]
        known_ends = [each.ends_at for each in mine] + ([self.ends_at] if begins < self.ends_at <= ends else [])
        return Day(
            day,
            begins,
            ends,
            min((each.starts_at for each in working), default=None),
            max((each.ends_at for each in working), default=None),
            max(known_ends, default=ends),
        )


def unite(intervals: Collection[Interval]) -> list[Interval]:
    """Return the same time as intervals that neither overlap nor touch, in order; empty ones are left out."""
    united: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if united and start <= united[-1][1]:
            if end > united[-1][1]:
                united[-1] = (united[-1][0], end)
        else:
            united.append((start, end))
    return united


def overlap(one: Sequence[Interval], other: Sequence[Interval]) -> timedelta:
    """Return how long both last at once; both are united."""
    both, here, there = timedelta(), 0, 0
    while here < len(one) and there < len(other):
        start, end = max(one[here][0], other[there][0]), min(one[here][1], other[there][1])
        if start < end:
            both += end - start
        if one[here][1] < other[there][1]:
            here += 1
        else:
            there += 1
    return both
