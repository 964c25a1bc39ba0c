"""Signs for the doors of rooms: a page for each room and day, its name in both languages, and what happens there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.programme.models import Room, Session
from eventapp.reports.booklet import Hand, Values, session_values
from eventapp.typeset import pdf

LABELS = {"cancelled": N_("Cancelled"), "nothing": N_("No session takes place here yet")}
MOST_ROOMS = 25  # in one file: of a week each, that is some seconds of typesetting


def files(rooms: int) -> list[tuple[int, int]]:
    """Return into which files the signs of so many rooms are divided: the numbers of their first and last room."""
    return [(first, min(first + MOST_ROOMS - 1, rooms)) for first in range(1, max(rooms, 1) + 1, MOST_ROOMS)]


def signs_pdf(event: Event, signs: Sequence[Values], *, words: Mapping[str, str], accent: str, locale: str) -> bytes:
    """Return the signs as a PDF, A4 across."""
    around = {"title": event.title_in(locale), "accent": accent, "locale": locale, "words": words}
    return pdf("door_sign", {**around, "signs": signs})


def signs(event: Event, rooms: Iterable[Room], sessions: Iterable[Session], hand: Hand) -> list[Values]:
    """Return a sign for each room, in their order, and day; a room without a session has one that says so."""
    held: dict[int | None, dict[date | None, list[Session]]] = defaultdict(dict)
    for session in sessions:
        day = session.starts_at.astimezone(event.tz).date()
        held[session.room_id].setdefault(day, []).append(session)
    return [
        {**_names(room, hand), "day": hand.day(day, event.zone) if day else "", "sessions": _lines(event, there, hand)}
        for room in rooms
        for day, there in (held[room.id] or {None: []}).items()
    ]


def _names(room: Room, hand: Hand) -> Values:
    name, other = room.name_in(hand.locale), room.name if hand.locale == "en" else room.name_en
    return {"room": name, "other": "" if other == name else other}


def _lines(event: Event, sessions: Iterable[Session], hand: Hand) -> list[Values]:
    return [session_values(event, each, hand) | {"other": _other_title(each, hand)} for each in sessions]


def _other_title(session: Session, hand: Hand) -> str:
    other = session.title if hand.locale == "en" else session.title_en
    return "" if other == session.title_in(hand.locale) else other
