"""An event and its sessions for search engines and assistants: schema.org's Event, as JSON-LD."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.events.models import Event, EventMode, Mode, Site
from eventapp.programme.models import PlatformRole, Session

CONTEXT = "https://schema.org"
ATTENDANCE = {
    (True, True): "MixedEventAttendanceMode",
    (True, False): "OfflineEventAttendanceMode",
    (False, True): "OnlineEventAttendanceMode",
    (False, False): "OfflineEventAttendanceMode",
}
_LONGEST = 1000  # characters of a description


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
    sites, address = list(sites), _address(event, external)
    where = _where(modes, sites, address, locale)
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": event.title_in(locale),
        "description": event.lead_in(locale),
        "image": f"{address}/card.png?lang={locale}",
        "startDate": _local(event.starts_at, event.zone),
        "endDate": _local(event.ends_at, event.zone),
        "eventStatus": "https://schema.org/EventScheduled",
        **where,
        "maximumPhysicalAttendeeCapacity": _seats(modes, Mode.HALL, Mode.BRIDGE),
        "maximumVirtualAttendeeCapacity": _seats(modes, Mode.ONLINE),
        "inLanguage": ["vi", "en"] if event.title_en else ["vi"],
        "organizer": {"@type": "Organization", "name": event.host_in(locale)} if event.host_in(locale) else None,
        "subEvent": [_session(session, event, where, address, locale) for session in sessions],
    }
    return _said(found)


def session_data(
    event: Event,
    session: Session,
    *,
    modes: Mapping[Mode, EventMode],
    sites: Iterable[Site],
    locale: str,
    external: str,
) -> dict[str, Any]:
    """Return one session as schema.org knows it, with who speaks and the event it belongs to."""
    address = _address(event, external)
    where = _where(modes, list(sites), address, locale)
    found = _session(session, event, where, address, locale)
    return _said(
        {
            "@context": CONTEXT,
            "@id": found["url"],
            **found,
            "description": session.abstract_in(locale)[:_LONGEST],
            "image": f"{address}/card.png?lang={locale}",
            "performer": [
                {"@type": "Person", "name": one.full_name} for one in session.people_as(PlatformRole.SPEAKER)
            ],
            "superEvent": {"@type": "Event", "@id": address, "name": event.title_in(locale), "url": address}
            | {"startDate": _local(event.starts_at, event.zone), "location": where["location"]},
        }
    )


def _session(session: Session, event: Event, where: dict[str, Any], address: str, locale: str) -> dict[str, Any]:
    """Return a session: in its room or at the main site, and online; the bridge points are those of the event.

    When it was moved, from when is not known any more, so it is never called rescheduled.
    """
    main = [place for place in where["location"] if place["@type"] == "Place"][:1]
    room = [{"@type": "Place", "name": session.room.name_in(locale)}] if session.room else main
    return {
        "@type": "Event",
        "url": f"{address}/sessions/{session.ref}",
        "name": session.title_in(locale),
        "startDate": _local(session.starts_at, event.zone),
        "endDate": _local(session.ends_at, event.zone),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if session.cancelled_at else 'Scheduled'}",
        "eventAttendanceMode": where["eventAttendanceMode"],
        "location": room + [place for place in where["location"] if place["@type"] == "VirtualLocation"],
    }


def _where(modes: Mapping[Mode, EventMode], sites: list[Site], address: str, locale: str) -> dict[str, Any]:
    is_there, is_online = Mode.HALL in modes or Mode.BRIDGE in modes, Mode.ONLINE in modes
    online = [{"@type": "VirtualLocation", "url": address}] if is_online else []
    return {
        "eventAttendanceMode": f"https://schema.org/{ATTENDANCE[is_there, is_online]}",
        "location": [_place(site, locale) for site in sites] + online,
    }


def _said(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _address(event: Event, external: str) -> str:
    return f"{external}/events/{event.slug}"


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
