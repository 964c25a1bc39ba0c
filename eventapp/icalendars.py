"""One iCalendar body (RFC 5545, 7986) from plain values: calendar/ feeds it, letters attach it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, TimezoneStandard, vCalAddress, vUri

from eventapp.calendar_values import Text, Texts, clean, css_colour, is_colour, lines_of, uri
from eventapp.errors import N_

PRODUCT = "-//eventapp//eventapp//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Person:
    """Somebody with an address: the organiser, or the one recipient of an invitation."""

    name: str
    address: str


@dataclass(frozen=True)
class Words:
    """The two words a body says by itself, in the reader's language."""

    cancelled: str = N_("Cancelled")
    join: str = N_("Join online")


@dataclass(frozen=True)
class Entry:
    """One session as a calendar shows it. Moments are aware; `location` and the links follow the reader's mode.

    `colour` is that of its track, #rrggbb.

    `sequence` and `revised_at` are stored with the session and rise together; nothing here asks the clock.
    """

    uid: str
    sequence: int
    revised_at: datetime
    created_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    organizer: Person
    description: str = ""
    location: str = ""
    url: str = ""
    conference: str = ""
    categories: tuple[str, ...] = ()
    colour: str = ""
    transparent: bool = False
    cancelled: bool = False
    geo: tuple[float, float] | None = None
    words: Words = field(default=Words())


@dataclass(frozen=True)
class Feed:
    """A calendar with a name. `colour` is #rrggbb; `source_url` is where a subscriber fetches it again."""

    name: str
    zone: str
    entries: tuple[Entry, ...] = ()
    source_url: str = ""
    colour: str = ""
    description: str = ""


def body(
    feed: Feed,
    method: str = "PUBLISH",
    attendee: Person | None = None,
    skipped: Callable[[Entry, ValueError], None] = lambda entry, reason: None,
) -> bytes:
    """Return the feed as text/calendar; the same values give the same bytes.

    PUBLISH (feeds, downloads) names no attendee; REQUEST and CANCEL (letters, RFC 5546) name the recipient.
    An entry that cannot be written is left out and told to `skipped`, so one bad row never costs the whole feed.
    Raises ValueError for another method, an attendee where the method forbids or lacks one, and a letter that is not
    about exactly one session that can be written; also for a source_url that is no link.
    """
    _refuse_method(feed, method, attendee)
    written: list[tuple[datetime, str, bytes]] = []
    zones = {feed.zone}  # also without entries: RFC 5545 wants a component in every calendar
    for entry in feed.entries:
        try:
            written.append((entry.starts_at, entry.uid, entry_body(entry, attendee)))
        except ValueError as reason:
            if attendee:
                raise
            skipped(entry, reason)
        else:
            zones.add(entry.zone)
    blocks = [_timezone(zone, offset) for zone in sorted(zones) if (offset := steady_offset(zone)) is not None]
    head = lines_of(_head(feed, method)).removesuffix(b"END:VCALENDAR\r\n")
    return b"".join((head, *blocks, *(each[-1] for each in sorted(written)), b"END:VCALENDAR\r\n"))


@lru_cache(maxsize=8192)
def entry_body(entry: Entry, attendee: Person | None = None) -> bytes:
    """Return one VEVENT. Kept by value: 0.3 ms are needed for an entry, and a changed entry is another value.

    Raises ValueError when a value cannot be written: a naive moment, an end before its start, a link that is none.
    """
    _refuse_nonsense(entry)
    event = Event()
    _add_text(event, "UID", entry.uid)
    event.add("SEQUENCE", entry.sequence)
    for name, moment in (
        ("DTSTAMP", entry.revised_at),
        ("LAST-MODIFIED", entry.revised_at),
        ("CREATED", entry.created_at),
        ("DTSTART", _local(entry.starts_at, entry.zone)),
        ("DTEND", _local(entry.ends_at, entry.zone)),
    ):
        event.add(name, moment)
    event.add("ORGANIZER", _address(entry.organizer), encode=False)
    if attendee:
        reply = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
        event.add("ATTENDEE", _address(attendee, **reply), encode=False)
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if entry.transparent or entry.cancelled else "OPAQUE")
    _add_text(event, "SUMMARY", f"{entry.words.cancelled}: {entry.summary}" if entry.cancelled else entry.summary)
    _add_text(event, "LOCATION", entry.location)
    _add_links(event, entry)
    if categories := Texts(Text(clean(each)) for each in entry.categories if clean(each)):
        event.add("CATEGORIES", categories, encode=False)
    if is_colour(entry.colour):
        event.add("COLOR", css_colour(entry.colour))
    if entry.geo:
        event.add("GEO", entry.geo)
    return lines_of(event)


