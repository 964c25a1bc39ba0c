"""What everyone sees of the programme."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.directory import people
from eventapp.events.models import Event
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, SessionKind
from eventapp.programme.queries import sessions_of, tracks_of
from tests import factories
from tests.queries import count_queries
from tests.visits import signed_in

PAGE = "/events/forum/programme"


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """Two sessions side by side, in two tracks, then a break."""
    with bare_app.test_request_context():
        event = factories.make_event()
        with transaction():
            heritage, image = (
                programming.track(event, vi, en) for vi, en in (("Di sản", "Heritage"), ("Ảnh", "Image"))
            )
            chair = people.meet(event.id, full_name="Võ Thị Kim Oanh", salutation="Bà", position="Vụ trưởng")
            speaker = people.meet(event.id, full_name="Hồ Diệu Linh")
            room = programming.room(event, "Phòng B", "Room B")
        factories.make_session(
            event,
            "Phiên một",
            title_en="First",
            room=room,
            track=heritage,
            abstract_en="One.\n\nTwo <b>.",
            platform=[(chair, PlatformRole.CHAIR), (speaker, PlatformRole.SPEAKER)],
        )
        factories.make_session(event, "Phiên hai", title_en="Second", track=image)
        factories.make_session(event, "Giải lao", title_en="Coffee", hour=3, kind=SessionKind.BREAK)
        yield event


def titles(page: str) -> list[str]:
    """Return what stands in the headings of sessions, tags taken away."""
    found = re.findall(r"<h3[^>]*>(.*?)</h3>", page, re.S)
    return [" ".join(re.sub("<[^>]+>", "", each).split()) for each in found]


def address(event: Event, number: int = 0) -> str:
    return f"/events/forum/sessions/{sessions_of(event)[number].ref}"


def test_sessions_stand_in_order_those_of_one_time_side_by_side(client: FlaskClient, forum: Event) -> None:
    page = client.get(PAGE)
    assert page.status_code == 200
    assert titles(page.text) == ["First", "Second", "Coffee"]
    assert page.text.count('class="parallel"') == 1
    assert page.text.count('<li class="slot"') == 2
    assert "Võ Thị Kim Oanh" in page.text


def test_conference_time_stands_first_and_mine_beneath_with_its_weekday(client: FlaskClient, forum: Event) -> None:
    page = client.get(PAGE + "?zone=America/New_York").text
    assert ">09:00</time>" in page
    assert re.search(r'New York <b class="num">22:00–23:00</b>\s*Sunday 5 May 2030', page)
    again = client.get(PAGE)
    assert "22:00–23:00" in again.text  # remembered
    home = client.get(PAGE + "?zone=Asia/Bangkok").text
    assert 'class="mine"' not in home
    assert "All times are Hà Nội time (UTC+7)" in home


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../etc/passwd", "", "%00", "<b>"])
def test_a_zone_nobody_knows_changes_nothing(client: FlaskClient, forum: Event, zone: str) -> None:
    answer = client.get(f"{PAGE}?zone={zone}")
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)


def test_both_languages_say_everything(client: FlaskClient, forum: Event) -> None:
    page = client.get(PAGE + "?lang=vi").text
    assert titles(page) == ["Phiên một", "Phiên hai", "Giải lao"]
    for word in ("Chương trình", "Chủ trì:", "Diễn giả:", "Phiên toàn thể", "Giờ của tôi", "Đăng ký lịch tự cập nhật"):
        assert word in page


def test_a_chip_shows_one_track_and_an_unknown_one_shows_all(client: FlaskClient, forum: Event) -> None:
    chosen = client.get(PAGE + "?track=di+san")
    assert titles(chosen.text) == ["First"]
    assert re.search(r'aria-current="true">Heritage\s+<span class="num">1</span>', chosen.text)
    track = tracks_of(forum)[0]
    assert f'href="webcal://localhost/events/forum/tracks/{track.ref}.ics' in chosen.text
    assert "webcal://localhost/events/forum/calendar.ics" not in chosen.text
    assert titles(client.get(PAGE + "?track=nonsense").text) == ["First", "Second", "Coffee"]


def test_a_cancelled_session_is_struck_and_says_so(client: FlaskClient, forum: Event) -> None:
    client.get(PAGE)
    with transaction():
        programming.cancel_session(forum, sessions_of(forum)[1], by=SYSTEM)
    page = client.get(PAGE).text
    assert "<s>Second</s>" in page
    assert page.count("Cancelled") == 1 + page.count("EventCancelled")
    assert "This session does not take place." in client.get(address(forum, 1)).text


def test_the_page_is_kept_until_the_programme_changes(client: FlaskClient, bare_app: Flask, forum: Event) -> None:
    for question in ("", "?track=di+san", "?lang=vi"):
        first = client.get(PAGE + question)
        with count_queries(bare_app) as sent:
            known = client.get(PAGE + question, headers={"If-None-Match": first.headers["ETag"]})
        assert (known.status_code, len(sent)) == (304, 1)
    assert titles(client.get(PAGE + "?lang=en").text) == ["First", "Second", "Coffee"]
    with transaction():
        programming.revise_session(forum, sessions_of(forum)[0], by=SYSTEM, title_en="Renamed")
    assert titles(client.get(PAGE + "?lang=en").text)[0] == "Renamed"


def test_the_page_costs_the_same_queries_for_one_and_for_thirty_sessions(
    client: FlaskClient, bare_app: Flask, forum: Event
) -> None:
    pages = (PAGE, "/events/forum/speakers", address(forum), f"/events/forum/speakers/{speaker_ref(forum)}")
    few = [queries(client, bare_app, page) for page in pages]
    with transaction():
        many = [people.meet(forum.id, full_name=f"Lê {letter}") for letter in "ABCDEFGH"]
        track = programming.track(forum, "Ba")
    for number in range(30):
        seats = [
            (many[number % 8], PlatformRole.SPEAKER),
            (sessions_of(forum)[0].platform[0].person, PlatformRole.CHAIR),
        ]
        factories.make_session(forum, f"Phiên {number}", hour=number % 8, track=track, platform=seats)
    assert [queries(client, bare_app, page) for page in pages] == few


def queries(client: FlaskClient, app: Flask, page: str) -> int:
    never_asked_before = {"If-None-Match": uuid4().hex}
    with count_queries(app) as sent:
        assert client.get(page, headers=never_asked_before).status_code == 200
    return len(sent)


def speaker_ref(event: Event) -> str:
    return sessions_of(event)[0].platform[0].person.ref


def test_search_engines_are_told_of_every_session(client: FlaskClient, forum: Event) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(PAGE).text, re.S)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    assert [each["name"] for each in data["subEvent"]] == ["First", "Second", "Coffee"]
    assert data["subEvent"][0]["startDate"] == "2030-05-06T09:00:00+07:00"


def test_calendars_are_offered_to_every_program(client: FlaskClient, forum: Event) -> None:
    page = client.get(PAGE).text
    assert 'href="webcal://localhost/events/forum/calendar.ics"' in page
    assert "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Flocalhost%2Fevents%2Fforum%2Fcalendar.ics" in page
    assert "addfromweb?url=http%3A%2F%2Flocalhost%2Fevents%2Fforum%2Fcalendar.ics&amp;name=Forum" in page
    assert "webcal://localhost/events/forum/calendar.ics?lang=vi" in client.get(PAGE + "?lang=vi").text


def test_a_session_has_a_page_of_its_own(client: FlaskClient, forum: Event) -> None:
    page = client.get(address(forum) + "?zone=Europe/Paris").text
    for words in (
        "First",
        "Heritage",
        "Room B",
        "One.",
        "Two &lt;b&gt;.",
        "Võ Thị Kim Oanh",
        "Vụ trưởng",
        "04:00–05:00",
    ):
        assert words in page
    assert f'href="{address(forum)}.ics"' in page
    assert (
        client.get(address(forum).lower().replace("/events/forum/sessions/", "/events/forum/sessions/")).status_code
        == 200
    )


def test_speakers_stand_in_vietnamese_order_with_their_sessions(client: FlaskClient, forum: Event) -> None:
    page = client.get("/events/forum/speakers").text
    names = [re.sub("<[^>]+>", "", each) for each in re.findall(r'<h2 class="name[^>]*>(.*?)</h2>', page)]
    assert names == ["Hồ Diệu Linh", "Ms Võ Thị Kim Oanh"]
    one = client.get(f"/events/forum/speakers/{speaker_ref(forum)}").text
    for words in ("Võ Thị Kim Oanh", "Vụ trưởng", "First", "Chair", "Room B"):
        assert words in one


def test_no_page_shows_an_address_or_a_telephone_number(client: FlaskClient, forum: Event) -> None:
    registration = factories.make_registration(forum, "Trần Minh", email="minh@example.org", phone="+84349977364")
    factories.make_session(forum, "Phiên ba", platform=[(registration.person, PlatformRole.SPEAKER)])
    pages = (PAGE, "/events/forum/speakers", f"/events/forum/speakers/{registration.person.ref}", address(forum, 2))
    for page in pages:
        shown = client.get(page)
        assert shown.status_code == 200
        assert "minh@example.org" not in shown.text
        assert "349977364" not in shown.text


@pytest.mark.parametrize(
    "path", ["none/programme", "forum/sessions/NOSUCH22", "forum/speakers/x", "forum/sessions/%00", "%00/programme"]
)
def test_what_is_not_there_is_not_found(client: FlaskClient, forum: Event, path: str) -> None:
    assert client.get(f"/events/{path}").status_code == 404


def test_a_draft_is_for_its_team_alone(client: FlaskClient, bare_app: Flask, forum: Event) -> None:
    draft = factories.make_event("draft", is_published=False)
    session = factories.make_session(draft, "Kín")
    pages = [f"/events/draft/{each}" for each in ("programme", "speakers", f"sessions/{session.ref}")]
    assert [client.get(each).status_code for each in pages] == [404] * 3
    team = signed_in(bare_app, factories.make_user(is_admin=True))
    assert [team.get(each).status_code for each in pages] == [200] * 3
    assert "This is a draft" in team.get(pages[0]).text


def test_without_sessions_the_page_says_what_will_come(client: FlaskClient, forum: Event) -> None:
    factories.make_event("empty")
    assert "The programme is not published yet" in client.get("/events/empty/programme").text
    assert "No speaker is named yet" in client.get("/events/empty/speakers").text


def test_a_session_that_ends_earlier_than_its_neighbour_says_so(client: FlaskClient, forum: Event) -> None:
    factories.make_session(forum, "Ngắn", ends_at=datetime(2030, 5, 6, 2, 30, tzinfo=UTC))
    assert re.search(r"until <time[^>]*>09:30</time>", client.get(PAGE).text)
