"""What everyone sees of events."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.directory import people
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.queries import find_event
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, SessionKind
from tests import factories
from tests.queries import count_queries
from tests.visits import signed_in

STARTS = datetime(2030, 5, 6, 1, 0, tzinfo=UTC)


def edit(event: Event, **changes: Any) -> None:
    with transaction():
        life_cycle.edit_event(event, by=SYSTEM, **changes)


def add_session(event: Event, title: str, *, after: timedelta = timedelta(0), speaker: str = "") -> None:
    with transaction():
        platform = [(people.meet(event.id, full_name=speaker), PlatformRole.SPEAKER)] if speaker else []
        starts_at = event.starts_at + after
        programming.add_session(
            event,
            kind=SessionKind.PLENARY,
            title=title,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=30),
            by=SYSTEM,
            platform=platform,
        )


def json_ld(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.fixture
def event(bare_app: Flask) -> Event:
    with bare_app.app_context():
        made = factories.make_event(
            lead="Sáng kiến", lead_en="Initiatives", host="Bộ Ngoại giao", contact_email="a@b.vn"
        )
        add_session(made, "Khai mạc <b>", speaker="Bùi Thanh Sơn")
    return made


def test_an_event_shows_its_titles_time_with_zone_and_programme(client: FlaskClient, event: Event) -> None:
    page = client.get("/events/forum?lang=vi").text
    assert '<html lang="vi" data-accent="cham"' in page
    assert "Diễn đàn</h1>" in page
    assert ">08:00</time>–<time" in page
    assert "(UTC+7)" in page
    assert "Khai mạc &lt;b&gt;" in page
    assert "Bùi Thanh Sơn" in page
    assert "mailto:a@b.vn" in page
    assert "Forum</h1>" in client.get("/events/forum?lang=en").text


def test_a_draft_does_not_exist_for_visitors_and_other_teams(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.app_context():
        factories.make_event("draft", is_published=False)
        other = factories.make_event("other")
        stranger, owner = factories.make_user(), factories.make_user()
        factories.give_role(other, stranger, factories.Role.OWNER)
        factories.give_role(find_event("draft"), owner, factories.Role.VIEWER)  # type: ignore[arg-type]
    assert client.get("/events/draft").status_code == 404
    assert signed_in(bare_app, stranger).get("/events/draft").status_code == 404
    page = signed_in(bare_app, owner).get("/events/draft")
    assert page.status_code == 200
    assert "This is a draft" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_button_follows_the_registration_window(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    with bare_app.app_context():
        edit(find_event("forum"), registration_opens_at=STARTS - timedelta(days=9), registration_closes_at=STARTS)  # type: ignore[arg-type]
    seen = []
    for day in (10, 5, -1):
        with time_machine.travel(STARTS - timedelta(days=day), tick=False):
            page = client.get("/events/forum").text
            seen.append(
                (
                    'href="/events/forum/register"' in page,
                    "Registration opens at" in page,
                    "Registration is open until" in page,
                    "This conference is over." in page,
                )
            )
    assert seen == [(False, True, False, False), (True, False, True, False), (False, False, False, True)]


def test_a_page_is_kept_until_something_changes(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    first = client.get("/events/forum")
    etag = first.headers["ETag"]
    assert client.get("/events/forum", headers={"If-None-Match": etag}).status_code == 304
    with bare_app.app_context():
        edit(find_event("forum"), lead="Khác hẳn", lead_en="Quite other")  # type: ignore[arg-type]
    changed = client.get("/events/forum", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "Quite other" in changed.text


def test_a_taken_seat_shows_at_once(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    assert "10 of 10 seats left" in client.get("/events/forum").text
    with bare_app.app_context():
        factories.make_registration(find_event("forum"))  # type: ignore[arg-type]
    assert "9 of 10 seats left" in client.get("/events/forum").text


def test_a_kept_page_costs_one_query(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    for path in ("/events/forum", "/"):
        client.get(path)
        with count_queries(bare_app) as sent:
            assert client.get(path).status_code == 200
        assert len(sent) == 1


def test_a_kept_page_shows_nobody_elses_name_or_message(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    with bare_app.app_context():
        user = factories.make_user()
    own = signed_in(bare_app, user)
    assert "An Nguyễn" in own.get("/events/forum").text
    assert "An Nguyễn" not in client.get("/events/forum").text
    own.post("/account/sessions/ending")  # leaves a message to be read on the next page
    assert "You are signed out everywhere." in own.get("/").text
    assert "You are signed out everywhere." not in client.get("/").text


def test_the_queries_of_an_event_do_not_grow_with_its_programme(client: FlaskClient, bare_app: Flask) -> None:
    counts = []
    for slug, number in (("one", 1), ("thirty", 30)):
        with bare_app.app_context():
            event = factories.make_event(slug)
            for each in range(number):
                add_session(
                    event, f"Phiên {each}", after=timedelta(hours=each), speaker=f"Nguyễn Văn {chr(65 + each)}n"
                )
                factories.make_site(event, f"Điểm cầu {each}")
        with count_queries(bare_app) as sent:
            client.get(f"/events/{slug}")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_structured_data_names_every_place_and_way(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    with bare_app.app_context():
        factories.make_site(find_event("forum"), "Hội trường", mode=Mode.HALL)  # type: ignore[arg-type]
        edit(find_event("forum"), title_en="Forum </script><script>alert(1)</script>")  # type: ignore[arg-type]
    data = json_ld(client.get("/events/forum?lang=en").text)
    assert data["@type"] == "Event"
    assert data["name"] == "Forum </script><script>alert(1)</script>"
    assert data["startDate"] == "2030-05-06T08:00:00+07:00"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in data["location"]] == ["Place", "VirtualLocation"]
    assert "maximumPhysicalAttendeeCapacity" not in data  # bridge points have no limit
    assert [each["name"] for each in data["subEvent"]] == ["Khai mạc <b>"]


def test_the_events_are_listed_with_what_comes_next_first(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.app_context():
        for slug, year in (("later", 2032), ("past", 2020), ("next", 2031)):
            starts_at = datetime(year, 1, 1, tzinfo=UTC)
            factories.make_event(slug, title_en=slug, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
        factories.make_event("draft", is_published=False)
    page = client.get("/").text
    assert re.findall(r'<a href="/events/([a-z]+)">', page) == ["next", "later", "past"]


def test_an_empty_site_says_what_will_stand_there(client: FlaskClient) -> None:
    assert "No conference has been announced yet" in client.get("/").text


def test_a_colour_of_its_own_comes_as_a_style_sheet(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    assert client.get("/events/forum/accent.css").status_code == 404
    with bare_app.app_context():
        edit(find_event("forum"), accent="#0b6e4f")  # type: ignore[arg-type]
    page = client.get("/events/forum").text
    address = re.findall(r'href="(/events/forum/accent\.css\?revision=\d+)"', page)[0]
    answer = client.get(address)
    assert answer.text == "@layer tokens { :root { --accent: #0b6e4f; } }\n"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "data-accent" not in page


def test_a_closed_event_stays_visible(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    with bare_app.app_context(), transaction():
        life_cycle.move_to(find_event("forum"), EventStatus.CLOSED, by=SYSTEM)  # type: ignore[arg-type]
    assert "Registration is closed." in client.get("/events/forum").text


def test_markdown_is_shown_without_what_could_harm(client: FlaskClient, bare_app: Flask, event: Event) -> None:
    text = "# Top\n**bold** <script>alert(1)</script> [x](javascript:alert(1)) [y](https://example.org)"
    with bare_app.app_context():
        edit(find_event("forum"), description=text)  # type: ignore[arg-type]
    page = client.get("/events/forum").text
    assert "<h3>Top</h3>" in page
    assert "<strong>bold</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert '<a href="https://example.org" rel="noopener noreferrer">y</a>' in page
