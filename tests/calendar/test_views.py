"""Calendars over HTTP: what calendar programs ask for, and that the answers stay the same until something changes."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sqlalchemy_event

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory import people
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.links.keeping import Opened, Place, add_link
from eventapp.links.models import Audience
from eventapp.programme import lists, programming
from eventapp.programme.models import PlatformRole, SessionKind
from eventapp.programme.queries import sessions_of, tracks_of
from eventapp.registration import enrolment, links
from eventapp.registration.amendment import amend
from eventapp.registration.models import Registration
from tests import factories
from tests.calendars.linter import faults
from tests.calendars.reading import Part, read, text

PUBLIC = "/events/forum/calendar.ics"
HOSTILE = 'A\r\nATTENDEE:mailto:x@y.z\\N \x1b "; , \u202e\ud7ff' + "Ặ" * 90


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference with two sessions, a room, a track and people on the platform."""
    with bare_app.test_request_context():
        event = factories.make_event(host="Bộ Ngoại giao", host_en="Ministry of Foreign Affairs", accent="son")
        factories.make_site(event, "Trụ sở Bộ", mode=Mode.HALL)
        with transaction():
            chair = people.meet(event.id, full_name="Bùi Thanh Sơn", salutation="Ông")
            speaker = people.meet(event.id, full_name="Phạm Thu Hương")
            room = programming.room(event, "Phòng A", "Room A")
            track = programming.track(event, "Di sản", "Heritage")
        factories.make_session(
            event,
            "Phiên toàn thể",
            title_en="Plenary",
            abstract="Ba điểm mới.",
            room=room,
            track=track,
            platform=[(chair, PlatformRole.CHAIR), (speaker, PlatformRole.SPEAKER)],
        )
        factories.make_session(event, "Giải lao", title_en="Coffee", hour=3, kind=SessionKind.BREAK)
        yield event


def calendar(client: FlaskClient, address: str = PUBLIC, **headers: str) -> Part:
    """Return the calendar at that address, in which the linter finds no fault."""
    answer = client.get(address, headers=headers)
    assert (answer.status_code, faults(answer.data)) == (200, [])
    return read(answer.data)


def sessions(client: FlaskClient, address: str = PUBLIC) -> list[dict[str, str]]:
    """Return name and value of every line of every session."""
    return [{line.name: text(line.value) for line in each.lines} for each in events_of(calendar(client, address))]


def events_of(part: Part) -> list[Part]:
    return [each for each in part.parts if each.name == "VEVENT"]


def revise(event: Event, number: int = 0, **changes: Any) -> None:
    """Change a session as another process would."""
    session = sessions_of(event)[number]
    with transaction():
        programming.revise_session(event, session, by=SYSTEM, **changes)


def my_feed(registration: Registration) -> str:
    return f"/feeds/{links.secret(registration, links.FEED)}.ics"


def my_join_page(registration: Registration) -> str:
    return links.join_page(registration, "http://localhost")


def unfolded(client: FlaskClient, address: str) -> bytes:
    """Return the bytes of a calendar with its long lines in one."""
    return client.get(address).data.replace(b"\r\n ", b"")


def my_file(registration: Registration) -> str:
    return f"/my/{links.secret(registration)}/calendar.ics"


def test_the_public_feed_says_what_when_where_and_who(client: FlaskClient, forum: Event) -> None:
    plenary, coffee = sessions(client, PUBLIC + "?lang=vi")
    assert plenary["UID"] == f"session-{sessions_of(forum)[0].uuid}@test.eventapp"
    assert plenary["SUMMARY"] == "Phiên toàn thể"
    assert plenary["LOCATION"] == "Phòng A, Trụ sở Bộ"
    assert plenary["CATEGORIES"] == "Di sản"
    assert plenary["DESCRIPTION"] == "Ba điểm mới.\n\nChủ trì: Ông Bùi Thanh Sơn\nDiễn giả: Phạm Thu Hương"
    assert plenary["ORGANIZER"] == "mailto:no-reply@eventapp.example"
    assert plenary["URL"] == f"http://localhost/events/forum/sessions/{sessions_of(forum)[0].ref}"
    assert (plenary["TRANSP"], coffee["TRANSP"]) == ("OPAQUE", "TRANSPARENT")
    assert (plenary["STATUS"], plenary["SEQUENCE"]) == ("CONFIRMED", "0")


