"""The programme for other conference software: schedule.xml and schedule.json, in the words of one language."""

from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5

from eventapp.calendar.colours import colour_of
from eventapp.calendar.entries import Reader, as_visitor
from eventapp.calendar_values import clean
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme import wording
from eventapp.programme.models import Session
from eventapp.programme.queries import sessions_of
from eventapp.schedules.json_writing import schedule_json
from eventapp.schedules.plain import Place, Schedule, Speaker, Talk
from eventapp.schedules.xml_writing import schedule_xml

WRITERS = {"xml": schedule_xml, "json": schedule_json}


def event_schedule(event: Event, reader: Reader, *, form: str, at: datetime | None = None, query: str = "") -> bytes:
    """Return the event's schedule in that form, "xml" or "json", without what was cancelled.

    `query` ("?lang=en") belongs to the address it is fetched from; no schedule depends on the moment it is asked `at`.
    """
    page = f"{reader.external}/events/{event.slug}"
    main = _main_place(event, reader)
    going = [session for session in sessions_of(event) if session.cancelled_at is None]
    schedule = Schedule(
        slug=event.slug,
        title=event.title_in(reader.locale),
        version=str(event.revision),
        zone=event.zone,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        address=f"{page}/schedule.{form}{query}",
        page=page,
        colour=colour_of(event.accent),
        talks=tuple(_talk(session, main, page, reader) for session in going),
    )
    return WRITERS[form](schedule)


def _talk(session: Session, main: Place, page: str, reader: Reader) -> Talk:
    people = dict.fromkeys(seat.person for seat in session.platform)
    return Talk(
        id=session.id,
        guid=session.uuid,
        title=clean(session.title_in(reader.locale)) or reader.translate(wording.KINDS[session.kind]),
        kind=session.kind.value,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=_place(session, main, reader),
        url=f"{page}/sessions/{session.ref}",
        abstract=session.abstract_in(reader.locale),
        track=session.track.name_in(reader.locale) if session.track else "",
        language=_language(session, reader.locale),
        speakers=tuple(_speaker(person, page, reader) for person in people),
    )


def _place(session: Session, main: Place, reader: Reader) -> Place:
    room = session.room
    return Place(clean(room.name_in(reader.locale)), _guid(f"room-{room.id}", reader)) if room else main


def _main_place(event: Event, reader: Reader) -> Place:
    site = as_visitor(event).site
    return Place(clean(site.name_in(reader.locale)) if site else "", _guid(f"site-{event.id}", reader))


def _speaker(person: Person, page: str, reader: Reader) -> Speaker:
    return Speaker(person.id, _guid(f"person-{person.id}", reader), person.full_name, f"{page}/speakers/{person.ref}")


def _language(session: Session, locale: str) -> str:
    """Return the language of the title where there are two of them; else nobody has said which it is."""
    return locale if session.title and session.title_en else ""


def _guid(name: str, reader: Reader) -> str:
    return str(uuid5(NAMESPACE_DNS, f"{name}.{reader.domain}"))
