"""Reads a calendar from standard input with libical; prints what it understood and what breaks RFC 5545, as JSON.

libical.so.3 is called through ctypes: what icalrestriction_check and the errors of its parser say, no more is needed.
"""

import ctypes
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime


class Time(ctypes.Structure):
    """struct icaltimetype."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_dst")),
        ("zone", ctypes.c_void_p),
    )


ical = ctypes.CDLL("libical.so.3")
_SAID = {
    "icalparser_parse_string": (ctypes.c_void_p, ctypes.c_char_p),
    "icalrestriction_check": (ctypes.c_int, ctypes.c_void_p),
    "icalcomponent_count_errors": (ctypes.c_int, ctypes.c_void_p),
    "icalcomponent_string_to_kind": (ctypes.c_int, ctypes.c_char_p),
    "icalcomponent_get_first_component": (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int),
    "icalcomponent_get_next_component": (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int),
    "icalcomponent_as_ical_string": (ctypes.c_char_p, ctypes.c_void_p),
    "icalcomponent_get_uid": (ctypes.c_char_p, ctypes.c_void_p),
    "icalcomponent_get_summary": (ctypes.c_char_p, ctypes.c_void_p),
    "icalcomponent_get_location": (ctypes.c_char_p, ctypes.c_void_p),
    "icalcomponent_get_dtstart": (Time, ctypes.c_void_p),
    "icalcomponent_get_dtend": (Time, ctypes.c_void_p),
    "icaltime_as_timet_with_zone": (ctypes.c_long, Time, ctypes.c_void_p),
}
for _name, (_returns, *_takes) in _SAID.items():
    getattr(ical, _name).restype, getattr(ical, _name).argtypes = _returns, _takes


def faults(calendar: int) -> list[str]:
    """Return what is wrong: lines of X-LIC-ERROR, which libical writes into what it has read."""
    if ical.icalrestriction_check(calendar) and not ical.icalcomponent_count_errors(calendar):
        return []
    written = ical.icalcomponent_as_ical_string(calendar).decode().replace("\r\n ", "")
    return [line for line in written.splitlines() if line.startswith("X-LIC-ERROR")] or ["unknown"]


def events(calendar: int) -> Iterator[list[str]]:
    """Yield UID, start, end, summary and location of each event."""
    kind = ical.icalcomponent_string_to_kind(b"VEVENT")
    event = ical.icalcomponent_get_first_component(calendar, kind)
    while event:
        texts = [getattr(ical, f"icalcomponent_get_{name}")(event) for name in ("uid", "summary", "location")]
        uid, summary, location = ((text or b"").decode() for text in texts)
        starts, ends = (moment(getattr(ical, f"icalcomponent_get_{name}")(event)) for name in ("dtstart", "dtend"))
        yield [uid, starts, ends, summary, location]
        event = ical.icalcomponent_get_next_component(calendar, kind)


def moment(at: Time) -> str:
    """Return a moment as node prints it."""
    seconds = ical.icaltime_as_timet_with_zone(at, at.zone)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


if __name__ == "__main__":
    read = ical.icalparser_parse_string(sys.stdin.buffer.read())
    wrong = faults(read) if read else ["not a calendar"]
    print(json.dumps({"libical": list(events(read)) if read else [], "faults": [[each] for each in wrong]}))
