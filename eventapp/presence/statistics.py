"""Figures for afterwards: who came by when, how long people were online, and from which time zones."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from eventapp.database import db
from eventapp.directory.models import Organisation, Person
from eventapp.events.models import Event, Mode
from eventapp.presence.attending import Line
from eventapp.presence.judging import State
from eventapp.presence.situation import arrivals_of
from eventapp.registration.models import DEAD, Registration

BUCKET = 30  # minutes
MOST_BUCKETS = 24


@dataclass(frozen=True)
class OfZone:
    """How many at one distance from UTC are registered and were present; `zones` are theirs, the fullest first."""

    zones: Sequence[str]
    offset: int  # minutes, when the event starts
    registered: int
    present: int


def arrivals_of_first_day(lines: Sequence[Line], event: Event) -> Sequence[tuple[datetime, dict[Mode, int]]]:
    """Return who had come by when on the first day on which anybody came; a second arrival is none."""
    came = [line.attendance.arrived_at for line in lines if line.attendance.arrived_at is not None]
    if not came:
        return []
    first = min(came).astimezone(event.tz).date()
    mine = [
        line
        for line in lines
        if line.attendance.arrived_at is not None and line.attendance.arrived_at.astimezone(event.tz).date() == first
    ]
    return arrivals_of(mine, max(line.attendance.arrived_at for line in mine if line.attendance.arrived_at))


def minutes_online(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return how many were online so many minutes: from that minute on, half an hour each; the last one and beyond."""
    counted = Counter(
        min(line.attendance.minutes // BUCKET, MOST_BUCKETS) for line in lines if line.attendance.mode is Mode.ONLINE
    )
    return [(each * BUCKET, counted[each]) for each in range(max(counted) + 1)] if counted else []


def zones_of(event: Event, lines: Sequence[Line]) -> list[OfZone]:
    """Return the zones people are in, from west to east: their own, else of their organisation, else of the event."""
    asked = (
        select(Registration.id, func.coalesce(Person.zone, Organisation.zone, event.zone))
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Registration.event_id == event.id, Registration.status.not_in(DEAD))
    )
    homes: dict[int, str] = {row[0]: row[1] for row in db.session.execute(asked)}
    offsets = {zone: _offset(event.starts_at, zone) for zone in set(homes.values())}
    registered = Counter(homes[line.registration_id] for line in lines)
    present = Counter(homes[line.registration_id] for line in lines if line.attendance.state is State.PRESENT)
    found = []
    for offset in sorted({offsets[zone] for zone in registered}):
        mine = sorted(
            (each for each in registered if offsets[each] == offset), key=lambda each: (-registered[each], each)
        )
        sums = (sum(counted[each] for each in mine) for counted in (registered, present))
        found.append(OfZone(mine, offset, *sums))
    return found


def _offset(at: datetime, zone: str) -> int:
    there = at.astimezone(ZoneInfo(zone)).utcoffset()
    return int(there.total_seconds() // 60) if there is not None else 0
