"""Schedules of other software, as they should be and as they are."""

import json
import random
from datetime import date, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.programme.schedule_words import REMARKS
from eventapp.schedules.items import COLUMNS
from eventapp.schedules.reading import NoSessions, read_programme
from eventapp.schedules.texts import paragraphs, plain_text
from eventapp.schedules.times import read_duration
from eventapp.schedules.xml_reading import BrokenSchedule, DeclaresEntities
from eventapp.spreadsheets import OversizedSheet, UnreadableSheet, UnsupportedSheet
from tests.schedules.conformance import REAL, real

BERLIN = "Europe/Berlin"


def rows(content: str | bytes, zone: str = BERLIN) -> list[dict[str, Any]]:
    """Return the sessions of a file, by column."""
    table = read_programme(content if isinstance(content, bytes) else content.encode(), zone, "schedule")
    return [dict(zip(COLUMNS, row.cells, strict=True)) for row in table.rows[1:]]


def xml(*events: str, day: str = 'date="2023-08-05"', conference: str = "") -> str:
    """Return a schedule.xml of these events in one room."""
    return f'<schedule>{conference}<day {day}><room name="HS1">{"".join(events)}</room></day></schedule>'


def event(attributes: str = 'id="7"', **texts: str) -> str:
    """Return one event."""
    given = {"title": "Talk", "start": "10:00", "duration": "01:00", **texts}
    return f"<event {attributes}>{''.join(f'<{name}>{text}</{name}>' for name, text in given.items())}</event>"


def ics(*lines: str) -> str:
    """Return an iCalendar file of one session."""
    body = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(body)


