"""What organisers do with the programme."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.database import db, transaction
from eventapp.directory import people
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.programme.queries import sessions_of
from tests import factories
from tests.queries import count_queries
from tests.visits import signed_in

LIST = "/manage/events/forum/programme"
TYPED = {
    "kind": "discussion",
    "title": "Thảo luận  mở",
    "title_en": "Open discussion",
    "starts": "2030-05-06T13:30",
    "ends": "2030-05-06T15:00",
    "room": "Hội trường lớn",
    "track": "Toàn thể",
    "chairs": "Trần Thị Minh Hạnh",
    "moderators": "",
    "speakers": "Huỳnh Ngọc Ánh\r\n\r\n  DƯƠNG CÔNG SƠN \r\nBùi Thanh Vân",
    "abstract": "Đăng ký phát biểu.",
    "abstract_en": "",
}


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference with one session."""
    with bare_app.test_request_context():
        event = factories.make_event()
        with transaction():
            chair = people.meet(event.id, full_name="Bùi Thanh Sơn")
        factories.make_session(event, "Khai mạc", kind=SessionKind.OPENING, platform=[(chair, PlatformRole.CHAIR)])
        yield event


@pytest.fixture
def organiser(bare_app: Flask, forum: Event) -> FlaskClient:
    """An organiser who has signed in."""
    user = factories.make_user()
    factories.give_role(forum, user, Role.ORGANISER)
    return signed_in(bare_app, user)


