"""The programme as people read it: by day, and what begins at the same time side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from eventapp import names
from eventapp.events.models import Event
from eventapp.programme.models import Session, Track


@dataclass(frozen=True)
class Slot:
    """Sessions that begin at the same moment, in the order of their rooms. It ends with the last of them."""

    starts_at: datetime
    ends_at: datetime
    sessions: tuple[Session, ...]


def days_of(event: Event, sessions: Iterable[Session]) -> list[tuple[date, list[Slot]]]:
    """Return the sessions (given in order of time) by day of the event's zone and by slot."""
    slots = [_slot(tuple(held)) for _start, held in groupby(sessions, lambda session: session.starts_at)]
    by_day = groupby(slots, lambda slot: slot.starts_at.astimezone(event.tz).date())
    return [(day, list(held)) for day, held in by_day]


def tracks_of(sessions: Iterable[Session]) -> dict[Track, int]:
    """Return the tracks in the organiser's order, and how many sessions each has."""
    found: dict[Track, int] = {}
    for session in sessions:
        if session.track is not None:
            found[session.track] = found.get(session.track, 0) + 1
    return dict(sorted(found.items(), key=lambda each: (each[0].position, each[0].id)))


def chosen(
    sessions: Iterable[Session], *, words: str = "", kind: str = "", room: str = "", track: str = ""
) -> list[Session]:
    """Return the sessions of that kind, room and track (by reference), in which all the words are found.

    Looked in are the titles in both languages and the names of who is on the platform; case and accents do not matter.
    """
    terms = names.search_terms(words)
    return [
        each
        for each in sessions
        if (not kind or each.kind.value == kind)
        and (not room or (each.room is not None and each.room.ref == room))
        and (not track or (each.track is not None and each.track.ref == track))
        and _has(each, terms)
    ]


def _has(session: Session, terms: Iterable[str]) -> bool:
    people = (seat.person.full_name for seat in session.platform)
    words = names.search_key(" ".join((session.title, session.title_en, *people))).split()
    return all(any(word.startswith(term) for word in words) for term in terms)


def _slot(sessions: tuple[Session, ...]) -> Slot:
    in_order = tuple(sorted(sessions, key=lambda each: (each.room is None, each.room.position if each.room else 0)))
    return Slot(sessions[0].starts_at, max(session.ends_at for session in sessions), in_order)