def times(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return when a session begins and ends."""
    return tuple(row[name] for name in ("date", "start", "end_date", "end"))


def test_an_event_says_what_when_where_and_who() -> None:
    persons = '<person id="1">Ada  Lovelace</person><person>Smith; Sons</person><person>???</person>'
    [row] = rows(
        xml(
            event(
                'guid="2D64F8E2-26EE-529F-B5AB-3B3F326E31B9" id="7"',
                persons=persons,
                track="Säle",
                type="workshop",
                subtitle="Below",
                abstract="&lt;p&gt;One&lt;/p&gt;",
                description="One and more",
            )
        )
    )
    assert row == {
        "uid": "2d64f8e2-26ee-529f-b5ab-3b3f326e31b9",
        "date": date(2023, 8, 5),
        "start": time(10),
        "end_date": date(2023, 8, 5),
        "end": time(11),
        "title": "Talk",
        "location": "HS1",
        "track": "Säle",
        "kind_there": "workshop",
        "chairs": "",
        "moderators": "",
        "speakers": "",
        "persons": "Ada Lovelace; Smith, Sons",
        "abstract": "Below\n\nOne and more",
        "status": "",
        "reader_remarks": "",
    }


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("1:30", 90), ("00:90", 90), ("01:30:00", 90), ("PT1H30M", 90), ("90", 90), ("0:05", 5), ("P1D", 1440)],
)
def test_durations_are_read_as_they_are_written(written: str, minutes: int) -> None:
    length = read_duration(written)
    assert length is not None and length.total_seconds() == minutes * 60


@pytest.mark.parametrize("written", ["", "0:00", "-1:00", "soon", "99999:00", "1:30:", "PT"])
def test_what_is_no_duration_becomes_an_hour_that_is_told(written: str) -> None:
    [row] = rows(xml(event(duration=written)))
    assert (row["end"], row["reader_remarks"]) == (time(11), "assumed_end")


def test_a_moment_with_an_offset_counts_wherever_the_event_is() -> None:
    schedule = xml(event(date="2023-08-05T10:00:00+02:00"))
    assert [times(rows(schedule, zone)[0])[:2] for zone in (BERLIN, "Asia/Ho_Chi_Minh", "America/New_York")] == [
        (date(2023, 8, 5), time(10)),
        (date(2023, 8, 5), time(15)),
        (date(2023, 8, 5), time(4)),
    ]


def test_an_offset_of_the_other_half_of_the_year_is_a_slip() -> None:
    [row] = rows(xml(event(date="2023-08-05T10:00:00+01:00")))
    assert (row["start"], row["reader_remarks"]) == (time(10), "wrong_offset")
    [other] = rows(xml(event(date="2023-08-05T10:00:00+05:30")))
    assert (other["start"], other["reader_remarks"]) == (time(6, 30), "")


def test_the_zone_of_the_file_is_meant_where_times_are_local() -> None:
    named = "<conference><time_zone_name>Asia/Tokyo</time_zone_name></conference>"
    assert rows(xml(event(), conference=named))[0]["start"] == time(3)
    assert rows(xml(event(), conference=named.replace("Tokyo", "Nowhere")))[0]["start"] == time(10)


@pytest.mark.parametrize(
    ("texts", "day", "expected"),
    [
        ({"start": "23:30"}, 'date="2023-08-05"', (date(2023, 8, 5), time(23, 30), date(2023, 8, 6), time(0, 30))),
        ({"start": "25:30"}, 'date="2023-08-05"', (date(2023, 8, 6), time(1, 30), date(2023, 8, 6), time(2, 30))),
        (
            {"start": "01:30"},
            'date="2023-08-05" start="2023-08-05T06:00:00+02:00"',
            (date(2023, 8, 6), time(1, 30), date(2023, 8, 6), time(2, 30)),
        ),
        (
            {"start": "01:30", "date": "2023-08-06T01:30:00+02:00"},
            'date="2023-08-05" start="2023-08-05T06:00:00+02:00"',
            (date(2023, 8, 6), time(1, 30), date(2023, 8, 6), time(2, 30)),
        ),
        ({"date": "2023-08-07"}, "", (date(2023, 8, 7), time(10), date(2023, 8, 7), time(11))),
    ],
)
def test_nights_and_days_that_lack_find_their_date(texts: dict[str, str], day: str, expected: tuple[Any, ...]) -> None:
    assert times(rows(xml(event(**texts), day=day))[0]) == expected


def test_what_cannot_be_read_stands_as_it_was_written_for_the_report() -> None:
    missing, odd = rows(xml(event(), event('id="8"', date="soon", start="late"), day=""))
    assert times(missing) == ("", "", "", "")
    assert times(odd) == ("soon", "late", "", "")


def test_events_that_share_an_identity_get_one_of_their_own_and_repetitions_do_not() -> None:
    first, again, other = rows(xml(event(), event(), event(start="12:00")))
    assert (first["uid"], again["uid"], first["reader_remarks"], other["reader_remarks"]) == ("7", "7", "", "same_id")
    assert other["uid"] != "7"
    assert rows(xml(event(), event(), event(start="12:00")))[2]["uid"] == other["uid"]


def test_an_identity_is_the_guid_else_the_number_else_the_slug_else_what_it_says() -> None:
    given = ('guid="talk-7" id="7"', 'guid="" id="7"')
    assert [rows(xml(event(each)))[0]["uid"] for each in given] == ["talk-7", "7"]
    assert rows(xml(event("", slug="a-talk")))[0]["uid"] == "a-talk"
    nameless = [rows(xml(event("", **texts)))[0]["uid"] for texts in ({}, {}, {"title": "Other"})]
    assert nameless[0] == nameless[1] != nameless[2]
    assert len(rows(xml(event(f'guid="{"x" * 300}"')))[0]["uid"]) == 36


@pytest.mark.parametrize(
    "damaged",
    [
        xml(event(title="Talk\x0b\x00 & more &nbsp;&eacute;&nothing;")).encode(),
        xml(event(title="Talk")).encode().replace(b"Talk", b"Talk & more \xe2\x82"),
        ('<?xml version="1.0" encoding="ISO-8859-1"?>' + xml(event(title="Ü"))).encode("latin-1"),
        xml(event(title="Talk")).encode("utf-16"),
        b"\xef\xbb\xbf\n " + xml(event(title="Talk")).encode(),
        xml(event(title="Talk")).replace("<schedule>", '<schedule xmlns="urn:x">').encode(),
        ('<!DOCTYPE schedule SYSTEM "file:///etc/passwd">' + xml(event(title="Talk"))).encode(),
    ],
    ids=["entities", "cut-utf8", "latin-1", "utf-16", "bom", "namespace", "doctype"],
)
def test_xml_that_is_not_quite_right_is_read(damaged: bytes) -> None:
    [row] = rows(damaged)
    assert row["title"].startswith(("Talk", "Ü"))
    assert (row["start"], "root:" in row["title"]) == (time(10), False)


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
SPY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]>'


@pytest.mark.parametrize("declared", [BOMB, SPY, PARAMETER], ids=["bomb", "spy", "parameter"])
@pytest.mark.parametrize("damage", ["", "\x0b"])
def test_entities_are_refused_before_any_is_unfolded(declared: str, damage: str) -> None:
    with pytest.raises(DeclaresEntities):
        rows(declared + xml(event(title=f"{damage}&a;")))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (xml(event())[:-20], BrokenSchedule),
        ('{"schedule": {', BrokenSchedule),
        ('{"a":' + "[" * 200_000, BrokenSchedule),
        ('{"schedule": ' + "9" * 5000 + "}", BrokenSchedule),
        ("<html><body>404</body></html>", UnsupportedSheet),
        ('<?xml version="1.0" encoding="klingon"?><schedule/>', UnsupportedSheet),
        ("<schedule/>", NoSessions),
        ("{}", NoSessions),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", NoSessions),
        ("<schedule>" + " " * 50_000_000, OversizedSheet),
    ],
    ids=["cut", "json", "deep", "number", "html", "encoding", "empty", "empty-json", "empty-ics", "50MB"],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: str, refusal: type[UnreadableSheet]) -> None:
    with pytest.raises(refusal):
        rows(content)


def test_json_of_any_shape_is_searched_for_its_events() -> None:
    talk = {
        "id": 7,
        "title": {"de": "Vortrag"},
        "start": "10:00",
        "duration": "0:30",
        "persons": ["Ada", {"name": "Bo"}],
    }
    days = [{"index": 1, "date": "2023-08-05", "rooms": {"HS1": [talk]}}]
    [row] = rows(json.dumps({"schedule": {"conference": {"title": "X", "start": "2023-08-05", "days": days}}}))
    assert (row["location"], row["title"], row["persons"], row["start"]) == ("HS1", "Vortrag", "Ada; Bo", time(10))
    [flat] = rows(json.dumps({"talks": [{**talk, "date": "2023-08-05T10:00:00+02:00", "room": "HS2"}]}))
    assert (flat["location"], flat["end"]) == ("HS2", time(10, 30))
    assert rows('{"events": [{"title": "\\ud800Lone", "date": "2023-08-05T10:00"}]}')[0]["title"] == "Lone"


@pytest.mark.parametrize(
    ("line", "start", "remarks"),
    [
        ("DTSTART:20230805T100000", time(10), ""),
        ("DTSTART:20230805T100000Z", time(12), ""),
        ("DTSTART;TZID=America/New_York:20230805T100000", time(16), ""),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Asia/Tokyo:20230805T100000", time(3), ""),
        ("DTSTART;TZID=W. Europe Standard Time:20230805T100000", time(10), ""),
        ('DTSTART;TZID="Custom; zone":20230805T100000', time(10), "unknown_zone"),
    ],
)
def test_a_calendars_times_are_read_in_their_zone(line: str, start: time, remarks: str) -> None:
    [row] = rows(ics("UID:7@x", "SUMMARY:Talk", line, "DURATION:PT30M"))
    assert (row["start"], row["end"].minute, row["reader_remarks"]) == (start, 30, remarks)


def test_a_calendar_says_the_rest_too() -> None:
    [row] = rows(
        ics(
            "UID:7@x",
            "SUMMARY:A\\, b\\; c",
            "LOCATION:Hall",
            "CATEGORIES:Nets\\, and more,Other",
            "DTSTART;VALUE=DATE:20230805",
            "RRULE:FREQ=DAILY",
            "STATUS:CANCELLED",
            'ATTENDEE;CN="Ada: L";CUTYPE=INDIVIDUAL:invalid:nomail',
            "ATTENDEE;CUTYPE=ROOM;CN=Hall:invalid:nomail",
            "BEGIN:VALARM",
            "DESCRIPTION:no",
            "END:VALARM",
            "DESCRIPTION:one\\ntwo",
        )
    )
    assert times(row) == (date(2023, 8, 5), time(0), date(2023, 8, 6), time(0))
    assert (row["title"], row["track"], row["persons"], row["abstract"], row["status"], row["reader_remarks"]) == (
        "A, b; c",
        "Nets, and more",
        "Ada: L",
        "one\ntwo",
        "cancelled",
        "repeats whole_day",
    )


def test_a_calendar_folded_within_a_character_or_cut_off_is_read() -> None:
    whole = ics("UID:7", "SUMMARY:Ặ", "DTSTART:20230805T100000Z").encode()
    folded = whole.replace("Ặ".encode(), "Ặ".encode()[:1] + b"\r\n " + "Ặ".encode()[1:])
    assert rows(folded)[0]["title"] == "Ặ"
    assert rows(whole[: whole.index(b"END:VEVENT")])[0]["reader_remarks"] == "cut_off assumed_end"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain, a < b and <nothing>", "plain, a < b and <nothing>"),
        ("<p>One\n two</p><p>Three</p>", "One two\n\nThree"),
        ("<ul><li>a</li><li><b>b</b></li></ul>", "- a\n- b"),
        ('see <a href="https://x.example/">here</a>', "see here (https://x.example/)"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("<p>a<script>alert(1)</script></p>", "a"),
        ("x <i>y</i>\n\nz &amp; w", "x y\n\nz & w"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("a<br/>b", "a\nb"),
        ("<p", "<p"),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_what_is_said_twice_is_kept_once() -> None:
    assert paragraphs("One", "", "One and two", "Three", "Three") == "One and two\n\nThree"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"<schedule>", b"{", b"BEGIN:VCALENDAR\n", b"<", b"\xff\xfe<\x00", b""])
)
def test_no_bytes_whatever_are_more_than_refused(content: bytes, beginning: bytes) -> None:
    read_leniently(beginning + content)


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("seed", range(12))
def test_a_real_file_that_was_garbled_is_read_or_refused(name: str, seed: int) -> None:
    chance, content = random.Random(seed), bytearray(real(name)[:150_000] if seed % 2 else real(name))
    match seed % 4:
        case 0:
            content = content[: chance.randrange(len(content))]
        case 1:
            for _ in range(30):
                content[chance.randrange(len(content))] = chance.randrange(256)
        case 2:
            lines = bytes(content).split(b"\n")
            chance.shuffle(lines)
            content = bytearray(b"\n".join(lines))
        case _:
            at = chance.randrange(len(content))
            content[at:at] = b"\x00" * 50
    read_leniently(bytes(content))


def read_leniently(content: bytes) -> None:
    """Read; whatever comes of it are rows that any database keeps, or a refusal."""
    try:
        table = read_programme(content, BERLIN, "schedule")
    except UnreadableSheet:
        return
    is_schedule = list(table.rows[0].cells) == list(COLUMNS)
    for row in table.rows[1:] if is_schedule else ():
        for cell in row.cells:
            assert "\x00" not in str(cell).encode().decode()
        assert set(str(row.cells[-1]).split()) <= set(REMARKS)


@pytest.mark.parametrize(("name", "sessions"), list(zip(REAL, (773, 24, 36), strict=True)))
def test_every_session_of_a_real_file_is_read_without_a_remark(name: str, sessions: int) -> None:
    found = rows(real(name))
    assert (len(found), {row["reader_remarks"] for row in found}) == (sessions, {""})
    assert all(isinstance(row["date"], date) and isinstance(row["end"], time) and row["title"] for row in found)
