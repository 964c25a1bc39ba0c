"""From the rows of a report to people, and when each of them was there."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from eventapp.errors import N_
from eventapp.names import fold, fold_email
from eventapp.platforms import dates
from eventapp.platforms.models import Platform
from eventapp.platforms.reading import Line, Sheet
from eventapp.presence.timetable import Interval, unite
from eventapp.spreadsheets import UnreadableSheet

NOT_A_TIME = N_("The time “%(given)s” cannot be read.")
NO_TIME = N_("It does not say when somebody was there.")
BACKWARDS = N_("It ends before it begins: %(given)s.")
MOST_UNREAD = 200  # rows that are shown as unread; more of them tell nothing new
_MINUTE = timedelta(minutes=1)
_ROUNDED = timedelta(seconds=90)  # platforms round durations to minutes
_LONGEST = timedelta(hours=36)


class NoTimes(UnreadableSheet):
    """Not one row says when somebody was there."""

    code = "no_times"
    message = N_(
        "No row of this file says in a way that can be read when somebody was there. The first says: “%(given)s”."
    )


class NeedsSession(UnreadableSheet):
    """The file has no dates, and the event several days or sessions."""

    code = "needs_session"
    message = N_("This file does not say on which day it was. Please choose the session that it is about.")


@dataclass(frozen=True)
class Frame:
    """What a file is read against: its zone, and from when to when the session or the event was."""

    zone: tzinfo
    starts_at: datetime
    ends_at: datetime
    is_session: bool = False

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.starts_at.astimezone(self.zone).date(), self.ends_at.astimezone(self.zone).date()


@dataclass
class Someone:
    """One person of a report. `stays` are as the file has them, in order, each once."""

    number: int
    name: str
    email: str
    identifier: str
    stays: list[Interval] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What tells him from others: the address, the name and the identifier."""
        return hashlib.sha256(f"{self.email}|{fold(self.name)}|{self.identifier}".encode()).hexdigest()

    @property
    def minutes(self) -> int:
        """How long he was there, rejoins united."""
        return int(sum((end - start for start, end in unite(self.stays)), timedelta()) / _MINUTE)


@dataclass
class Reading:
    """A report as it was read. Whoever has no stay was only in the waiting room."""

    platform: Platform
    rows: int
    is_timed: bool
    people: list[Someone] = field(default_factory=list)
    unread: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def extent(self) -> Interval | None:
        """The first and the last moment in it."""
        stays = [stay for each in self.people for stay in each.stays]
        return (min(start for start, _end in stays), max(end for _start, end in stays)) if stays else None


@dataclass(frozen=True)
class _Manner:
    """How the times of a file are meant."""

    zone: tzinfo
    is_month_first: bool
    day: date | None
    meeting: Interval | None

    def moment(self, text: str) -> datetime | None:
        written = dates.read_moment(text)
        if written is None:
            return None
        return dates.moment(written, self.zone, month_first=self.is_month_first, day=self.day)


def read_people(sheet: Sheet, frame: Frame) -> Reading:
    """Return who stands in a report, and when they were there. Raises NoTimes, NeedsSession."""
    is_timed = any(line.joined for line in sheet.lines)
    manner = _manner(sheet, frame, is_timed=is_timed)
    reading = Reading(sheet.platform, len(sheet.lines), is_timed)
    people: dict[str, Someone] = {}
    for line in sheet.lines:
        identifier = "".join(line.identifier.split())[:64]
        someone = Someone(line.number, line.name[:255], fold_email(line.email)[:255], identifier)
        someone = people.setdefault(someone.key, someone)
        if not line.is_waiting:
            _add(someone, line, manner, reading)
    unread = {number for number, _message, _given in reading.unread}
    reading.people = [each for each in people.values() if each.stays or each.number not in unread]
    for each in reading.people:
        each.stays = sorted(set(each.stays))
    if reading.extent is None and reading.unread:
        given, called = reading.unread[0][2], sheet.lines[0].name
        raise NoTimes(given=given or called)
    reading.unread = reading.unread[:MOST_UNREAD]
    return reading


def within(start: datetime, end: datetime, length: timedelta) -> list[Interval]:
    """Return so long a stay between two moments of which the file does not say which part of them it was.

    The first and the last moment are kept, so that nobody is called late or gone early whom nothing shows to be.
    """
    if length <= timedelta():
        return []
    if length >= end - start - _ROUNDED:
        return [(start, end)]
    if length <= 2 * _MINUTE:
        return [(start, start + length)]
    return [(start, start + length - _MINUTE), (end - _MINUTE, end)]


def _manner(sheet: Sheet, frame: Frame, *, is_timed: bool) -> _Manner:
    texts = [text for line in sheet.lines for text in (line.joined, line.left)] + [sheet.starts, sheet.ends]
    written = [found for text in texts if text and (found := dates.read_moment(text)) is not None]
    month_first = dates.is_month_first(written, frame.days)
    first, last = frame.days
    day = first if first == last else None
    manner = _Manner(frame.zone, month_first, day, None)
    starts_at, ends_at = manner.moment(sheet.starts), manner.moment(sheet.ends)
    meeting = (starts_at, ends_at) if starts_at and ends_at and starts_at < ends_at else None
    if day is None and starts_at is not None:
        day = starts_at.astimezone(frame.zone).date()
    if day is None and any(each.numbers is None for each in written):
        raise NeedsSession
    if meeting is None and not is_timed:
        if not frame.is_session:
            raise NeedsSession
        meeting = (frame.starts_at, frame.ends_at)
    return _Manner(frame.zone, month_first, day, meeting)


def _add(someone: Someone, line: Line, manner: _Manner, reading: Reading) -> None:
    """Add when he was there by that row, or why that cannot be read."""
    seconds = dates.seconds_in(line.duration) if line.duration else None
    length = None if seconds is None else timedelta(seconds=seconds)
    if not line.joined:
        if length is None or manner.meeting is None:
            reading.unread.append((line.number, NO_TIME, ""))
        else:
            someone.stays += within(*manner.meeting, length)
        return
    joined = manner.moment(line.joined)
    left = manner.moment(line.left) if line.left else _end(joined, length, manner)
    if joined is None or left is None:
        reading.unread.append((line.number, NOT_A_TIME, (line.joined if joined is None else line.left)[:80]))
        return
    if left < joined and not _is_dated(line.left):
        left += timedelta(days=1)  # past midnight
    if not joined <= left <= joined + _LONGEST:
        reading.unread.append((line.number, BACKWARDS, f"{line.joined} – {line.left}"[:80]))
        return
    someone.stays += within(joined, left, length) if length else [(joined, left)]


def _end(joined: datetime | None, length: timedelta | None, manner: _Manner) -> datetime | None:
    """Return when somebody left of whom only the coming is written."""
    if joined is None:
        return None
    if length is not None:
        return joined + length
    return manner.meeting[1] if manner.meeting and manner.meeting[1] >= joined else None


def _is_dated(text: str) -> bool:
    written = dates.read_moment(text)
    return written is not None and written.numbers is not None


def intervals(stays: Sequence[Sequence[str]]) -> list[Interval]:
    """Return stays as they are kept (ISO) as moments."""
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in stays]
