"""The programme on paper: a booklet with its cover, its days, and who is on the platform."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from eventapp import names
from eventapp.directory.models import Person
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.programme import timetable, wording
from eventapp.programme.models import PlatformRole, Session
from eventapp.typeset import pdf

PAPERS = ("a4", "a5")
LABELS = {
    "programme": N_("Programme"),
    "when": N_("When"),
    "where": N_("Where"),
    "contents": N_("Contents"),
    "speakers": N_("Speakers"),
    "cancelled": N_("Cancelled"),
    "empty": N_("The programme is not published yet"),
    "page": N_("Page"),
}
Values = dict[str, Any]


@dataclass(frozen=True)
class Hand:
    """How moments and sentences are written in the reader's language; the edge knows."""

    locale: str
    translate: Callable[[str], str]
    clock_time: Callable[[datetime, str], str]
    day: Callable[[Any, str], str]


@dataclass(frozen=True)
class Booklet:
    """What stands around the sessions. `zone` and `as_of` are sentences, `accent` is #rrggbb, `paper` one of PAPERS."""

    title: str
    host: str
    when: str
    where: str
    zone: str
    as_of: str
    accent: str
    locale: str
    paper: str
    words: Mapping[str, str]
    days: list[Values] = field(default_factory=list)
    speakers: list[Values] = field(default_factory=list)


def booklet_pdf(booklet: Booklet) -> bytes:
    """Return the booklet as a PDF; the same values give the same bytes."""
    return pdf("programme", asdict(booklet))


def days(event: Event, sessions: Iterable[Session], hand: Hand) -> list[Values]:
    """Return the sessions (given in order of time) by day, as the booklet says them."""
    return [
        {
            "name": hand.day(day, event.zone),
            "sessions": [session_values(event, each, hand) for slot in slots for each in slot.sessions],
        }
        for day, slots in timetable.days_of(event, sessions)
    ]


def session_values(event: Event, session: Session, hand: Hand) -> Values:
    """Return a session as paper says it."""
    ends_on = hand.day(session.ends_at, event.zone)
    kind = hand.translate(wording.KINDS[session.kind])
    return {
        "starts": hand.clock_time(session.starts_at, event.zone),
        "ends": hand.clock_time(session.ends_at, event.zone),
        "ends_on": "" if ends_on == hand.day(session.starts_at, event.zone) else ends_on,
        "title": session.title_in(hand.locale) or kind,
        "kind": kind,
        "is_pause": session.kind.is_pause,
        "is_cancelled": session.cancelled_at is not None,
        "room": session.room.name_in(hand.locale) if session.room else "",
        "track": session.track.name_in(hand.locale) if session.track else "",
        "colour": session.track.colour if session.track else "",
        "platform": [_part(session, role, hand) for role in PlatformRole if session.people_as(role)],
        "abstract": [each for each in map(str.strip, session.abstract_in(hand.locale).splitlines()) if each],
    }


def speakers(event: Event, sessions: Iterable[Session], people: Iterable[Person], hand: Hand) -> list[Values]:
    """Return the people in the order given, each with their sessions that take place."""
    appearances: dict[int, dict[int, Session]] = {}
    for session in sessions:
        for seat in session.platform if session.cancelled_at is None else ():
            appearances.setdefault(seat.person_id, {})[session.id] = session
    return [
        _person(each, hand)
        | {"sessions": [_appearance(event, held, hand) for held in appearances.get(each.id, {}).values()]}
        for each in people
    ]


def _appearance(event: Event, session: Session, hand: Hand) -> Values:
    there = session.starts_at.astimezone(event.tz)
    when = f"{there:%d/%m} {hand.clock_time(session.starts_at, event.zone)}"
    return {"when": when, "title": session.title_in(hand.locale) or hand.translate(wording.KINDS[session.kind])}


def _part(session: Session, role: PlatformRole, hand: Hand) -> Values:
    people = session.people_as(role)
    return {
        "role": hand.translate(wording.part(role, len(people))),
        "people": [_person(each, hand) for each in people],
    }


def _person(person: Person, hand: Hand) -> Values:
    organisation = person.organisation.name_in(hand.locale) if person.organisation else person.organisation_name
    salutation = names.salutation_in(person.salutation, hand.locale)
    return {
        "name": " ".join(filter(None, (salutation, person.full_name))),
        "post": ", ".join(filter(None, (person.position, organisation))),
    }
