"""schedule.xml and schedule.json: valid whatever stands in a programme, and always the same bytes."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from xml.etree import ElementTree
from zoneinfo import available_timezones

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventapp.schedules.json_writing import schedule_json
from eventapp.schedules.plain import Place, Schedule, Speaker, Talk
from eventapp.schedules.xml_writing import schedule_xml
from tests.schedules.conformance import json_faults, xml_faults

NOON = datetime(2030, 5, 6, 5, tzinfo=UTC)
HALL = Place("Phòng A", str(UUID(int=9)))
AN = Speaker(3, str(UUID(int=3)), "Nguyễn Văn An", "https://x.example/events/forum/speakers/K7QM4XTR")
TALK = Talk(
    id=7,
    guid=str(UUID(int=7)),
    title="Khai mạc",
    kind="opening",
    starts_at=NOON,
    ends_at=NOON + timedelta(minutes=90),
    place=HALL,
    url="https://x.example/events/forum/sessions/K7QM4XTR",
    track="Di sản",
    speakers=(AN,),
)
FORUM = Schedule(
    slug="forum",
    title="Diễn đàn",
    version="4",
    zone="Asia/Ho_Chi_Minh",
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=9),
    address="https://x.example/events/forum/schedule.xml",
    page="https://x.example/events/forum",
    colour="#1b4f7c",
    talks=(TALK,),
)
hostile = st.text(max_size=200) | st.sampled_from(["]]>", "\x00\x0b\ud800\ufffe", "<!DOCTYPE x>&lol;", "Ặ" * 10_000])
moments = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30)).map(lambda each: each.replace(tzinfo=UTC))


def event_of(schedule: Schedule) -> ElementTree.Element:
    """Return the only event of a schedule that has no fault."""
    body = schedule_xml(schedule)
    assert xml_faults(body) == []
    [event] = ElementTree.fromstring(body).iter("event")
    return event


def test_a_session_stands_in_the_xml_as_other_software_expects_it() -> None:
    event = event_of(FORUM)
    assert event.attrib == {"id": "7", "guid": str(UUID(int=7)), "code": "000007"}
    assert {each.tag: (each.text or "").strip() for each in event} == {
        "room": "Phòng A",
        "title": "Khai mạc",
        "subtitle": "",
        "type": "opening",
        "date": "2030-05-06T12:00:00+07:00",
        "start": "12:00",
        "duration": "01:30",
        "abstract": "",
        "slug": "forum-000007",
        "track": "Di sản",
        "persons": "",
        "language": "",
        "description": "",
        "links": "",
        "attachments": "",
        "url": "https://x.example/events/forum/sessions/K7QM4XTR",
    }
    assert [(each.get("id"), each.get("guid"), each.text) for each in event.iter("person")] == [
        ("3", str(UUID(int=3)), "Nguyễn Văn An")
    ]


def test_the_json_says_the_same() -> None:
    body = schedule_json(FORUM)
    assert json_faults(body) == []
    conference = json.loads(body)["schedule"]["conference"]
    [event] = conference["days"][0]["rooms"]["Phòng A"]
    assert (event["date"], event["start"], event["end"]) == (
        "2030-05-06T12:00:00+07:00",
        "12:00",
        "2030-05-06T13:30:00+07:00",
    )
    assert (event["duration"], event["persons"][0]["name"], event["language"]) == ("01:30", "Nguyễn Văn An", None)
    assert conference["rooms"] == [{"name": "Phòng A", "guid": HALL.guid}]


def test_a_session_over_midnight_belongs_to_the_day_it_begins_on() -> None:
    late = replace(TALK, id=8, guid=str(UUID(int=8)), starts_at=NOON + timedelta(hours=11), ends_at=NOON + timedelta(1))
    root = ElementTree.fromstring(schedule_xml(replace(FORUM, talks=(TALK, late))))
    assert [(day.get("date"), day.get("end")) for day in root.iter("day")] == [
        ("2030-05-06", "2030-05-07T00:00:00+07:00")
    ]
    assert [each.findtext("duration") for each in root.iter("event")] == ["01:30", "13:00"]


def test_a_day_of_summer_time_is_as_long_as_it_is() -> None:
    autumn = datetime(2030, 10, 27, 9, tzinfo=UTC)
    talk = replace(TALK, starts_at=autumn, ends_at=autumn + timedelta(hours=1))
    [day] = ElementTree.fromstring(schedule_xml(replace(FORUM, zone="Europe/Paris", talks=(talk,)))).iter("day")
    assert (day.get("start"), day.get("end")) == ("2030-10-27T00:00:00+02:00", "2030-10-28T00:00:00+01:00")


def test_a_programme_without_a_session_is_a_schedule_too() -> None:
    nothing = replace(FORUM, talks=())
    assert (xml_faults(schedule_xml(nothing)), json_faults(schedule_json(nothing))) == ([], [])


def test_seconds_and_lengths_beyond_the_formats_are_written_as_they_allow() -> None:
    odd = replace(TALK, starts_at=NOON + timedelta(seconds=5), ends_at=NOON + timedelta(seconds=35))
    event = event_of(replace(FORUM, talks=(odd,)))
    assert (event.findtext("start"), event.findtext("duration")) == ("12:00:05", "00:00:30")
    exhibition = replace(TALK, ends_at=NOON + timedelta(days=30))
    assert event_of(replace(FORUM, talks=(exhibition,))).findtext("duration") == "99:59"
    assert json_faults(schedule_json(replace(FORUM, talks=(odd,)))) == []


def test_codes_are_the_numbers_of_the_sessions() -> None:
    assert [replace(TALK, id=number).code for number in (1, 35, 36, 2**31 - 1)] == [
        "000001",
        "00000Z",
        "000010",
        "ZIK0ZJ",
    ]


@given(st.from_regex(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z"))
def test_every_address_has_an_acronym(slug: str) -> None:
    assert re.fullmatch("[a-z0-9_]{4,}", replace(FORUM, slug=slug).acronym)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(hostile, hostile, hostile, hostile, hostile)
def test_no_text_whatever_makes_a_schedule_invalid(title: str, abstract: str, room: str, track: str, name: str) -> None:
    talk = replace(
        TALK,
        title=title,
        abstract=abstract,
        track=track,
        place=replace(HALL, name=room),
        speakers=(replace(AN, name=name),),
    )
    schedule = replace(FORUM, title=title, talks=(talk,))
    assert (xml_faults(schedule_xml(schedule)), json_faults(schedule_json(schedule))) == ([], [])
    assert schedule_xml(schedule) == schedule_xml(schedule)


@settings(deadline=None, max_examples=60)
@given(
    moments, st.timedeltas(timedelta(seconds=1), timedelta(days=200)), st.sampled_from(sorted(available_timezones()))
)
def test_no_moment_whatever_makes_a_schedule_invalid(starts_at: datetime, length: timedelta, zone: str) -> None:
    talk = replace(TALK, starts_at=starts_at, ends_at=starts_at + length)
    schedule = replace(FORUM, zone=zone, starts_at=starts_at, talks=(talk,))
    assert (xml_faults(schedule_xml(schedule)), json_faults(schedule_json(schedule))) == ([], [])