def _refuse_method(feed: Feed, method: str, attendee: Person | None) -> None:
    if method not in ("PUBLISH", "REQUEST", "CANCEL"):
        raise ValueError(f"unknown method {method!r}")
    if (attendee is None) != (method == "PUBLISH"):
        raise ValueError(f"{method} {'needs' if attendee is None else 'forbids'} an attendee")
    if attendee and len(feed.entries) != 1:
        raise ValueError("a letter is about one session")  # RFC 5546: one UID
    if method == "CANCEL" and not feed.entries[0].cancelled:
        raise ValueError("the session is not cancelled")


def _refuse_nonsense(entry: Entry) -> None:
    moments = (entry.starts_at, entry.ends_at, entry.revised_at, entry.created_at)
    if any(each.utcoffset() is None for each in moments):
        raise ValueError("a moment without a zone")
    if not all(1900 <= each.year <= 2200 for each in moments):
        raise ValueError("a moment of another age")
    if entry.ends_at <= entry.starts_at:
        raise ValueError("the end is not after the start")
    if not clean(entry.uid) or entry.sequence < 0:
        raise ValueError("no UID, or a negative SEQUENCE")
    if entry.geo and not (abs(entry.geo[0]) <= 90 and abs(entry.geo[1]) <= 180):
        raise ValueError("no such place on earth")


def _add_links(event: Event, entry: Entry) -> None:
    """Write the way in three times, for Outlook, Apple and Thunderbird show nothing for CONFERENCE alone.

    What is cancelled has no way in.
    """
    page, conference = entry.url and uri(entry.url), entry.conference and uri(entry.conference)
    if entry.cancelled or not conference:
        _add_text(event, "DESCRIPTION", entry.description)
        if page:
            event.add("URL", vUri(page), encode=False)
        return
    paragraphs = (f"{entry.words.join}: {conference}", entry.description, page if page != conference else "")
    _add_text(event, "DESCRIPTION", "\n\n".join(filter(None, paragraphs)))
    event.add("URL", vUri(conference), encode=False)
    label = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": clean(entry.words.join)}
    event.add("CONFERENCE", vUri(conference, params=label), encode=False)


def _head(feed: Feed, method: str) -> Calendar:
    head = Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"), ("METHOD", method)):
        head.add(name, value)
    if method != "PUBLISH":
        return head  # a name on an invitation makes Outlook open it as a second calendar
    for name, text in (("NAME", feed.name), ("X-WR-CALNAME", feed.name), ("X-WR-TIMEZONE", feed.zone)):
        _add_text(head, name, text)
    for name in ("DESCRIPTION", "X-WR-CALDESC"):
        _add_text(head, name, feed.description)
    head.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    head.add("X-PUBLISHED-TTL", "PT1H")
    if feed.source_url:
        head.add("SOURCE", vUri(uri(feed.source_url), params={"VALUE": "URI"}), encode=False)
    if is_colour(feed.colour):
        head.add("COLOR", css_colour(feed.colour))
        head.add("X-APPLE-CALENDAR-COLOR", feed.colour.upper())
    return head


def _add_text(component: Component, name: str, text: str) -> None:
    if cleaned := clean(text):
        component.add(name, Text(cleaned), encode=False)


def _address(person: Person, **parameters: str) -> vCalAddress:
    if not re.fullmatch(r"[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+", person.address):
        raise ValueError("not a mail address")
    name = " ".join(clean(person.name).split())
    return vCalAddress(
        f"mailto:{quote(person.address, safe='@!$*+')}", params={"CN": name, **parameters} if name else parameters
    )


@lru_cache(maxsize=256)
def steady_offset(zone: str) -> timedelta | None:
    """Return the zone's one offset from UTC, or None for a zone that moves its clocks, or that nobody knows.

    Steady means: the same on the first of every month from 2000 to 2040. Other zones are written in UTC, which no
    client gets wrong; RDATE blocks, which icalendar would write for them, are misread by Outlook.
    """
    try:
        local = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return None
    months = (datetime(year, month, 1, tzinfo=local) for year in range(2000, 2041) for month in range(1, 13))
    offsets = {each.utcoffset() for each in months}
    return offsets.pop() if len(offsets) == 1 and local.key != "UTC" else None


def _local(moment: datetime, zone: str) -> datetime:
    """Return the moment in its zone where a plain VTIMEZONE tells the truth about it, else in UTC."""
    if steady_offset(zone) is None or not 2000 < moment.year < 2040:
        return moment.astimezone(UTC)
    return moment.astimezone(ZoneInfo(zone))


@lru_cache(maxsize=256)
def _timezone(zone: str, offset: timedelta) -> bytes:
    block, standard = Timezone(), TimezoneStandard()
    block.add("TZID", zone)
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001 - RFC 5545 wants local time here
    standard.add("TZOFFSETFROM", offset)
    standard.add("TZOFFSETTO", offset)
    standard.add("TZNAME", datetime(2020, 1, 1, tzinfo=ZoneInfo(zone)).tzname() or zone)
    block.add_component(standard)
    return lines_of(block)
