"""Times in forms: typed and shown as the clock on the wall in the event's zone."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from eventapp.shapes import NoSuchMoment, in_zone
from eventapp.web.forms import Form, sentence
from eventapp.web.zones import known_zones


def moments(form: Form, *names: str, stands: Mapping[str, datetime | None] | None = None) -> dict[str, Any]:
    """Return those fields as moments in the form's zone; local time that its clocks skip is a fault of the form.

    A field that still shows the moment that `stands` keeps it: the clock on the wall does not tell apart the two
    hours in which summer time ends.
    """
    found: dict[str, datetime | None] = {}
    zone = form.values.get("zone")
    shown = wall_times(stands or {}, zone) if zone else {}
    for name in names:
        typed = form.values.get(name)
        try:
            found[name] = in_zone(typed, zone) if typed and zone else None
        except NoSuchMoment as refusal:
            form.add_fault(name, sentence(refusal))
        if stands and name in shown and str(form.value(name))[:16] == shown[name]:
            found[name] = stands[name]
    return found


def wall_times(moments: Mapping[str, datetime | None], zone: str) -> dict[str, str]:
    """Return the moments as a datetime-local field wants them."""
    place = ZoneInfo(zone)
    return {name: f"{at.astimezone(place):%Y-%m-%dT%H:%M}" for name, at in moments.items() if at is not None}


@cache
def zone_names() -> list[str]:
    """Return the zones to choose from: those named after a place."""
    return sorted(zone for zone in known_zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix")))
