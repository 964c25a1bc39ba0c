"""What chats and search engines see of an event: its card, Open Graph, JSON-LD."""

import io
import json
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.directory import people
from eventapp.events import life_cycle
from eventapp.events.cards import HEIGHT, WIDTH, card
from eventapp.events.models import Event, Mode
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole
from eventapp.programme.queries import sessions_of
from tests import factories

CARD = "/events/forum/card.png"


class Head(HTMLParser):
    """Reads what a crawler reads: meta properties, and JSON-LD as data."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.properties: dict[str, str] = {}
        self.data: list[dict[str, Any]] = []
        self.is_data = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a property, or that data follows."""
        given = dict(attrs)
        if tag == "meta" and given.get("property"):
            self.properties[str(given["property"])] = given.get("content") or ""
        self.is_data = tag == "script" and given.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        """Note that data ends."""
        self.is_data = False

    def handle_data(self, data: str) -> None:
        """Take structured data."""
        if self.is_data:
            self.data.append(json.loads(data))


@pytest.fixture
def forum(app: Flask) -> Event:
    """A mixed conference with a main site, a bridge point and a session with a speaker."""
    event = factories.make_event(
        title="Diễn đàn Ngoại giao", host="Bộ Ngoại giao", modes={Mode.HALL: 100, Mode.BRIDGE: 50, Mode.ONLINE: 300}
    )
    factories.make_site(event, "Trụ sở Bộ", mode=Mode.HALL)
    factories.make_site(event, "Điểm cầu Huế")
    with transaction():
        speaker = people.meet(event.id, full_name="Phạm Thu Hương")
        room = programming.room(event, "Phòng A")
    factories.make_session(event, room=room, platform=[(speaker, PlatformRole.SPEAKER)], abstract="Ba điểm.")
    factories.make_session(event, "Giải lao", hour=3)
    return event


def head(client: FlaskClient, address: str) -> Head:
    """Return what a crawler reads of a page."""
    return Head(client.get(address).text)


def test_the_card_is_a_picture_of_the_size_that_chats_want(client: FlaskClient, forum: Event) -> None:
    answer = client.get(f"{CARD}?lang=vi")
    assert (answer.status_code, answer.headers["Content-Type"], "Set-Cookie" in answer.headers) == (
        200,
        "image/png",
        False,
    )
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.size == (WIDTH, HEIGHT)
    assert len(answer.data) < 300_000
    assert client.get(f"{CARD}?lang=en").data != answer.data
    assert client.get(CARD).data == client.get(f"{CARD}?lang=en").data


def test_the_card_is_kept_until_the_event_changes(client: FlaskClient, forum: Event) -> None:
    etag = client.get(CARD).headers["ETag"]
    assert client.get(CARD, headers={"If-None-Match": etag}).status_code == 304
    with transaction():
        life_cycle.edit_event(forum, by=SYSTEM, title_en="Another", accent="#0b6e4f")
    assert client.get(CARD, headers={"If-None-Match": etag}).status_code == 200


def test_a_draft_has_no_card_for_strangers(client: FlaskClient, app: Flask) -> None:
    factories.make_event(is_published=False)
    assert client.get(CARD).status_code == 404
    assert client.get("/events/nothing/card.png").status_code == 404


@pytest.mark.parametrize("title", ["W" * 255, "Ặ " * 127, "#x *y* <b>", ""])
def test_no_title_whatever_is_too_much_for_the_card(app: Flask, forum: Event, title: str) -> None:
    forum.title = forum.host = title
    for site_text in (title, ""):
        drawn = card(forum, locale="vi", when=site_text, colour="#1b4f7c")
        assert Image.open(io.BytesIO(drawn)).size == (WIDTH, HEIGHT)


def test_every_public_page_has_a_card(client: FlaskClient, forum: Event) -> None:
    session = sessions_of(forum)[0]
    for path, title in (
        ("", "Forum"),
        ("/programme", "Programme · Forum"),
        (f"/sessions/{session.ref}", session.title),
    ):
        found = head(client, f"/events/forum{path}?lang=en").properties
        assert found["og:title"] == title
        assert found["og:url"] == f"http://localhost/events/forum{path}"
        assert found["og:image"].startswith("http://localhost/events/forum/card.png?lang=en&revision=")
        assert (found["og:image:width"], found["og:image:height"]) == (str(WIDTH), str(HEIGHT))
        assert client.get(found["og:image"].removeprefix("http://localhost")).status_code == 200


def test_structured_data_says_how_many_may_attend_and_what_happens_where(client: FlaskClient, forum: Event) -> None:
    [data] = head(client, "/events/forum?lang=vi").data
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [(each["@type"], each.get("name")) for each in data["location"]] == [
        ("Place", "Trụ sở Bộ"),
        ("Place", "Điểm cầu Huế"),
        ("VirtualLocation", None),
    ]
    assert (data["maximumPhysicalAttendeeCapacity"], data["maximumVirtualAttendeeCapacity"]) == (150, 300)
    assert (data["inLanguage"], data["eventStatus"]) == (["vi", "en"], "https://schema.org/EventScheduled")
    assert [[place.get("name") for place in each["location"]] for each in data["subEvent"]] == [
        ["Phòng A", None],
        ["Trụ sở Bộ", None],
    ]


def test_a_session_has_structured_data_of_its_own(client: FlaskClient, forum: Event) -> None:
    session = sessions_of(forum)[0]
    [data] = head(client, f"/events/forum/sessions/{session.ref}?lang=vi").data
    assert data["@id"] == data["url"] == f"http://localhost/events/forum/sessions/{session.ref}"
    assert data["startDate"] == "2030-05-06T09:00:00+07:00"
    assert data["performer"] == [{"@type": "Person", "name": "Phạm Thu Hương"}]
    assert (data["superEvent"]["name"], data["description"]) == ("Diễn đàn Ngoại giao", "Ba điểm.")
    with transaction():
        programming.cancel_session(forum, session, by=SYSTEM)
    [data] = head(client, f"/events/forum/sessions/{session.ref}").data
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
