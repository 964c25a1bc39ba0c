"""The linter passes good bytes, and names every fault planted in them."""

import pytest

from tests.calendars.linter import faults

GOOD = "\r\n".join(
    (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//example//example//EN",
        "METHOD:PUBLISH",
        "NAME:Hội nghị",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "SOURCE;VALUE=URI:https://example.org/calendar.ics",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Ho_Chi_Minh",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0700",
        "TZOFFSETTO:+0700",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:session-1@example.org",
        "SEQUENCE:0",
        "DTSTAMP:20211201T000000Z",
        "DTSTART;TZID=Asia/Ho_Chi_Minh:20211220T080000",
        "DTEND;TZID=Asia/Ho_Chi_Minh:20211220T081500",
        "ORGANIZER;CN=\"Bộ Ngoại giao; ^'Văn phòng^'\":mailto:office@example.org",
        "SUMMARY:Khai mạc\\, phát biểu\\; \\\\ và\\nhết dòng",
        "CATEGORIES:Toàn thể,Di sản",
        "STATUS:CONFIRMED",
        "GEO:21.0285;105.8542",
        "URL:https://example.org/sessions/1",
        "DESCRIPTION:Giới thiệu đại biểu tại hội trường và c",
        " ác điểm cầu.",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
).encode()

EVENT = GOOD[GOOD.index(b"BEGIN:VEVENT") : GOOD.index(b"END:VCALENDAR")]
ZONE = GOOD[GOOD.index(b"BEGIN:VTIMEZONE") : GOOD.index(b"BEGIN:VEVENT")]

PLANTED = {
    "no-final-crlf": (b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
    "bare-cr-or-lf": (b"SEQUENCE:0\r\n", b"SEQUENCE:0\n"),
    "byte-order-mark": (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR"),
    "long-line": (b"\r\n \xc3\xa1c", b"\xc3\xa1c"),
    "empty-line": (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\n\r\n"),
    "fold-cuts-character": (b"c\r\n \xc3\xa1c", b"c\xc3\r\n \xa1c"),
    "encoding": ("Hội".encode(), "Hội".encode("utf-16")),
    "nesting": (b"END:VEVENT\r\n", b""),
    "no-name": (b"SEQUENCE:0", b":0"),
    "no-colon": (b"SEQUENCE:0", b"SEQUENCE"),
    "parameter-twice": (b";VALUE=URI", b";VALUE=URI;VALUE=URI"),
    "control-character": ("Khai mạc".encode(), b"Khai\x07"),
    "missing: VCALENDAR VERSION": (b"VERSION:2.0\r\n", b""),
    "missing: VCALENDAR PRODID": (b"PRODID:-//example//example//EN\r\n", b""),
    "missing: VEVENT UID": (b"UID:session-1@example.org\r\n", b""),
    "missing: VEVENT DTSTAMP": (b"DTSTAMP:20211201T000000Z\r\n", b""),
    "missing: STANDARD TZOFFSETTO": (b"TZOFFSETTO:+0700\r\n", b""),
    "twice: VEVENT SEQUENCE": (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:1\r\n"),
    "value: VEVENT SUMMARY not escaped": (b"\\,", b","),
    "value: VEVENT SUMMARY wrong escape": (b"\\\\ ", b"\\t "),
    "value: VEVENT DTSTAMP wrong form": (b"20211201T000000Z", b"20211201T000000"),
    "value: VEVENT DTSTAMP no such moment": (b"20211201T000000Z", b"20211301T000000Z"),
    "value: VEVENT SEQUENCE wrong form": (b"SEQUENCE:0", b"SEQUENCE:-1"),
    "value: VEVENT GEO wrong form": (b"21.0285;105.8542", b"21.0285,105.8542"),
    "value: VEVENT URL no link": (b"URL:https://example.org/sessions/1", b"URL:sessions 1"),
    "value: VEVENT STATUS unknown word": (b"STATUS:CONFIRMED", b"STATUS:MOVED"),
    "value: VEVENT ORGANIZER caret": (b"^'V", b"^V"),
    "value: VCALENDAR REFRESH-INTERVAL VALUE=DURATION not said": (b";VALUE=DURATION", b""),
    "value: VCALENDAR REFRESH-INTERVAL wrong form": (b":PT1H", b":1H"),
    "value: VCALENDAR SOURCE VALUE=URI not said": (b";VALUE=URI", b""),
    "no-start": (b"DTSTART;TZID=Asia/Ho_Chi_Minh:20211220T080000\r\n", b""),
    "no-summary": (b"SUMMARY:", b"X-SUMMARY:"),
    "no-organizer": (b"ORGANIZER;", b"X-ORGANIZER;"),
    "attendee-in-publish": (b"STATUS:", b"ATTENDEE:mailto:anh@example.org\r\nSTATUS:"),
    "no-attendee": (b"METHOD:PUBLISH", b"METHOD:REQUEST"),
    "cancel-without-status-or-sequence": (b"METHOD:PUBLISH", b"METHOD:CANCEL"),
    "several-sessions": (
        GOOD,
        GOOD.replace(b"METHOD:PUBLISH", b"METHOD:REQUEST").replace(
            b"END:VCALENDAR", EVENT.replace(b"session-1", b"session-2") + b"END:VCALENDAR"
        ),
    ),
    "organizer-invites-herself": (b"STATUS:", b"ATTENDEE:mailto:Office@example.org\r\nSTATUS:"),
    "unknown-zone": (b"TZID:Asia/Ho_Chi_Minh", b"TZID:Asia/Saigon"),
    "zone-twice": (b"BEGIN:VEVENT", ZONE + b"BEGIN:VEVENT"),
    "utc-with-zone": (b"20211220T080000", b"20211220T080000Z"),
    "floating-time": (b"DTSTART;TZID=Asia/Ho_Chi_Minh", b"DTSTART"),
    "ends-before-it-starts": (b"20211220T081500", b"20211220T080000"),
    "both-end-and-duration": (b"STATUS:", b"DURATION:PT1H\r\nSTATUS:"),
    "start-and-end-of-different-kind": (b"DTEND;TZID=Asia/Ho_Chi_Minh:20211220T081500", b"DTEND:20211220T081500Z"),
    "uid-twice": (b"END:VCALENDAR", EVENT + b"END:VCALENDAR"),
}


def test_good_bytes_have_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str) -> None:
    before, after = PLANTED[fault]
    assert before in GOOD
    found = faults(GOOD.replace(before, after))
    assert [each for each in found if each.startswith(fault)] != [], found
