"""A moment of an event, kept as it is in what is said of it until it is known who reads it, and where."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


class Moment(dict[str, str]):
    """A moment and the zone in which it was set, as JSON keeps them."""

    def __init__(self, at: datetime, zone: str) -> None:
        super().__init__(at=at.isoformat(), zone=zone)

    def __str__(self) -> str:
        there = datetime.fromisoformat(self["at"]).astimezone(ZoneInfo(self["zone"]))
        return f"{there:%H:%M} on {there:%d/%m/%Y} ({self['zone']})"


def is_moment(value: Any) -> bool:
    """Is it a Moment, or one that JSON has kept?"""
    return isinstance(value, dict) and value.keys() == {"at", "zone"}