def test_the_feed_speaks_the_language_of_its_address_and_never_the_browsers(client: FlaskClient, forum: Event) -> None:
    assert [each["SUMMARY"] for each in sessions(client)] == ["Plenary", "Coffee"]
    assert [each["SUMMARY"] for each in sessions(client, PUBLIC + "?lang=vi")] == ["Phiên toàn thể", "Giải lao"]
    plain = client.get(PUBLIC)
    for headers in ({"Accept-Language": "vi"}, {"Cookie": "lang=vi"}):
        assert client.get(PUBLIC, headers=headers).data == plain.data
    assert client.get(PUBLIC + "?lang=xx&nonsense=1").data == plain.data


def test_the_feed_names_its_address_and_wears_the_events_colour(client: FlaskClient, forum: Event) -> None:
    head = {line.name: line.value for line in calendar(client).lines}
    assert head["SOURCE"] == "http://localhost/events/forum/calendar.ics"
    assert head["X-APPLE-CALENDAR-COLOR"] == "#A8281F"
    vietnamese = {line.name: line.value for line in calendar(client, PUBLIC + "?lang=vi").lines}
    assert vietnamese["SOURCE"] == "http://localhost/events/forum/calendar.ics?lang=vi"


def track_address(event: Event) -> str:
    return f"/events/forum/tracks/{tracks_of(event)[0].ref}.ics"


def test_the_feed_of_a_track_has_its_sessions_name_and_colour(client: FlaskClient, forum: Event) -> None:
    whole, address = sessions(client), track_address(forum)
    assert sessions(client, address) == [whole[0]]
    assert (whole[0]["COLOR"], "COLOR" in whole[1]) == ("darkslateblue", False)
    head = {line.name: text(line.value) for line in calendar(client, address + "?lang=vi").lines}
    assert head["NAME"] == f"Di sản · {forum.title}"
    assert head["X-APPLE-CALENDAR-COLOR"] == "#1B4F7C"
    assert head["SOURCE"] == f"http://localhost{address}?lang=vi"


def test_the_feed_of_a_track_is_kept_until_something_changes(client: FlaskClient, forum: Event) -> None:
    address = track_address(forum)
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    assert queries(client, address) == 1
    with transaction():
        lists.edit(forum, tracks_of(forum)[0], name="Di sản số", colour="#a8281f", by=SYSTEM)
    changed = client.get(address, headers=known)
    assert changed.status_code == 200
    assert b"COLOR:firebrick" in changed.data


def test_a_track_of_another_event_or_one_that_is_gone_has_no_feed(client: FlaskClient, forum: Event) -> None:
    address, other = track_address(forum), factories.make_event("other")
    assert client.get(address.replace("forum", other.slug)).status_code == 404
    assert client.get("/events/forum/tracks/NOTHING1.ics").status_code == 404
    with transaction():
        lists.remove(forum, tracks_of(forum)[0], into=None, by=SYSTEM)
    assert client.get(address).status_code == 404


def test_a_draft_shows_the_feed_of_a_track_to_its_team_alone(client: FlaskClient, forum: Event) -> None:
    with transaction():
        forum.status = EventStatus.DRAFT
    assert client.get(track_address(forum)).status_code == 404
    user = factories.make_user(is_admin=True)
    client.post("/sign-in", data={"email": user.email, "password": factories.PASSWORD})
    answer = client.get(track_address(forum))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


def test_the_contact_of_the_event_organises_it(client: FlaskClient, forum: Event) -> None:
    with transaction():
        life_cycle.edit_event(forum, by=SYSTEM, contact_email="hoinghi@example.vn")
    organizer = next(line for line in events_of(calendar(client))[0].lines if line.name == "ORGANIZER")
    assert (organizer.parameters, organizer.value) == (
        {"CN": ["Ministry of Foreign Affairs"]},
        "mailto:hoinghi@example.vn",
    )


def test_a_feed_is_served_as_calendar_programs_want_it(client: FlaskClient, forum: Event) -> None:
    answer = client.get(PUBLIC)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "inline; filename=\"forum.ics\"; filename*=UTF-8''forum.ics"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["ETag"].strip('"').isalnum()


def test_no_calendar_sets_a_cookie_not_even_for_someone_signed_in(client: FlaskClient, forum: Event) -> None:
    user = factories.make_user(is_admin=True)
    registration = factories.make_registration(forum)
    signed_in = client.post("/sign-in", data={"email": user.email, "password": factories.PASSWORD})
    assert "Set-Cookie" in signed_in.headers
    file = f"/events/forum/sessions/{sessions_of(forum)[0].ref}.ics"
    for address in (PUBLIC, file, my_feed(registration), my_file(registration)):
        assert "Set-Cookie" not in client.get(f"{address}?lang=vi").headers


