"""What evidence adds up to: spells, each from when to when someone was there, how, and how well that is known.

A pure function of the set of evidence: neither the order of arrival nor repetition counts.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from eventapp.events.models import Mode
from eventapp.presence.models import Level, Sign, Source
from eventapp.presence.timetable import Timetable

_TOLD = itemgetter(0, 1)  # the time, then the order


def _said(piece: "Piece") -> tuple[datetime, tuple[str, int, str]]:
    """When a step was said: a tick, taken back and made again, whatever time each of them vouches for."""
    return piece.said_at or piece.at, piece.order


class Piece(NamedTuple):
    """One piece of evidence about someone. In order of `order` the pieces are told: time, device, sequence, number."""

    at: datetime
    order: tuple[str, int, str]
    sign: Sign
    source: Source
    level: Level
    mode: Mode
    session_id: int | None = None
    site_id: int | None = None
    until: datetime | None = None
    said_at: datetime | None = None  # of a roll call, which vouches for an earlier time


class Spell(NamedTuple):
    """Someone was there from then to then. `is_open`: nobody has seen him leave."""

    start: datetime
    end: datetime
    level: Level
    mode: Mode
    session_id: int | None
    site_id: int | None
    is_open: bool


def spells(pieces: Iterable[Piece], timetable: Timetable, *, at: datetime) -> list[Spell]:
    """Return the spells that follow from the pieces as far as they are known at that moment; links opened are none.

    Who came and was not seen to leave is there until the session, or the day of the event, is over.
    """
    several = pieces if isinstance(pieces, list) else list(pieces)
    if len(several) == 1 and several[0].sign is Sign.SPAN:
        return [_span(several[0])] if several[0].level is not Level.E else []
    told = sorted({each for each in several if each.level is not Level.E}, key=_TOLD)
    if len(told) == 1 and told[0].sign is Sign.IN:  # most people come by one door, once
        return [_open(told[0], timetable, at)]
    found = [_span(each) for each in told if each.sign is Sign.SPAN]
    for steps in _by_place(told, timetable):
        found += _walked(steps, timetable, at)
    return sorted(found, key=lambda spell: (spell.start, spell.end, spell.level, spell.mode))


def _by_place(told: list[Piece], timetable: Timetable) -> Iterator[list[Piece]]:
    """Yield the steps in and out that belong together: by one kind of door, at one place, on one day."""
    places: dict[tuple[object, ...], list[Piece]] = {}
    for each in told:
        if each.sign is not Sign.SPAN:
            day = timetable.day_of(each.at).begins_at
            places.setdefault((each.source, each.session_id, day), []).append(each)
    yield from places.values()


def _walked(steps: list[Piece], timetable: Timetable, at: datetime) -> list[Spell]:
    """Go through the steps as checkin.entries does: a second `in` says nothing new, an undo takes the last one back."""
    walked: list[tuple[Piece, Piece | None]] = []
    for step in sorted(steps, key=_said):
        is_inside = bool(walked) and walked[-1][1] is None
        if step.sign is Sign.IN and not is_inside:
            walked.append((_again(step) if walked else step, None))
        elif step.sign is Sign.OUT and is_inside:
            walked[-1] = (walked[-1][0], step)
        elif step.sign is Sign.UNDO and is_inside:
            walked.pop()
        elif step.sign is Sign.UNDO and walked:
            walked[-1] = (walked[-1][0], None)
    return [_open(came, timetable, at) if left is None else _closed(came, left) for came, left in walked]


def _again(step: Piece) -> Piece:
    """Who left and is named once more vouches for nothing before: he is back from when that is said."""
    return step if step.said_at is None else step._replace(at=step.said_at)


def _open(came: Piece, timetable: Timetable, at: datetime) -> Spell:
    """Until the end that is known; during it, until now. What lies ahead (a clock that is off) is taken at its word."""
    session = timetable.by_id.get(came.session_id) if came.session_id is not None else None
    day = timetable.day_of(came.at)
    over = session.ends_at if session is not None else day.over_at
    if over <= came.at:
        over = day.ends_at
    end = over if came.at > at else min(over, at)
    return Spell(came.at, end, came.level, came.mode, came.session_id, came.site_id, True)


def _closed(came: Piece, left: Piece) -> Spell:
    return Spell(came.at, max(came.at, left.at), came.level, came.mode, came.session_id, came.site_id, False)


def _span(piece: Piece) -> Spell:
    until = piece.until or piece.at
    return Spell(piece.at, max(piece.at, until), piece.level, piece.mode, piece.session_id, piece.site_id, False)
