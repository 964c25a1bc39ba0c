"""Moments and durations as schedules write them, and as they write them wrong."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_YEARS = range(1900, 2200)
_SHORT_OFFSET = re.compile(r"([+-])(\d:\d\d)$", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:.hH](\d{1,2})(?::\d{1,2}(?:\.\d+)?)?", re.ASCII)
_DURATION = re.compile(r"(\d{1,4}):(\d{1,4})(?::(\d{1,2})(?:\.\d+)?)?", re.ASCII)
_ISO_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?", re.ASCII
)
_LONGEST = timedelta(days=366)


def read_moment(text: str) -> datetime | None:
    """Return a moment by ISO 8601, naive where it bears no offset; None for what is none, a day alone included."""
    text = _SHORT_OFFSET.sub(r"\g<1>0\2", text.strip())
    if len(text) > 40 or not re.search("[T ]", text):
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "T", 1))
    except ValueError:
        return None
    return moment if moment.year in _YEARS else None


def read_day(text: str) -> date | None:
    """Return the day at the beginning of a date or a moment by ISO 8601."""
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def read_clock(text: str) -> timedelta | None:
    """Return how long after midnight it is at 9:05, 09:05:00 or, of the night after, 25:30."""
    found = _CLOCK.fullmatch(text.strip()[:20])
    if found is None or int(found[1]) >= 48 or int(found[2]) >= 60:
        return None
    return timedelta(hours=int(found[1]), minutes=int(found[2]))


def read_duration(text: str) -> timedelta | None:
    """Return a duration as 1:30, 00:90, 01:30:00, PT1H30M or plain minutes; None where it is none or not positive."""
    text = text.strip()[:30]
    if found := _DURATION.fullmatch(text):
        length = timedelta(hours=int(found[1]), minutes=int(found[2]), seconds=int(found[3] or 0))
    elif found := _ISO_DURATION.fullmatch(text):
        weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups())
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    elif text.isdecimal() and text.isascii() and len(text) < 6:
        length = timedelta(minutes=int(text))
    else:
        return None
    return length if timedelta() < length <= _LONGEST else None


@lru_cache(maxsize=256)
def find_zone(name: str) -> ZoneInfo | None:
    """Return the zone of that IANA name, or None."""
    try:
        return ZoneInfo(name.strip()[:64]) if name.strip() else None
    except (KeyError, ValueError, OSError):
        return None


def at_local(day: date, clock: timedelta, zone: ZoneInfo) -> datetime:
    """Return the moment so long after midnight by the clock on the wall."""
    return datetime.combine(day, time()).replace(tzinfo=zone) + clock


def settled(moment: datetime, wall: timedelta | None, zone: ZoneInfo) -> tuple[datetime, bool]:
    """Return the moment that is meant, and whether its offset had to be taken for a mistake.

    Without an offset it is local time. An offset that the zone has in the other half of the year, beside a clock on
    the wall that agrees with the digits, is the usual slip about summer time: the clock on the wall counts.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone), False
    local = moment.replace(tzinfo=zone)
    if moment.utcoffset() == local.utcoffset():
        return moment, False
    digits = timedelta(hours=moment.hour, minutes=moment.minute)
    is_slip = wall is not None and wall == digits and moment.utcoffset() in _offsets(zone, moment.year)
    return (local, True) if is_slip else (moment, False)


@lru_cache(maxsize=256)
def _offsets(zone: ZoneInfo, year: int) -> set[timedelta | None]:
    return {datetime(year, month, 1, tzinfo=UTC).astimezone(zone).utcoffset() for month in range(1, 13)}
