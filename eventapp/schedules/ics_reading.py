"""Reads iCalendar files line by line (RFC 5545), forgiving what calendar programs forgive."""

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import NamedTuple

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from eventapp.icalendars import PRODUCT
from eventapp.schedules.items import Item, Source
from eventapp.schedules.times import find_zone, read_day, read_duration, read_moment

_FOLD = re.compile(rb"\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^=:;]+=(?:"[^"]*"|[^":;,]*)(?:,(?:"[^"]*"|[^":;,]*))*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([^=:;]+)=("[^"]*"|[^":;]*)')
_COMMA = re.compile(r"(?<!\\),")
_ESCAPE = re.compile(r"\\([\\;,nN])")
# What our own feeds call the people below an abstract, in both languages (programme/wording.py, as translated).
PLATFORM = {
    "chairs": ("Chair", "Chairs", "Chủ trì"),
    "moderators": ("Moderator", "Moderators", "Điều hành"),
    "speakers": ("Speaker", "Speakers", "Diễn giả"),
}
_ROLES = {word: role for role, words in PLATFORM.items() for word in words}


class Line(NamedTuple):
    """One content line: its name, its parameters, its value as written."""

    name: str
    parameters: dict[str, str]
    value: str


def read_ics(content: bytes) -> Source:
    """Return what the file says; what is no content line is passed over."""
    source, depth = Source([]), 0
    event: list[Line] | None = None
    for line in _lines(content):
        match line.name, line.value.strip().upper():
            case "BEGIN", "VEVENT":
                event, depth = [], 0
            case "BEGIN", _ if event is not None:
                depth += 1  # an alarm inside
            case "END", "VEVENT" if event is not None:
                source.items.append(_item(event, source))
                event = None
            case "END", _ if event is not None:
                depth = max(depth - 1, 0)
            case "PRODID", _:
                source.is_ours = line.value.strip() == PRODUCT
            case "X-WR-TIMEZONE", _:
                source.zone = line.value
            case _ if event is not None and not depth:
                event.append(line)
    if event:
        source.items.append(_item(event, source))
        source.items[-1].remarks.append("cut_off")
    return source


def _lines(content: bytes) -> Iterator[Line]:
    """Yield the content lines. Unfolded as bytes, for some programs fold in the midst of a character."""
    unfolded = _FOLD.sub(b"", content.removeprefix(b"\xef\xbb\xbf"))
    for written in re.split("\r\n|\r|\n", unfolded.decode("utf-8", "replace")):
        if found := _LINE.fullmatch(written):
            parameters = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(found[2])}
            yield Line(found[1].upper(), parameters, found[3])


def _item(lines: list[Line], source: Source) -> Item:
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.name, line)
    item = Item(
        guid=_text(first, "UID"),
        title=_text(first, "SUMMARY"),
        room=_text(first, "LOCATION"),
        track=_unescaped(_COMMA.split(first["CATEGORIES"].value)[0]) if "CATEGORIES" in first else "",
        description=_text(first, "DESCRIPTION"),
        is_cancelled=_text(first, "STATUS").strip().upper() == "CANCELLED",
        persons=[line.parameters.get("CN", "") for line in lines if line.name == "ATTENDEE" and _is_human(line)],
    )
    if "RRULE" in first or "RDATE" in first:
        item.remarks.append("repeats")
    item.date, item.end = _moment(first.get("DTSTART"), item), _moment(first.get("DTEND"), item)
    item.duration = first["DURATION"].value if "DURATION" in first else ""
    if item.date and not item.end and read_duration(item.duration) is None:
        item.duration = "PT24H" if "whole_day" in item.remarks else ""
    return _with_platform(item) if source.is_ours else item


def _is_human(line: Line) -> bool:
    return line.parameters.get("CUTYPE", "INDIVIDUAL").upper() in ("INDIVIDUAL", "UNKNOWN")


def _text(first: dict[str, Line], name: str) -> str:
    return _unescaped(first[name].value) if name in first else ""


def _unescaped(value: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _moment(line: Line | None, item: Item) -> str:
    """Return a moment by ISO 8601, with the offset of its zone where it has one; a whole day begins at midnight."""
    if line is None:
        return ""
    value = line.value.strip()
    moment = read_moment(value)
    if moment is None:
        day = read_day(f"{value[:4]}-{value[4:6]}-{value[6:8]}") if len(value) == 8 else None
        if day is not None:
            item.remarks.append("whole_day")
        return f"{day}T00:00:00" if day else value
    name = line.parameters.get("TZID", "")
    if moment.tzinfo is not None or not name:
        return moment.isoformat()
    zone = _zone(name)
    if zone is None:
        item.remarks.append("unknown_zone")
        return moment.isoformat()
    local = moment.replace(tzinfo=find_zone(zone))
    offset = local.utcoffset() or timedelta()
    return (local if offset.seconds % 60 == 0 else local.astimezone(UTC)).isoformat()


def _zone(name: str) -> str | None:
    """Return the IANA name that a TZID means: its own, that at its end (Mozilla's), or Microsoft's for the place."""
    parts = name.strip("/").split("/")
    tries = [WINDOWS_TO_OLSON.get(name, ""), *("/".join(parts[start:]) for start in range(len(parts)))]
    return next((each for each in tries if each and find_zone(each) is not None), None)


def _with_platform(item: Item) -> Item:
    """Take the people of our own feeds, who stand in the last paragraph, out of the abstract."""
    abstract, _blank, last = item.description.rpartition("\n\n")
    named = [line.partition(": ") for line in last.split("\n")]
    if not all(word in _ROLES and names for word, _colon, names in named):
        return item
    item.description = abstract
    for word, _colon, names in named:
        getattr(item, _ROLES[word]).extend(names.split(", "))
    return item
