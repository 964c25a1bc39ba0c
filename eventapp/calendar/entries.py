"""How a session stands in a calendar: its words in the reader's language, its place as the reader attends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from eventapp import icalendars, names
from eventapp.calendar_values import clean
from eventapp.errors import N_
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.programme import wording
from eventapp.programme.models import PlatformRole, Session
from eventapp.registration import links
from eventapp.registration.models import Registration

ONLINE = N_("Online")


@dataclass(frozen=True)
class Reader:
    """For whom a calendar is written: his language, and how this instance names itself.

    `translate` turns a message id into that language. Links begin with `external`, UIDs end in `domain`, and events
    without a contact are organised by `sender`.
    """

    locale: str
    translate: Callable[[str], str]
    external: str
    domain: str
    sender: str


@dataclass(frozen=True)
class Attendance:
    """How the reader attends: in which mode and where; a visitor as if in the main hall.

    `moves` is how often that was changed, or the address of his join page, last at `moved_at`: each time every place in
    his calendar became another. `join` is the secret of that page, for whoever attends online.
    """

    mode: Mode
    site: Site | None
    moves: int = 0
    moved_at: datetime | None = None
    join: str = ""


def as_visitor(event: Event) -> Attendance:
    """Return how a calendar reads that is nobody's own: the main hall."""
    return Attendance(Mode.HALL, next(iter(sites_of(event, Mode.HALL)), None))


def as_delegate(registration: Registration) -> Attendance:
    """Return how the delegate attends."""
    site = registration.site
    if registration.mode is Mode.HALL and site is None:
        site = as_visitor(registration.event).site
    join = links.secret(registration, links.JOIN) if registration.mode is Mode.ONLINE else ""
    return Attendance(
        registration.mode, site, registration.moves + registration.generation, registration.moved_at, join
    )


def entry(event: Event, session: Session, attendance: Attendance, reader: Reader) -> icalendars.Entry:
    """Return the session as a calendar shows it; the same UID for everyone and for ever.

    Whoever attends online is led to the join page of his own, never to the platform: rooms open and links change there.
    """
    join = f"{reader.external}/join/{attendance.join}" if attendance.join and not session.kind.is_pause else ""
    return icalendars.Entry(
        uid=f"session-{session.uuid}@{reader.domain}",
        sequence=session.sequence + attendance.moves,
        revised_at=max(session.revised_at, attendance.moved_at or session.revised_at),
        created_at=session.created_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=event.zone,
        summary=clean(session.title_in(reader.locale)) or reader.translate(wording.KINDS[session.kind]),
        organizer=icalendars.Person(
            event.host_in(reader.locale) or event.title_in(reader.locale), event.contact_email or reader.sender
        ),
        description=_description(session, reader),
        location=join or _location(session, attendance, reader),
        url=f"{reader.external}/events/{event.slug}/sessions/{session.ref}",
        conference=join,
        categories=(session.track.name_in(reader.locale),) if session.track else (),
        colour=session.track.colour if session.track else "",
        transparent=session.kind.is_pause,
        cancelled=session.cancelled_at is not None,
        words=icalendars.Words(
            cancelled=reader.translate(icalendars.Words.cancelled), join=reader.translate(icalendars.Words.join)
        ),
    )


def _description(session: Session, reader: Reader) -> str:
    lines = [_people(session, role, reader) for role in PlatformRole]
    return "\n\n".join(filter(None, (session.abstract_in(reader.locale), "\n".join(filter(None, lines)))))


def _people(session: Session, role: PlatformRole, reader: Reader) -> str:
    people = [
        " ".join(filter(None, (names.salutation_in(each.salutation, reader.locale), each.full_name)))
        for each in session.people_as(role)
    ]
    return f"{reader.translate(wording.part(role, len(people)))}: {', '.join(people)}" if people else ""


def _location(session: Session, attendance: Attendance, reader: Reader) -> str:
    if attendance.mode is Mode.ONLINE:
        return reader.translate(ONLINE)
    site = attendance.site
    room = session.room.name_in(reader.locale) if session.room and attendance.mode is Mode.HALL else ""
    parts = (room, *((site.name_in(reader.locale), site.address) if site else ()))
    return ", ".join(dict.fromkeys(filter(None, parts)))
