"""The rooms that are there for someone online: which sessions, from when, and by which links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventapp.agenda.own import programme_of
from eventapp.errors import N_, DomainError
from eventapp.links.models import Audience, Channel, Link
from eventapp.links.queries import leading_to, links_of
from eventapp.presence.thresholds import real_times_of
from eventapp.programme.models import Session
from eventapp.registration import links as registration_links
from eventapp.registration.models import Registration

BEFORE = timedelta(minutes=15)  # a room opens so long before its session
AFTER = timedelta(minutes=30)  # and closes so long after it, for sessions last longer than planned


class NotOnline(DomainError):
    """Whoever comes to the hall or to a bridge point joins nothing alone."""

    code = "not_online"
    message = N_("You are not registered to attend online. You can change how you attend on your own page.")


class RoomClosed(DomainError):
    """Too early, too late, or no link is there."""

    code = "room_closed"
    message = N_("This room is not open now. It opens 15 minutes before the session begins.")


@dataclass(frozen=True)
class Room:
    """A session that someone joins online, and the links into it, one for each language channel."""

    session: Session
    opens_at: datetime
    closes_at: datetime
    links: Sequence[Link]

    def is_open(self, at: datetime) -> bool:
        """May it be entered at that moment?"""
        return bool(self.links) and self.session.cancelled_at is None and self.opens_at <= at < self.closes_at

    def link(self, channel: str) -> Link | None:
        """Return the link of that language channel, or the first there is."""
        return next((each for each in self.links if each.channel.value == channel), next(iter(self.links), None))


def secret_of(registration: Registration) -> str:
    """Return the secret of someone's join page."""
    return registration_links.secret(registration, registration_links.JOIN)


def find_joining(secret: str) -> Registration | None:
    """Return the live registration whose join page bears this secret."""
    registration = registration_links.find_registration(secret, registration_links.JOIN)
    return registration if registration and registration.status.is_live else None


def rooms_of(registration: Registration) -> list[Room]:
    """Return the rooms of someone online, in order of time: what needs a place is there for whoever has one."""
    event = registration.event
    links, real = links_of(event), real_times_of(event)
    rooms = []
    for item in programme_of(registration):
        session = item.session
        if session.kind.is_pause or (item.offer is not None and not item.has_a_place and not item.roles):
            continue
        was = real.get(session.id)
        begins, ends = (was and was.began_at) or session.starts_at, (was and was.ended_at) or session.ends_at
        leading = leading_to(links, Audience.ONLINE, session_id=session.id)
        rooms.append(Room(session, min(begins, session.starts_at) - BEFORE, ends + AFTER, leading))
    return rooms


def get_room(registration: Registration, session_ref: str, channel: str, *, at: datetime) -> tuple[Room, Link]:
    """Return the room of that session and the link into it. Raises NotOnline, RoomClosed."""
    if not registration.joins_online:
        raise NotOnline
    found = next((each for each in rooms_of(registration) if each.session.ref == session_ref.upper()), None)
    link = found.link(channel) if found else None
    if found is None or link is None or not found.is_open(at):
        raise RoomClosed
    return found, link


def channels_of(room: Room) -> list[Channel]:
    """Return the languages that are heard there."""
    return [each.channel for each in room.links]
