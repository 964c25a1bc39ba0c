"""The bytes of every calendar: an event's, one session's, a delegate's."""

from collections.abc import Iterable
from datetime import datetime

import structlog

from eventapp import icalendars
from eventapp.agenda import own
from eventapp.calendar.colours import colour_of
from eventapp.calendar.editions import KEPT
from eventapp.calendar.entries import Attendance, Reader, as_delegate, as_visitor, entry
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme.models import Profile, Session, Track
from eventapp.programme.queries import sessions_of
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.speakers import links as speaker_links

_log = structlog.get_logger("eventapp.calendar")


def event_address(event: Event, external: str) -> str:
    """Return where an event's feed is fetched."""
    return f"{external}/events/{event.slug}/calendar.ics"


def track_address(event: Event, track: Track, external: str) -> str:
    """Return where the feed of one track is fetched."""
    return f"{external}/events/{event.slug}/tracks/{track.ref}.ics"


def personal_address(registration: Registration, external: str) -> str:
    """Return where a delegate's feed is fetched: a secret of its own, that opens nothing else."""
    return f"{external}/feeds/{links.secret(registration, links.FEED)}.ics"


def speaker_address(speaker: Person, profile: Profile, external: str) -> str:
    """Return where a speaker's feed is fetched: a secret of its own, that opens nothing else."""
    return f"{external}/feeds/speakers/{speaker_links.secret(speaker, profile.generation, speaker_links.FEED)}.ics"


def event_calendar(event: Event, reader: Reader, *, at: datetime, query: str = "") -> bytes:
    """Return the event's public calendar; `query` ("?lang=en") belongs to the address it is fetched from."""
    source = event_address(event, reader.external) + query
    return _body(event, _standing(event, at), as_visitor(event), reader, source)


def track_calendar(event: Event, track: Track, reader: Reader, *, at: datetime, query: str = "") -> bytes:
    """Return the public calendar of one track, by its name and in its colour."""
    source = track_address(event, track, reader.external) + query
    mine = [each for each in _standing(event, at) if each.track_id == track.id]
    return _body(event, mine, as_visitor(event), reader, source, track)


def session_calendar(event: Event, session: Session, reader: Reader) -> bytes:
    """Return a calendar of one session."""
    return _body(event, (session,), as_visitor(event), reader, "")


def personal_calendar(registration: Registration, reader: Reader, *, at: datetime, query: str = "") -> bytes:
    """Return the calendar of someone who attends: his own sessions, at the place where he will be."""
    event = registration.event
    source = personal_address(registration, reader.external) + query
    mine = own.in_calendar(registration, _standing(event, at))
    return _body(event, mine, as_delegate(registration), reader, source)


def speaker_calendar(
    event: Event, speaker: Person, profile: Profile, reader: Reader, *, at: datetime, query: str = ""
) -> bytes:
    """Return the calendar of someone on the platform: the sessions in which they sit there."""
    mine = [each for each in _standing(event, at) if any(seat.person_id == speaker.id for seat in each.platform)]
    return _body(event, mine, as_visitor(event), reader, speaker_address(speaker, profile, reader.external) + query)


def _standing(event: Event, at: datetime) -> list[Session]:
    """Return the sessions a feed shows at that moment: the cancelled ones for thirty days."""
    return [each for each in sessions_of(event) if each.cancelled_at is None or each.cancelled_at > at - KEPT]


def _body(
    event: Event,
    sessions: Iterable[Session],
    attendance: Attendance,
    reader: Reader,
    source: str,
    track: Track | None = None,
) -> bytes:
    title = event.title_in(reader.locale)
    feed = icalendars.Feed(
        name=f"{track.name_in(reader.locale)} · {title}" if track else title,
        zone=event.zone,
        entries=tuple(entry(event, each, attendance, reader) for each in sessions),
        source_url=source,
        colour=track.colour if track else colour_of(event.accent),
        description=event.lead_in(reader.locale),
    )
    return icalendars.body(feed, skipped=_tell)


def _tell(entry: icalendars.Entry, reason: ValueError) -> None:
    _log.warning("session left out of a calendar", session=entry.uid.partition("@")[0], exc_info=reason)
