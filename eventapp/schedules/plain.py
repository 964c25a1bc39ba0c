"""A programme as plain values: what every format of a schedule is written from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from eventapp.calendar_values import clean
from eventapp.names import fold

GENERATOR = "eventapp"
TIMESLOT = "00:05"
_CODE_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NONCHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF))  # XML 1.0 has no way to say them


@dataclass(frozen=True)
class Speaker:
    """Somebody on the platform; `id` and `guid` stay the same for ever."""

    id: int
    guid: str
    name: str
    url: str


@dataclass(frozen=True)
class Place:
    """A room, or the main site for sessions without one; never a bridge point."""

    name: str
    guid: str


@dataclass(frozen=True)
class Talk:
    """One session. `id` and `guid` stay the same for ever; `language` is "" where nobody said it."""

    id: int
    guid: str
    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    place: Place
    url: str
    abstract: str = ""
    track: str = ""
    language: str = ""
    speakers: tuple[Speaker, ...] = ()

    @property
    def code(self) -> str:
        """Six digits and capitals that name the session within its instance: its number to the base of 36."""
        number, digits = self.id, ""
        while number:
            number, rest = divmod(number, 36)
            digits = _CODE_DIGITS[rest] + digits
        return digits.rjust(6, "0")


@dataclass(frozen=True)
class Schedule:
    """A conference and its talks, in order of time. `address` is where the document itself is fetched."""

    slug: str
    title: str
    version: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    address: str
    page: str
    colour: str
    talks: tuple[Talk, ...] = ()

    @property
    def acronym(self) -> str:
        """The event's word in addresses, as both formats allow it: a to z, digits and underlines, four at least."""
        word = re.sub("[^a-z0-9]+", "_", self.slug.lower()).strip("_")
        return word if len(word) >= 4 else f"conf_{word}"

    @property
    def tracks(self) -> list[str]:
        """The tracks, in order of first appearance."""
        return list(dict.fromkeys(talk.track for talk in self.talks if talk.track))

    @property
    def places(self) -> list[Place]:
        """The rooms, in order of first appearance, each name once."""
        found: dict[str, Place] = {}
        for talk in self.talks:
            found.setdefault(talk.place.name, talk.place)
        return list(found.values())

    def slug_of(self, talk: Talk) -> str:
        """Return a word for the talk that no other has."""
        return f"{self.acronym}-{talk.code.lower()}"


@dataclass(frozen=True)
class Day:
    """A day of the conference, from midnight to midnight of its zone, and what begins on it, by place."""

    index: int
    on: date
    starts_at: datetime
    ends_at: datetime
    talks: dict[Place, list[Talk]]


def days_of(schedule: Schedule) -> list[Day]:
    """Return the days that have talks; the first day of the conference where there is none at all."""
    zone = ZoneInfo(schedule.zone)
    by_day = groupby(schedule.talks, lambda talk: talk.starts_at.astimezone(zone).date())
    found = [(on, list(talks)) for on, talks in by_day] or [(schedule.starts_at.astimezone(zone).date(), [])]
    return [
        Day(index, on, *_bounds(on, zone), {place: list(held) for place, held in _by_place(schedule, talks)})
        for index, (on, talks) in enumerate(found, start=1)
    ]


def moment(at: datetime, zone: str) -> str:
    """Return the moment with the zone's offset; in UTC where that has seconds, as before 1911, and nobody reads it."""
    local = at.astimezone(ZoneInfo(zone))
    offset = local.utcoffset() or timedelta()
    return (local if offset.seconds % 60 == 0 else at.astimezone(UTC)).isoformat(timespec="seconds")


def minutes(length: timedelta) -> str:
    """Return a duration as HH:MM, at most 99:59, which is as long as the formats go."""
    total = min(int(length.total_seconds()) // 60, 99 * 60 + 59)
    return f"{total // 60:02}:{total % 60:02}"


def written(text: str) -> str:
    """Return the text as any document can carry it."""
    return clean(text.translate(_NONCHARACTERS))


def track_slug(name: str) -> str:
    """Return a track's name as a slug that begins with a letter."""
    return f"track-{fold(name).replace(' ', '-')}"[:64].rstrip("-")


def _bounds(on: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    midnight = datetime.combine(on, time(), zone)
    return midnight, datetime.combine(on + timedelta(days=1), time(), zone)


def _by_place(schedule: Schedule, talks: list[Talk]) -> Iterator[tuple[Place, list[Talk]]]:
    for place in schedule.places:
        if held := [talk for talk in talks if talk.place.name == place.name]:
            yield place, held