def test_head_says_the_same_as_get_without_the_body(client: FlaskClient, forum: Event) -> None:
    whole, head = client.get(PUBLIC), client.head(PUBLIC)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("ETag", "Last-Modified", "Content-Length", "Content-Type", "Content-Disposition"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("mark", ["{}", "W/{}", '"other", {}', "*"])
def test_whoever_has_the_bytes_gets_304(client: FlaskClient, forum: Event, mark: str) -> None:
    etag = client.get(PUBLIC).headers["ETag"]
    answer = client.get(PUBLIC, headers={"If-None-Match": mark.format(etag)})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
    revise(forum, title_en="Another title")
    assert client.get(PUBLIC, headers={"If-None-Match": etag}).status_code == 200


def test_two_changes_in_one_second_are_both_seen_by_who_asks_by_date(client: FlaskClient, forum: Event) -> None:
    with time_machine.travel(datetime(2029, 1, 1, 12, 0, 0, 200_000, tzinfo=UTC), tick=False) as now:
        revise(forum, title_en="One")
        first = client.get(PUBLIC).headers["Last-Modified"]
        now.shift(0.5)
        revise(forum, title_en="Two")
        assert client.get(PUBLIC, headers={"If-Modified-Since": first}).status_code == 200
        now.shift(60)
        second = client.get(PUBLIC).headers["Last-Modified"]
        assert parsedate_to_datetime(second) == datetime(2029, 1, 1, 12, 0, 0, tzinfo=UTC)
        assert client.get(PUBLIC, headers={"If-Modified-Since": second}).status_code == 304


def test_a_long_feed_travels_packed_to_who_can_unpack_it(client: FlaskClient, forum: Event) -> None:
    plain, packed = client.get(PUBLIC), client.get(PUBLIC, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(PUBLIC, headers=known).status_code == 304


def test_a_moved_session_raises_its_sequence_and_a_retitled_one_does_not(client: FlaskClient, forum: Event) -> None:
    with time_machine.travel(datetime(2029, 5, 1, 8, 30, tzinfo=UTC), tick=False):
        revise(forum, title_en="Renamed")
    renamed = sessions(client)[0]
    assert (renamed["SUMMARY"], renamed["SEQUENCE"]) == ("Renamed", "0")
    assert renamed["DTSTAMP"] == renamed["LAST-MODIFIED"] == "20290501T083000Z"
    revise(forum, starts_at=datetime(2030, 5, 6, 2, 30, tzinfo=UTC))
    moved, untouched = sessions(client)
    assert (moved["DTSTART"], moved["SEQUENCE"]) == ("20300506T093000", "1")
    assert (moved["UID"], untouched["SEQUENCE"]) == (renamed["UID"], "0")


def test_a_cancelled_session_stays_for_thirty_days(client: FlaskClient, forum: Event) -> None:
    with time_machine.travel(datetime(2030, 3, 1, 9, 0, tzinfo=UTC), tick=False) as now:
        with transaction():
            programming.cancel_session(forum, sessions_of(forum)[0], by=SYSTEM)
        cancelled = sessions(client)[0]
        assert (cancelled["STATUS"], cancelled["SEQUENCE"]) == ("CANCELLED", "1")
        assert (cancelled["SUMMARY"], cancelled["TRANSP"]) == ("Cancelled: Plenary", "TRANSPARENT")
        before = client.get(PUBLIC)
        now.move_to(datetime(2030, 3, 31, 8, 59, 59, tzinfo=UTC))
        assert client.get(PUBLIC).data == before.data
        now.move_to(datetime(2030, 3, 31, 9, 0, 0, tzinfo=UTC))
        since = {"If-Modified-Since": before.headers["Last-Modified"]}
        assert client.get(PUBLIC, headers=since).status_code == 200
        assert [each["SUMMARY"] for each in sessions(client)] == ["Coffee"]
        now.shift(timedelta(days=400))
        assert client.get(PUBLIC, headers={"If-None-Match": client.get(PUBLIC).headers["ETag"]}).status_code == 304


def test_one_session_can_be_downloaded_under_its_title(client: FlaskClient, forum: Event) -> None:
    session = sessions_of(forum)[0]
    address = f"/events/forum/sessions/{session.ref}.ics"
    assert sessions(client, address) == sessions(client)[:1]
    disposition = client.get(f"{address}?lang=vi").headers["Content-Disposition"]
    assert disposition == (
        "attachment; filename=\"Phien toan the.ics\"; filename*=UTF-8''Phi%C3%AAn%20to%C3%A0n%20th%E1%BB%83.ics"
    )
    assert client.get("/events/forum/sessions/NOSUCH22.ics").status_code == 404


def test_a_personal_feed_and_file_have_the_same_sessions_as_the_public_one(client: FlaskClient, forum: Event) -> None:
    registration = factories.make_registration(forum, locale="en")
    for address in (my_feed(registration), my_file(registration)):
        assert [(each["UID"], each["SEQUENCE"], each["SUMMARY"]) for each in sessions(client, address)] == [
            (each["UID"], each["SEQUENCE"], each["SUMMARY"]) for each in sessions(client)
        ]
    assert client.get(my_feed(registration)).headers["Content-Disposition"].startswith("inline; ")
    file = client.get(my_file(registration))
    assert file.headers["Content-Disposition"].startswith("attachment; ")
    assert file.headers["Cache-Control"] == "private, no-cache"
    assert links.secret(registration).encode() not in client.get(my_feed(registration)).data.replace(b"\r\n ", b"")


def test_a_personal_feed_names_the_place_where_that_delegate_will_be(client: FlaskClient, forum: Event) -> None:
    with transaction():
        bridge = factories.capacity.add_site(
            forum, "Điểm cầu Huế", mode=Mode.BRIDGE, by=SYSTEM, name_en="Huế bridge point", address="8 Hùng Vương"
        )
    in_hall = factories.make_registration(forum, "An Một", locale="en")
    at_bridge = factories.make_registration(forum, "An Hai", mode=Mode.BRIDGE, site=bridge, locale="en")
    online = factories.make_registration(forum, "An Ba", mode=Mode.ONLINE, locale="vi")
    places = [sessions(client, my_feed(each))[0]["LOCATION"] for each in (in_hall, at_bridge, online)]
    assert places == ["Room A, Trụ sở Bộ", "Huế bridge point, 8 Hùng Vương", my_join_page(online)]
    assert [each["LOCATION"] for each in sessions(client, my_feed(online))][1] == "Trực tuyến"  # nobody joins a break


def test_whoever_attends_online_is_led_to_the_join_page_and_nobody_to_the_platform(
    client: FlaskClient, forum: Event
) -> None:
    online, in_hall = (factories.make_registration(forum, mode=mode, locale="en") for mode in (Mode.ONLINE, Mode.HALL))
    with transaction():
        leads = Opened(url="https://mofa.zoom.us/j/945?pwd=abc", passcode="246810")
        add_link(forum, Place(audience=Audience.ONLINE), leads, by=SYSTEM)
    plenary, coffee = sessions(client, my_feed(online))
    page = my_join_page(online)
    assert (plenary["URL"], plenary["CONFERENCE"], plenary["LOCATION"]) == (page, page, page)
    assert plenary["DESCRIPTION"].startswith(f"Join online: {page}\n")
    assert page not in coffee.values()
    for address in (PUBLIC, f"/events/forum/sessions/{sessions_of(forum)[0].ref}.ics", my_feed(in_hall)):
        assert b"/join/" not in unfolded(client, address)
    assert all(word not in unfolded(client, my_feed(online)) for word in (b"zoom.us", b"246810"))
    assert client.get(page.removeprefix("http://localhost")).status_code == 200


def test_a_feed_with_a_join_page_stays_the_same_until_that_page_has_another_address(
    client: FlaskClient, forum: Event
) -> None:
    online = factories.make_registration(forum, mode=Mode.ONLINE, email="an@example.org")
    first = client.get(my_feed(online))
    again = client.get(my_feed(online), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, client.get(my_feed(online)).data) == (304, first.data)
    before, left = sessions(client, my_feed(online)), my_feed(online)
    with time_machine.travel(datetime(2030, 4, 1, 8, 0, 0, tzinfo=UTC), tick=False), transaction():
        amend(online, by=SYSTEM, full_name=online.person.full_name, email="moi@example.org")
    assert client.get(left).status_code == 410
    after = sessions(client, my_feed(online))
    assert [int(each["SEQUENCE"]) - int(was["SEQUENCE"]) for each, was in zip(after, before, strict=True)] == [1, 1]
    assert {each["LAST-MODIFIED"] for each in after} == {"20300401T080000Z"}
    assert (after[0]["UID"], after[0]["URL"]) == (before[0]["UID"], my_join_page(online))
    assert after[0]["URL"] != before[0]["URL"]


def test_a_cancelled_or_revoked_calendar_is_gone_and_an_unknown_one_not_found(
    client: FlaskClient, forum: Event
) -> None:
    registration = factories.make_registration(forum)
    feed, file = my_feed(registration), my_file(registration)
    with transaction():
        registration.generation += 1
    assert [client.get(each).status_code for each in (feed, file)] == [410, 410]
    renewed = my_feed(registration)
    assert client.get(renewed).status_code == 200
    with transaction():
        enrolment.cancel(registration, by=SYSTEM)
    assert [client.get(each).status_code for each in (renewed, feed)] == [410, 410]
    assert b"This link has been taken back" in client.get(renewed).data
    wrong = [f"/feeds/{links.secret(registration)}.ics", "/feeds/x.ics", f"{feed[:-6]}aa.ics", "/feeds/%00%ff.ics"]
    assert [client.get(each).status_code for each in wrong] == [404] * 4


def test_a_draft_has_a_calendar_for_its_team_alone(client: FlaskClient, forum: Event) -> None:
    draft = factories.make_event("draft", is_published=False)
    factories.make_session(draft)
    assert client.get("/events/draft/calendar.ics").status_code == 404
    assert client.get("/events/none/calendar.ics").status_code == 404
    user = factories.make_user(is_admin=True)
    client.post("/sign-in", data={"email": user.email, "password": factories.PASSWORD})
    answer = client.get("/events/draft/calendar.ics")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


def test_an_event_without_sessions_has_a_calendar_all_the_same(client: FlaskClient, forum: Event) -> None:
    factories.make_event("bare")
    assert events_of(calendar(client, "/events/bare/calendar.ics")) == []


def test_hostile_words_reach_no_calendar_as_anything_but_words(client: FlaskClient, forum: Event) -> None:
    with transaction():
        life_cycle.edit_event(forum, by=SYSTEM, title_en=HOSTILE, host_en=HOSTILE, lead_en=HOSTILE)
        life_cycle.edit_event(forum, by=SYSTEM, contact_email="a;b,c@xn--x.vn")
        named = programming.room(forum, HOSTILE)
    revise(forum, title_en=HOSTILE, abstract_en=HOSTILE, room=named)
    assert len(events_of(calendar(client))) == 2
    assert len(events_of(calendar(client, my_feed(factories.make_registration(forum, locale="en"))))) == 2


def test_a_broken_session_costs_itself_and_not_the_feed(
    client: FlaskClient, forum: Event, capsys: pytest.CaptureFixture[str]
) -> None:
    session = sessions_of(forum)[0]
    with transaction():
        session.starts_at = datetime(1600, 1, 1, tzinfo=UTC)
        life_cycle.touch(forum)
    assert [each["SUMMARY"] for each in sessions(client)] == ["Coffee"]


def test_a_feed_costs_the_same_queries_for_one_and_for_thirty_sessions(client: FlaskClient, forum: Event) -> None:
    """An answer of this very second is not repeated in front of Flask; so that it is one, time stands still."""
    with time_machine.travel(forum.revised_at, tick=False):
        few = queries(client, PUBLIC)
        for number in range(30):
            factories.make_session(forum, f"Phiên {number}", hour=4)
        assert (queries(client, PUBLIC), queries(client, PUBLIC)) == (few, 1)


def test_a_personal_feed_asked_for_again_costs_one_query(client: FlaskClient, forum: Event) -> None:
    address = my_feed(factories.make_registration(forum))
    client.get(address)
    assert queries(client, address) == 1


def queries(client: FlaskClient, address: str) -> int:
    """Return how many statements the database saw for one request."""
    seen: list[str] = []
    db.session.rollback()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(address).status_code == 200
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_a_delegates_page_offers_both_calendars_under_addresses_that_work(client: FlaskClient, forum: Event) -> None:
    registration = factories.make_registration(forum, locale="en")
    page = client.get(f"/my/{links.secret(registration)}").text
    assert f'href="webcal://localhost{my_feed(registration)}"' in page
    assert f'href="{my_file(registration)}"' in page
    assert len(sessions(client, my_feed(registration))) == 2
