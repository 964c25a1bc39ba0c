"""What we send: the rules of calendar.md, judged by our own linter, also with hostile text."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Event

from eventapp.calendar_values import Text, clean, lines_of
from eventapp.icalendars import Entry, Feed, Person, Words, body, entry_body
from tests.calendars.linter import faults
from tests.calendars.programme import ZONE, entries, feed
from tests.calendars.reading import Part, read, text

GUEST = Person("Trần Thị Minh Hạnh", "hanh@example.vn")
OPENING = entries()[1]


def only(entry: Entry, **values: object) -> Feed:
    return Feed("Hội nghị", ZONE, (replace(entry, **values),))  # type: ignore[arg-type]


def event(entry: Entry, **values: object) -> Part:
    """Return the one VEVENT of a body that has no fault."""
    content = body(only(entry, **values))
    assert faults(content) == []
    return read(content).parts[-1]


def test_the_sample_conference_has_no_fault_and_thirteen_sessions() -> None:
    content = body(feed())
    assert faults(content) == []
    assert [part.name for part in read(content).parts] == ["VTIMEZONE"] + ["VEVENT"] * 13


def test_the_bytes_are_the_same_today_tomorrow_and_in_another_order() -> None:
    first = body(feed())
    entry_body.cache_clear()
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC)):
        again = body(replace(feed(), entries=entries()[::-1]))
    assert again == first


def test_a_session_wears_its_tracks_colour_by_the_nearest_name_of_css() -> None:
    lines = {line.name: line.value for line in event(OPENING, colour="#a8281f").lines}
    assert (lines["COLOR"], text(lines["CATEGORIES"])) == ("firebrick", "Toàn thể")
    for nothing in ("", "red", "#a8281f\r\nATTENDEE:x"):
        assert "COLOR" not in [line.name for line in event(OPENING, colour=nothing).lines]


def test_a_session_says_who_when_where_and_which_revision() -> None:
    written = event(OPENING, sequence=4)
    lines = {line.name: (line.parameters, line.value) for line in written.lines}
    assert lines["UID"] == ({}, OPENING.uid)
    assert lines["SEQUENCE"] == ({}, "4")
    assert lines["DTSTAMP"] == lines["LAST-MODIFIED"] == ({}, "20211201T023015Z")
    assert lines["DTSTART"] == ({"TZID": [ZONE]}, "20211220T080000")
    assert lines["DTEND"] == ({"TZID": [ZONE]}, "20211220T081500")
    assert lines["ORGANIZER"][0] == {"CN": ["Bộ Ngoại giao, ^'Văn phòng^'; ^^Ban tổ chức^^"]}
    assert lines["ORGANIZER"][1] == "mailto:hoinghi@example.vn"
    assert text(lines["LOCATION"][1]) == "Hội trường lớn"
    assert lines["CATEGORIES"] == ({}, "Toàn thể")
    assert lines["GEO"] == ({}, "21.0333;105.8333")
    assert (lines["STATUS"][1], lines["TRANSP"][1]) == ("CONFIRMED", "OPAQUE")


def test_a_break_does_not_make_the_delegate_busy() -> None:
    assert event(entries()[4]).value("TRANSP") == "TRANSPARENT"


def test_a_feed_carries_its_name_and_how_often_to_ask() -> None:
    lines = {line.name: line for line in read(body(feed())).lines}
    assert text(lines["NAME"].value) == text(lines["X-WR-CALNAME"].value) == feed().name
    assert lines["X-WR-TIMEZONE"].value == ZONE
    assert (lines["REFRESH-INTERVAL"].parameters, lines["REFRESH-INTERVAL"].value) == ({"VALUE": ["DURATION"]}, "PT1H")
    assert lines["X-PUBLISHED-TTL"].value == "PT1H"
    assert (lines["SOURCE"].parameters, lines["SOURCE"].value) == ({"VALUE": ["URI"]}, feed().source_url)
    assert (lines["COLOR"].value, lines["X-APPLE-CALENDAR-COLOR"].value) == ("teal", "#0E6B75")
    assert "ATTENDEE" not in {line.name for part in read(body(feed())).parts for line in part.lines}


def test_an_online_session_says_the_way_in_three_times() -> None:
    written = event(OPENING, conference="https://a.vn/join/1", words=Words(join="Tham dự trực tuyến"))
    conference = written.all("CONFERENCE")[0]
    assert conference.value == written.value("URL") == "https://a.vn/join/1"
    assert conference.parameters == {"VALUE": ["URI"], "FEATURE": ["VIDEO"], "LABEL": ["Tham dự trực tuyến"]}
    assert text(written.value("DESCRIPTION")).splitlines()[0] == "Tham dự trực tuyến: https://a.vn/join/1"
    assert text(written.value("DESCRIPTION")).splitlines()[-1] == OPENING.url


def test_a_cancelled_session_stays_says_so_and_leads_nowhere() -> None:
    written = event(OPENING, cancelled=True, conference="https://a.vn/join/1", words=Words(cancelled="Đã huỷ"))
    assert written.value("STATUS") == "CANCELLED"
    assert written.value("TRANSP") == "TRANSPARENT"
    assert text(written.value("SUMMARY")) == "Đã huỷ: Khai mạc Hội nghị"
    assert written.all("CONFERENCE") == []
    assert "join" not in written.value("DESCRIPTION")


def test_a_zone_that_moves_its_clocks_is_written_in_utc() -> None:
    content = body(replace(only(OPENING, zone="Europe/Paris"), zone="Europe/Paris"))
    assert faults(content) == []
    assert [part.name for part in read(content).parts] == ["VEVENT"]
    assert read(content).parts[0].value("DTSTART") == "20211220T010000Z"


def test_an_unknown_zone_and_a_year_before_the_zone_was_steady_keep_the_instant() -> None:
    assert event(OPENING, zone="Mars/Olympus").value("DTSTART") == "20211220T010000Z"
    old = datetime(1974, 5, 1, 1, tzinfo=UTC)
    assert event(OPENING, starts_at=old, ends_at=old + timedelta(hours=1)).value("DTSTART") == "19740501T010000Z"


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Asia/Kathmandu", "America/Bogota", "Etc/GMT+12"])
def test_steady_zones_have_a_block_of_their_own_or_are_utc(zone: str) -> None:
    content = body(only(OPENING, zone=zone))
    assert faults(content) == []


def test_a_feed_without_sessions_is_still_a_calendar() -> None:
    assert faults(body(Feed("Trống", ZONE))) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"url": "https://a.vn/\r\nATTENDEE:mailto:x@y.vn"},
        {"conference": "javascript:alert(1)"},
        {"conference": "http:///"},
        {"url": "http://[broken"},
        {"ends_at": OPENING.starts_at},
        {"starts_at": datetime(2021, 12, 20, 8)},
        {"ends_at": datetime.max.replace(tzinfo=UTC)},
        {"organizer": Person("X", "a@b.vn\r\nX-EVIL:1")},
        {"organizer": Person("X", "nobody")},
        {"uid": " \x00"},
        {"sequence": -1},
        {"geo": (91.0, 0.0)},
        {"geo": (float("nan"), 0.0)},
        {"url": "https://a.vn/\ud800"},
    ],
    ids=str,
)
def test_one_broken_session_of_thirteen_is_left_out_and_told(broken: dict[str, object]) -> None:
    bad = replace(OPENING, **broken)  # type: ignore[arg-type]
    told: list[Entry] = []
    content = body(replace(feed(), entries=(*entries(), bad)), skipped=lambda entry, reason: told.append(entry))
    assert told == [bad]
    assert content == body(feed())


def test_an_invitation_names_one_guest_and_no_calendar() -> None:
    content = body(only(OPENING), "REQUEST", GUEST)
    assert faults(content) == []
    assert [line.name for line in read(content).lines] == ["VERSION", "PRODID", "CALSCALE", "METHOD"]
    guest = read(content).parts[-1].all("ATTENDEE")
    assert [(each.value, each.parameters["CN"]) for each in guest] == [("mailto:hanh@example.vn", [GUEST.name])]


def test_a_cancellation_by_mail_has_no_fault() -> None:
    assert faults(body(only(OPENING, cancelled=True, sequence=1), "CANCEL", GUEST)) == []


@pytest.mark.parametrize(("method", "guest"), [("PUBLISH", GUEST), ("REQUEST", None), ("ADD", None)])
def test_a_method_with_the_wrong_guests_is_refused(method: str, guest: Person | None) -> None:
    with pytest.raises(ValueError, match=r"attendee|unknown method"):
        body(feed(), method, guest)


@pytest.mark.parametrize(
    ("method", "sessions"),
    [
        ("REQUEST", entries()),
        ("REQUEST", ()),
        ("REQUEST", (replace(OPENING, sequence=-1),)),
        ("CANCEL", (OPENING,)),
    ],
)
def test_a_letter_is_about_one_session_and_fails_rather_than_say_nothing(
    method: str, sessions: tuple[Entry, ...]
) -> None:
    with pytest.raises(ValueError, match=r"one session|SEQUENCE|not cancelled"):
        body(Feed("Hội nghị", ZONE, sessions), method, GUEST)


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='\\nN,;:"^\r\n\t \x00\x7f\u0085\u2028🇻🇳ỄặÐd\u0302\u0323', max_size=200),
    st.sampled_from(["BEGIN:VALARM\r\nACTION:DISPLAY", "\r\nEND:VEVENT\r\n", "C:\\New", "ế" * 300, "=1+1", "{{7*7}}"]),
)


@given(summary=HOSTILE, start=st.integers(0, 80))
@settings(max_examples=300, deadline=None)
def test_lines_are_folded_where_icalendar_folds_them(summary: str, start: int) -> None:
    component = Event()
    component.add("SUMMARY", Text("x" * start + clean(summary)))
    assert lines_of(component) == component.to_ical()


@given(summary=HOSTILE, description=HOSTILE, location=HOSTILE, category=HOSTILE, name=HOSTILE, word=HOSTILE)
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_a_line_or_gets_lost(
    summary: str, description: str, location: str, category: str, name: str, word: str
) -> None:
    written = event(
        OPENING,
        summary=f"x{summary}x",
        description=f"x{description}x",
        location=f"x{location}x",
        categories=(category, f"x{category}x"),
        organizer=Person(name, "a@b.vn"),
        conference="https://a.vn/1",
        words=Words(join=f"x{word}x", cancelled=word),
    )
    assert text(written.value("SUMMARY")) == readable(f"x{summary}x")
    assert text(written.value("LOCATION")) == readable(f"x{location}x")
    assert readable(f"x{description}x") in text(written.value("DESCRIPTION"))
    assert {line.name for line in written.lines} <= {
        *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "DTSTART", "DTEND", "ORGANIZER", "STATUS"),
        *("TRANSP", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "CONFERENCE", "CATEGORIES", "GEO"),
    }


def readable(written: str) -> str:
    """Return what must be left of a text: NFC, one kind of line break, no control characters."""
    for line_break in ("\r\n", "\r", "\u0085", "\u2028", "\u2029"):
        written = written.replace(line_break, "\n")
    kept = [each for each in written if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs")]
    return unicodedata.normalize("NFC", "".join(kept))


@given(link=st.one_of(HOSTILE, HOSTILE.map("https://a.vn/{}".format)), address=HOSTILE.map("{}@b.vn".format))
@settings(max_examples=300, deadline=None)
def test_no_link_or_address_brings_a_line_of_its_own(link: str, address: str) -> None:
    sessions = (replace(OPENING, url=link), replace(OPENING, uid="2", organizer=Person("X", address)))
    assert faults(body(Feed("Hội nghị", ZONE, (*sessions, replace(OPENING, uid="3"))))) == []


@given(feed_name=HOSTILE, zone=HOSTILE, colour=HOSTILE)
@settings(max_examples=100, deadline=None)
def test_no_feed_breaks_its_own_head(feed_name: str, zone: str, colour: str) -> None:
    content = body(Feed(f"x{feed_name}", zone, (OPENING,), colour=colour, description=feed_name))
    assert faults(content) == []


def test_of_three_hundred_known_sessions_none_is_written_anew() -> None:
    """What a feed of one changed session costs is one session."""
    sessions = tuple(replace(OPENING, uid=f"session-{number}@a.vn") for number in range(300))
    first = body(Feed("Hội nghị", ZONE, sessions))
    before = entry_body.cache_info()
    again = body(Feed("Hội nghị", ZONE, tuple(replace(each) for each in sessions)))
    after = entry_body.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (0, 300)
    assert again == first