def fresh(event: Event) -> list[Session]:
    """Return the sessions as they stand in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return list(sessions_of(event))


def typed(event: Event, client: FlaskClient) -> dict[str, str]:
    """Return what the form of the first session holds, as a browser would send it."""
    page = client.get(f"{LIST}/{sessions_of(event)[0].ref}").text
    fields = dict(re.findall(r'<input class="form-control[^"]*" id="(\w+)".*?value="(.*?)"', page, re.S))
    fields |= dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.S))
    chosen = re.search(r'<option value="(\w+)" selected', page)
    assert chosen is not None
    return {name: html.unescape(value) for name, value in fields.items()} | {"kind": chosen[1]}


def test_an_organiser_adds_a_session(organiser: FlaskClient, forum: Event) -> None:
    answer = organiser.post(LIST, data=TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, LIST)
    added = fresh(forum)[1]
    assert (added.title, added.title_en, added.kind) == ("Thảo luận mở", "Open discussion", SessionKind.DISCUSSION)
    assert (added.starts_at, added.ends_at) == (
        datetime(2030, 5, 6, 6, 30, tzinfo=UTC),
        datetime(2030, 5, 6, 8, 0, tzinfo=UTC),
    )
    assert added.room is not None
    assert added.track is not None
    assert (added.room.name, added.track.name) == ("Hội trường lớn", "Toàn thể")
    assert [(seat.role.value, seat.person.full_name) for seat in added.platform] == [
        ("chair", "Trần Thị Minh Hạnh"),
        ("speaker", "Huỳnh Ngọc Ánh"),
        ("speaker", "Dương Công Sơn"),
        ("speaker", "Bùi Thanh Vân"),
    ]
    assert "“Thảo luận mở” stands in the programme." in organiser.get(LIST).text


def test_saving_the_form_as_it_came_changes_nothing(organiser: FlaskClient, forum: Event) -> None:
    before = forum.revision
    fields = typed(forum, organiser)
    assert (fields["title"], fields["chairs"]) == ("Khai mạc", "Bùi Thanh Sơn")
    assert (fields["starts"], fields["kind"]) == ("2030-05-06T09:00", "opening")
    assert organiser.post(f"{LIST}/{sessions_of(forum)[0].ref}", data=fields).status_code == 303
    db.session.rollback()
    db.session.refresh(forum)
    assert (forum.revision, fresh(forum)[0].sequence) == (before, 0)


def test_moving_a_session_raises_its_sequence_and_retitling_does_not(organiser: FlaskClient, forum: Event) -> None:
    address, fields = f"{LIST}/{sessions_of(forum)[0].ref}", typed(forum, organiser)
    organiser.post(address, data=fields | {"title": "Lễ khai mạc", "speakers": "Phạm Thu Hương"})
    retitled = fresh(forum)[0]
    assert (retitled.title, retitled.sequence, len(retitled.platform)) == ("Lễ khai mạc", 0, 2)
    organiser.post(address, data=fields | {"ends": "2030-05-06T11:00"})
    assert [(each.title, each.sequence) for each in fresh(forum)] == [("Khai mạc", 1)]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ends": "2030-05-06T13:30"}, "A session must end after it starts."),
        ({"ends": "2030-05-06T08:00"}, "A session must end after it starts."),
        ({"starts": "tomorrow"}, "Starts is not a date and time"),
        ({"starts": "9999-01-01T00:00"}, "Starts is not a date and time"),
        ({"starts": ""}, "Starts is missing."),
        ({"title": "  "}, "Title is missing."),
        ({"title": "x" * 256}, "Title is longer than 255 characters."),
        ({"kind": "party"}, "Kind is unknown: party."),
        ({"speakers": "Lê An\n123"}, "Speakers: “123” is not a name."),
        ({"chairs": "Lê " * 60}, "Chairs: a name is longer than 120 characters."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_is_kept(
    organiser: FlaskClient, forum: Event, changed: dict[str, str], says: str
) -> None:
    known = forum.revision
    for address in (LIST, f"{LIST}/{sessions_of(forum)[0].ref}"):
        answer = organiser.post(address, data=TYPED | changed)
        page = html.unescape(answer.text)
        assert (answer.status_code, says in page) == (422, True)
        for value in (TYPED | changed).values():
            assert value.strip().replace("\r\n", "\n") in page.replace("\r\n", "\n")
    db.session.rollback()
    db.session.refresh(forum)
    assert (forum.revision, len(sessions_of(forum))) == (known, 1)


def test_an_hour_that_the_clocks_skip_is_refused(organiser: FlaskClient, bare_app: Flask, forum: Event) -> None:
    paris = factories.make_event("paris", zone="Europe/Paris")
    factories.give_role(paris, factories.make_user(email="p@example.org"), Role.ORGANISER)
    client = signed_in(bare_app, "p@example.org")
    answer = client.post(
        "/manage/events/paris/programme", data=TYPED | {"starts": "2030-03-31T02:30", "ends": "2030-03-31T04:00"}
    )
    assert (answer.status_code, "the clocks skip" in answer.text) == (422, True)


def test_a_session_is_cancelled_after_one_question(organiser: FlaskClient, forum: Event) -> None:
    address = f"{LIST}/{sessions_of(forum)[0].ref}/cancellation"
    asked = organiser.get(address)
    assert (asked.status_code, "Subscribed calendars show it as cancelled for 30 days." in asked.text) == (200, True)
    assert fresh(forum)[0].cancelled_at is None
    assert organiser.post(address).status_code == 303
    assert organiser.post(address).status_code == 303
    cancelled = fresh(forum)[0]
    assert (cancelled.cancelled_at is None, cancelled.sequence) == (False, 1)
    assert "<s>Khai mạc</s>" in organiser.get(LIST).text
    assert organiser.get(address).status_code == 302


def test_a_session_outside_the_events_dates_is_pointed_out(organiser: FlaskClient, forum: Event) -> None:
    assert "Outside the dates of the event" not in organiser.get(LIST).text
    organiser.post(LIST, data=TYPED | {"starts": "2030-05-08T08:00", "ends": "2030-05-08T09:00"})
    assert organiser.get(LIST).text.count("Outside the dates of the event") == 1


def test_only_organisers_come_in(bare_app: Flask, client: FlaskClient, forum: Event) -> None:
    ref = sessions_of(forum)[0].ref
    pages = [LIST, f"{LIST}/new", f"{LIST}/{ref}", f"{LIST}/{ref}/cancellation"]
    assert [client.get(each).status_code for each in pages] == [302] * 4
    viewer = factories.make_user()
    factories.give_role(forum, viewer, Role.VIEWER)
    browser = signed_in(bare_app, viewer)
    assert [browser.get(each).status_code for each in pages] == [403] * 4
    assert [browser.post(each, data=TYPED).status_code for each in (LIST, *pages[2:])] == [403] * 3
    assert len(fresh(forum)) == 1


def test_another_events_session_is_not_found(organiser: FlaskClient, forum: Event) -> None:
    other = factories.make_session(factories.make_event("other"))
    assert organiser.get(f"{LIST}/{other.ref}").status_code == 404
    assert organiser.post(f"{LIST}/{other.ref}/cancellation").status_code == 404


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", {"Khai mạc", "Thảo luận mở"}),
        ("?q=thao", {"Thảo luận mở"}),
        ("?q=OPEN+anh", {"Thảo luận mở"}),
        ("?q=son", {"Khai mạc", "Thảo luận mở"}),
        ("?kind=opening", {"Khai mạc"}),
        ("?room={room}", {"Thảo luận mở"}),
        ("?track={track}&kind=opening", set()),
    ],
)
def test_sessions_are_found_by_words_kind_room_and_track(
    organiser: FlaskClient, forum: Event, asked: str, shown: set[str]
) -> None:
    organiser.post(LIST, data=TYPED)
    organiser.get(LIST)  # what was flashed is told
    found = fresh(forum)[1]
    assert found.room is not None
    assert found.track is not None
    page = organiser.get(
        LIST + asked.format(room=found.room.ref, track=found.track.ref) + ("&" if asked else "?") + "lang=vi",
        follow_redirects=True,
    )
    titles = re.findall(r'<h3 class="m-0 h4">(.*?)</h3>', page.text)
    assert set(titles) == shown
    assert ("Hiện mọi phiên họp" in page.text) == (not shown)


def test_an_empty_programme_says_how_to_begin(organiser: FlaskClient, bare_app: Flask, forum: Event) -> None:
    factories.make_event("empty")
    admin = signed_in(bare_app, factories.make_user(is_admin=True))
    assert "There is no session yet" in admin.get("/manage/events/empty/programme").text
    assert 'value="2030-05-06T08:00"' in admin.get("/manage/events/empty/programme/new").text


def test_the_list_costs_the_same_queries_for_one_and_for_thirty(
    organiser: FlaskClient, bare_app: Flask, forum: Event
) -> None:
    counts = []
    for number in range(30):
        if number in (0, 29):
            with count_queries(bare_app) as sent:
                assert organiser.get(LIST).status_code == 200
            counts.append(len(sent))
        organiser.post(LIST, data=TYPED | {"title": f"Phiên {number}"})
    assert counts[0] == counts[1]
