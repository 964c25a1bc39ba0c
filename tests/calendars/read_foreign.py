"""Reads a calendar from standard input with ics, ical and vobject; prints what each understood, as JSON."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import ics
import vobject
from ical.calendar_stream import IcsCalendarStream


def by_ics(source: str) -> Iterator[tuple[Any, ...]]:
    for event in ics.Calendar(source).events:
        yield event.uid, event.begin.datetime, event.end.datetime, event.name, event.location


def by_ical(source: str) -> Iterator[tuple[Any, ...]]:
    for event in IcsCalendarStream.calendar_from_ics(source).events:
        yield event.uid, event.dtstart, event.dtend, event.summary, event.location


def by_vobject(source: str) -> Iterator[tuple[Any, ...]]:
    for event in vobject.readOne(source).vevent_list:
        yield event.uid.value, event.dtstart.value, event.dtend.value, event.summary.value, event.location.value


def plain(value: Any) -> Any:
    """Return a moment as node prints it; `astimezone` takes a naive one for local time, as a client would."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(value, datetime) else value


if __name__ == "__main__":
    written = sys.stdin.buffer.read().decode()
    readers = {"ics": by_ics, "ical": by_ical, "vobject": by_vobject}
    answers = {name: [[plain(each) for each in row] for row in reader(written)] for name, reader in readers.items()}
    print(json.dumps(answers))
