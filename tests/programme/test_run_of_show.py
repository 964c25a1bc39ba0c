"""The run of show of a day."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.directory import people
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import lists, programming
from eventapp.programme.models import PlatformRole, Room
from tests.factories import give_role, make_event, make_session, make_user
from tests.queries import count_queries
from tests.visits import signed_in

PAGE = "/manage/events/forum/programme/run-of-show"


@pytest.fixture
def event(app: Flask) -> Event:
    """A conference with a session on each of two days; a chair who is known by telephone only."""
    event = make_event("forum", ends_at=datetime(2030, 5, 7, 10, 0, tzinfo=UTC))
    with transaction():
        room = lists.add(Room, event, by=SYSTEM, name="Phòng 2", name_en="Room 2")
        chair = people.meet(event.id, full_name="Bùi Thanh Sơn", phone="+84912345678")
    session = {"title_en": "Plenary", "room": room, "platform": [(chair, PlatformRole.CHAIR)]}
    make_session(event, "Phiên toàn thể", ends_at=datetime(2030, 5, 6, 3, 45, tzinfo=UTC), **session)
    times = {"starts_at": datetime(2030, 5, 7, 1, tzinfo=UTC), "ends_at": datetime(2030, 5, 7, 2, tzinfo=UTC)}
    make_session(event, "Hôm sau", **times)
    return event


@pytest.fixture
def desk(app: Flask, event: Event) -> FlaskClient:
    user = make_user()
    give_role(event, user, Role.ORGANISER)
    return signed_in(app, user)


ROW = [
    "09:00",
    "10:45",
    "105",
    "Plenary",
    "Plenary",
    "Room 2",
    "Chair: Bùi Thanh Sơn, 0912 345 678",
    "No e-mail address: Bùi Thanh Sơn",
]


def test_the_page_says_who_does_what_when_and_how_to_call_them(desk: FlaskClient) -> None:
    page = desk.get(f"{PAGE}?day=2030-05-06").text
    for wanted in ("09:00", "10:45", ">105<", "Plenary", "Room 2", "Bùi Thanh Sơn", "tel:+84912345678", "0912 345 678"):
        assert wanted in page, wanted
    assert "Hôm sau" not in page
    assert "Hôm sau" in desk.get(f"{PAGE}?day=2030-05-07").text
    assert "There is no session on this day" in desk.get(f"{PAGE}?day=2030-05-08").text
    assert desk.get(f"{PAGE}?day=tomorrow").status_code == 404


def test_the_day_is_taken_along_as_a_sheet(desk: FlaskClient) -> None:
    lines = desk.get(f"{PAGE}.csv?day=2030-05-06").get_data().decode("utf-8-sig").splitlines()
    assert lines[0] == "Starts,Ends,Minutes,Title,Kind,Room,On the platform,Notes"
    assert len(lines) == 2
    for wanted in ROW:
        assert wanted in lines[1], wanted
    assert desk.get(f"{PAGE}.xlsx?day=2030-05-06").get_data().startswith(b"PK")
    assert desk.get(f"{PAGE}.csv?day=x").status_code == 404


def test_what_is_cancelled_is_not_run(desk: FlaskClient, event: Event) -> None:
    dropped = make_session(event, "Đã bỏ")
    with transaction():
        programming.cancel_session(event, dropped, by=SYSTEM)
    assert "Đã bỏ" not in desk.get(f"{PAGE}?day=2030-05-06").text


def test_a_long_day_costs_no_more_statements_than_a_short_one(app: Flask, desk: FlaskClient, event: Event) -> None:
    address = f"{PAGE}?day=2030-05-06"
    desk.get(address)
    with count_queries(app) as few:
        desk.get(address)
    for number in range(5):
        make_session(event, f"Phiên {number}", hour=number + 4)
    with count_queries(app) as many:
        desk.get(address)
    assert len(few) == len(many)
