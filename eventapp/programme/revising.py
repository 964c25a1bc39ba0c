"""What a row says of a session, and in what that differs from the session as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventapp import names
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.programme.lists import is_called
from eventapp.programme.models import PlatformRole, Session, SessionKind

ROLES = {"chairs": PlatformRole.CHAIR, "moderators": PlatformRole.MODERATOR, "speakers": PlatformRole.SPEAKER}
Seats = list[tuple[str, PlatformRole]]  # a name and what it does, in order


@dataclass(frozen=True)
class Said:
    """What a row says; None and "" are nothing. `persons` are people of whom it is not said what they do."""

    kind: SessionKind | None
    starts_at: datetime
    ends_at: datetime
    room: str | None
    track: str | None
    room_en: str
    track_en: str
    details: Mapping[str, str]
    people: Mapping[str, Sequence[str]]
    persons: Sequence[str]


def differences(session: Session, said: Said, event: Event) -> dict[str, Any]:
    """Return what has to change: rooms, tracks and people by their names. What is not said stays."""
    changes: dict[str, Any] = {
        name: value
        for name, value in {**said.details, "kind": said.kind}.items()
        if value and getattr(session, name) != value
    }
    for name in ("starts_at", "ends_at"):
        moment = getattr(said, name)
        if getattr(session, name).replace(second=0, microsecond=0) != moment:  # rows know no seconds
            changes[name] = moment
    for name in ("room", "track"):
        wanted, stands = getattr(said, name), getattr(session, name)
        if wanted and (stands is None or not is_called(stands, wanted)):
            changes[name] = wanted
    seats = seats_of(said, session)
    if seats and _by_role(seats) != _by_role(_seats_here(session)):
        changes["platform"] = seats
    return changes


def seats_of(said: Said, session: Session | None) -> Seats:
    """Return who is to be on the platform.

    Of persons without a part those keep theirs who have one in the session; the others speak. While nobody comes or
    goes nothing changes, not even the order.
    """
    here = _seats_here(session) if session is not None else []
    aliases = _aliases(session) if session is not None else {}
    seats = [
        (aliases.get(names.search_key(name), name), role) for part, role in ROLES.items() for name in said.people[part]
    ]
    if not said.persons:
        return seats
    persons = [aliases.get(names.search_key(name), name) for name in said.persons]
    if list(map(names.search_key, persons)) == list(dict.fromkeys(names.search_key(name) for name, _role in here)):
        return here
    for name in persons:
        own = [role for each, role in here if names.search_key(each) == names.search_key(name)]
        seats += [(name, role) for role in own or [PlatformRole.SPEAKER]]
    return seats


def main_places(event: Event) -> list[str]:
    """Return what schedules of ours call the main site, the longest first: it is no room."""
    site = next(iter(sites_of(event, Mode.HALL)), None)
    if site is None:
        return []
    called = {site.name_in("vi"), site.name_in("en")}
    return sorted({*called, *(f"{name}, {site.address}" for name in called if site.address)}, key=len, reverse=True)


def room_in(place: str, main: Sequence[str]) -> str | None:
    """Return the room that a schedule's place names beside the main site, or None where it names the site alone."""
    for name in main:
        if names.fold(place) == names.fold(name):
            return None
        if place.endswith(f", {name}"):
            return place.removesuffix(f", {name}")
    return place


def _seats_here(session: Session) -> Seats:
    return [(seat.person.full_name, seat.role) for seat in session.platform]


def _by_role(seats: Seats) -> dict[PlatformRole, list[str]]:
    """Return the keys of the names by what they do: in which order the parts are told makes no difference."""
    return {
        role: list(dict.fromkeys(names.search_key(name) for name, own in seats if own is role)) for role in PlatformRole
    }


def _aliases(session: Session) -> dict[str, str]:
    """Return the names of the people on the platform by how calendars call them, form of address and name."""
    return {
        names.search_key(f"{names.salutation_in(seat.person.salutation, locale)} {seat.person.full_name}"): (
            seat.person.full_name
        )
        for seat in session.platform
        for locale in ("vi", "en")
    }
