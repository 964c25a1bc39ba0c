"""Which clocks stand on an event's page: its own, the visitor's, and a few of those who are invited."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

FAIR = ("Asia/Tokyo", "Asia/Kolkata", "Africa/Nairobi", "Europe/Paris", "America/New_York")
MOST = 6


def clocks(home: str, at: datetime, *, mine: str, invited: Mapping[str, int]) -> list[str]:
    """Return at most six zones: the event's, the visitor's where it differs, then others spread around the world.

    `invited` counts the delegations in each zone; of zones with the same time the one with most of them stands for
    all. Without delegations elsewhere a fixed choice from five continents is shown. The others come east first.
    """
    shown = {_offset(home, at): home}
    shown.setdefault(_offset(mine, at), mine)
    own = list(shown.values())
    others: dict[timedelta, str] = {}
    abroad = [
        zone for zone in sorted(invited, key=lambda zone: (-invited[zone], zone)) if _offset(zone, at) not in shown
    ]
    for zone in abroad or FAIR:
        if _offset(zone, at) not in shown:
            others.setdefault(_offset(zone, at), zone)
    eastward = [others[offset] for offset in sorted(others, reverse=True)]
    return own + _spread(eastward, MOST - len(own))


def _spread(zones: list[str], places: int) -> list[str]:
    """Keep the first, the last and what lies evenly between them."""
    if len(zones) <= places:
        return zones
    step = (len(zones) - 1) / (places - 1)
    return [zones[round(number * step)] for number in range(places)]


def _offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)
