"""An event for search engines and assistants: schema.org's Event, as JSON-LD."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.events.models import Event, EventMode, Mode, Site
from eventapp.programme.models import Session

ATTENDANCE = {
    (True, True): "MixedEventAttendanceMode",
    (True, False): "OfflineEventAttendanceMode",
    (False, True): "OnlineEventAttendanceMode",
    (False, False): "OfflineEventAttendanceMode",
}


def event_data(
    event: Event,
    *,
    modes: Mapping[Mode, EventMode],
    sites: Iterable[Site],
    sessions: Iterable[Session],
    locale: str,
    external: str,
) -> dict[str, Any]:
    """Return the event as schema.org knows it. `external` is where this instance is reached, without a slash."""
    address = f"{external}/events/{event.slug}"
    places = [_place(site, locale) for site in sites]
    is_there, is_online = Mode.HALL in modes or Mode.BRIDGE in modes, Mode.ONLINE in modes
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": event.title_in(locale),
        "description": event.lead_in(locale),
        "startDate": _local(event.starts_at, event.zone),
        "endDate": _local(event.ends_at, event.zone),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{ATTENDANCE[is_there, is_online]}",
        "location": places + ([{"@type": "VirtualLocation", "url": address}] if is_online else []),
        "maximumPhysicalAttendeeCapacity": _seats(modes, Mode.HALL, Mode.BRIDGE),
        "maximumVirtualAttendeeCapacity": _seats(modes, Mode.ONLINE),
        "inLanguage": ["vi", "en"] if event.title_en else ["vi"],
        "organizer": {"@type": "Organization", "name": event.host_in(locale)} if event.host_in(locale) else None,
        "subEvent": [_session(session, event, address, locale) for session in sessions],
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _session(session: Session, event: Event, address: str, locale: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Event",
        "url": f"{address}/sessions/{session.ref}",
        "name": session.title_in(locale),
        "startDate": _local(session.starts_at, event.zone),
        "endDate": _local(session.ends_at, event.zone),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if session.cancelled_at else 'Scheduled'}",
    }
    if session.room:
        found["location"] = {"@type": "Place", "name": session.room.name}
    return found


def _place(site: Site, locale: str) -> dict[str, Any]:
    place: dict[str, Any] = {"@type": "Place", "name": site.name_in(locale)}
    return place | ({"address": site.address} if site.address else {})


def _seats(modes: Mapping[Mode, EventMode], *counted: Mode) -> int | None:
    """Return the seats of those modes together; None where one of them has no limit or none is offered."""
    seats = [modes[mode].capacity for mode in counted if mode in modes]
    known = [number for number in seats if number is not None]
    return sum(known) if known and len(known) == len(seats) else None


def _local(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).isoformat()
