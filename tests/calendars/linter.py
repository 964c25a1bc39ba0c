"""A judge of iCalendar bytes, written from RFC 5545, 5546, 6868 and 7986; it shares no code with the exporter.

No library noticed a missing DTSTAMP, a long line, a bare LF or REFRESH-INTERVAL without VALUE; this one does.
"""

import re
from datetime import datetime

from tests.calendars.reading import ESCAPE, Line, Part, tree_of

TEXTS = {
    "SUMMARY", "DESCRIPTION", "LOCATION", "UID", "NAME", "PRODID", "TZID", "TZNAME", "COLOR", "COMMENT",
    "X-WR-CALNAME", "X-WR-CALDESC", "CATEGORIES",
}  # fmt: skip
LISTS = {"CATEGORIES"}
LINKS = {"URL", "SOURCE", "CONFERENCE", "ORGANIZER", "ATTENDEE"}
OFFSETS = {"TZOFFSETFROM", "TZOFFSETTO"}
STAMPS = {"DTSTAMP", "CREATED", "LAST-MODIFIED"}
MUST_SAY_VALUE = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI", "CONFERENCE": "URI"}
WORDS = {
    "STATUS": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "TRANSP": {"OPAQUE", "TRANSPARENT"},
    "VERSION": {"2.0"},
    "CALSCALE": {"GREGORIAN"},
    "METHOD": {"PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"},
}
ONCE = {
    "VCALENDAR": {"VERSION", "PRODID", "CALSCALE", "METHOD", "COLOR", "REFRESH-INTERVAL", "SOURCE", "LAST-MODIFIED"},
    "VEVENT": {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS",
        "TRANSP", "URL", "CREATED", "LAST-MODIFIED", "ORGANIZER", "GEO", "CLASS", "PRIORITY", "RECURRENCE-ID", "COLOR",
    },
    "VTIMEZONE": {"TZID", "LAST-MODIFIED", "TZURL"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}  # fmt: skip
NEEDED = {
    "VCALENDAR": {"VERSION", "PRODID"},
    "VEVENT": {"UID", "DTSTAMP"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}


def faults(content: bytes) -> list[str]:
    """Return every fault found, as `code: where`; an empty list means the bytes are good."""
    found = list(_bytes(content))
    if any(each.startswith(("encoding", "fold-cuts")) for each in found):
        return found  # what follows cannot be read
    calendar = tree_of(content, found)
    if calendar is None:
        return found
    _structure(calendar, found)
    if calendar.name == "VCALENDAR":
        _method(calendar, found)
        _zones(calendar, found)
        _identity(calendar, found)
    return found


def _bytes(content: bytes) -> list[str]:
    found = []
    if not content.endswith(b"\r\n"):
        found.append("no-final-crlf: end")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        found.append("bare-cr-or-lf: somewhere")
    if content.startswith(b"\xef\xbb\xbf"):
        found.append("byte-order-mark: start")
    for number, line in enumerate(content.split(b"\r\n")[:-1], 1):
        if len(line) > 75:
            found.append(f"long-line: {number} has {len(line)} octets")
        if not line:
            found.append(f"empty-line: {number}")
        try:
            line.decode()
        except UnicodeDecodeError:
            found.append(f"fold-cuts-character: {number}")
    try:
        content.decode()
    except UnicodeDecodeError:
        found.append("encoding: not UTF-8")
    return found


def _structure(part: Part, found: list[str]) -> None:
    names = [line.name for line in part.lines]
    found += [f"missing: {part.name} {each}" for each in sorted(NEEDED.get(part.name, set()) - set(names))]
    found += [f"twice: {part.name} {each}" for each in sorted(ONCE.get(part.name, set())) if names.count(each) > 1]
    for line in part.lines:
        found += [f"value: {part.name} {line.name} {each}" for each in _value(line)]
    if part.name == "VEVENT":
        _event(part, found)
    if part.name == "VTIMEZONE" and not any(each.name in ("STANDARD", "DAYLIGHT") for each in part.parts):
        found.append("missing: VTIMEZONE STANDARD or DAYLIGHT")
    if part.name == "VCALENDAR" and not part.parts:
        found.append("missing: VCALENDAR component")
    for each in part.parts:
        _structure(each, found)


def _value(line: Line) -> list[str]:
    """Return what is wrong with one property's value."""
    name, value, found = line.name, line.value, []
    if name in TEXTS:
        if any(each not in ("\\", ";", ",", "n", "N") for each in ESCAPE.findall(value)):
            found.append("wrong escape")
        bare = ESCAPE.sub("", value)
        if ";" in bare or ("," in bare and name not in LISTS):
            found.append("not escaped")
    checks = {
        **dict.fromkeys(OFFSETS, r"[+-]\d{4}(\d\d)?"),
        **dict.fromkeys(STAMPS, r"\d{8}T\d{6}Z"),
        **dict.fromkeys(("DTSTART", "DTEND"), r"\d{8}T\d{6}Z?|\d{8}"),
        **dict.fromkeys(
            ("REFRESH-INTERVAL", "X-PUBLISHED-TTL"),
            r"[+]?P(\d+W|\d+D|(\d+D)?T(\d+H(\d+M(\d+S)?)?|\d+M(\d+S)?|\d+S))",
        ),
        "SEQUENCE": r"\d+",
        "GEO": r"-?\d{1,2}(\.\d+)?;-?\d{1,3}(\.\d+)?",
        "COLOR": r"[a-z]+",
    }
    if name in checks and not re.fullmatch(checks[name], value):
        found.append("wrong form")
    elif name in STAMPS | {"DTSTART", "DTEND"} and _moment(value) is None:
        found.append("no such moment")
    if name in LINKS and not _is_link(value):
        found.append("no link")
    if name in WORDS and value not in WORDS[name]:
        found.append("unknown word")
    if name in MUST_SAY_VALUE and line.parameters.get("VALUE") != [MUST_SAY_VALUE[name]]:
        found.append(f"VALUE={MUST_SAY_VALUE[name]} not said")
    if any("^" in re.sub(r"\^[n^']", "", each) for each in line.parameters.get("CN", [])):
        found.append("caret not escaped (RFC 6868)")
    return found


def _is_link(value: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+", value) is not None and not set(value) & set('<>"{}|\\^`')


def _moment(value: str) -> datetime | None:
    try:
        return datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S" if "T" in value else "%Y%m%d")
    except ValueError:
        return None


def _event(event: Part, found: list[str]) -> None:
    where = event.value("UID")
    starts, ends = event.all("DTSTART"), event.all("DTEND")
    if ends and event.all("DURATION"):
        found.append(f"both-end-and-duration: {where}")
    if starts and ends:
        if starts[0].parameters != ends[0].parameters or starts[0].value[-1:] != ends[0].value[-1:] == "Z":
            found.append(f"start-and-end-of-different-kind: {where}")
        first, last = _moment(starts[0].value), _moment(ends[0].value)
        if first and last and last <= first:
            found.append(f"ends-before-it-starts: {where}")
    if event.value("STATUS") == "CANCELLED" and not event.all("SEQUENCE"):
        found.append(f"cancelled-without-sequence: {where}")


def _method(calendar: Part, found: list[str]) -> None:
    """Judge by RFC 5546 section 3.2; without a method, RFC 5545 wants a DTSTART."""
    method, uids = calendar.value("METHOD"), {each.value("UID") for each in calendar.parts if each.name == "VEVENT"}
    for event in (each for each in calendar.parts if each.name == "VEVENT"):
        guests, organizer = event.all("ATTENDEE"), event.value("ORGANIZER").lower()
        cancelled = event.value("STATUS") == "CANCELLED" and event.all("SEQUENCE")
        rules = {
            "no-start": method != "CANCEL" and not event.all("DTSTART"),
            "no-summary": method in ("PUBLISH", "REQUEST") and not event.all("SUMMARY"),
            "no-organizer": method and not organizer,
            "attendee-in-publish": method == "PUBLISH" and guests,
            "no-attendee": method in ("REQUEST", "CANCEL") and not guests,
            "cancel-without-status-or-sequence": method == "CANCEL" and not cancelled,
            "several-sessions": method in ("REQUEST", "CANCEL") and len(uids) > 1,
            "organizer-invites-herself": organizer in [guest.value.lower() for guest in guests],
        }
        found += [f"{rule}: {event.value('UID')}" for rule, broken in rules.items() if broken]


def _zones(calendar: Part, found: list[str]) -> None:
    known = [each.value("TZID") for each in calendar.parts if each.name == "VTIMEZONE"]
    found += [f"zone-twice: {each}" for each in sorted(set(known)) if known.count(each) > 1]
    for event in (each for each in calendar.parts if each.name == "VEVENT"):
        for line in event.lines:
            for zone in line.parameters.get("TZID", []):
                if zone not in known:
                    found.append(f"unknown-zone: {zone}")
                if line.value.endswith("Z"):
                    found.append(f"utc-with-zone: {line.name}")
            local = line.name in ("DTSTART", "DTEND") and "T" in line.value and not line.value.endswith("Z")
            if local and "TZID" not in line.parameters:
                found.append(f"floating-time: {event.value('UID')}")


def _identity(calendar: Part, found: list[str]) -> None:
    keys = [(each.value("UID"), each.value("RECURRENCE-ID")) for each in calendar.parts if each.name == "VEVENT"]
    found += [f"uid-twice: {key[0]}" for key in sorted(set(keys)) if keys.count(key) > 1]
