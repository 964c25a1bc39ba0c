"""What sign-ups bring into the list of clashes: rooms that are too small, and delegates wanted twice at once."""

import html
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.agenda.expecting import expected_in
from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.links.keeping import Place
from eventapp.links.models import Audience
from eventapp.programme import lists, programming
from eventapp.programme.models import Room, Session
from eventapp.programme.planned import clashes_of
from tests.agenda.sessions import sign_up, workshop
from tests.factories import give_role, make_event, make_registration, make_user
from tests.links.test_keeping import make_link
from tests.visits import signed_in

HOME = "/manage/events/forum/programme"


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference that is joined online by one link."""
    with bare_app.test_request_context():
        event = make_event(hall=None)
        make_link(event, Place(audience=Audience.ONLINE))
        yield event


@pytest.fixture
def organiser(bare_app: Flask, forum: Event) -> FlaskClient:
    """An organiser who has signed in."""
    user = make_user()
    give_role(forum, user, Role.ORGANISER)
    return signed_in(bare_app, user)


def found(event: Event) -> list[tuple[str, int, list[str]]]:
    """Return what is wrong about sign-ups: kind, number of delegates, titles."""
    return [
        (clash.kind.value, clash.number, [each.title for each in clash.sessions])
        for clash in clashes_of(event, expected_in(event))
        if clash.number
    ]


def move(event: Event, session: Session, hours: int) -> None:
    """Move a session by so many hours."""
    with transaction():
        programming.revise_session(
            event,
            session,
            starts_at=session.starts_at + timedelta(hours=hours),
            ends_at=session.ends_at + timedelta(hours=hours),
            by=SYSTEM,
        )


def test_a_move_that_makes_delegates_be_twice_at_once_is_told(organiser: FlaskClient, forum: Event) -> None:
    first, second = workshop(forum, "A", hour=3), workshop(forum, "B", hour=5)
    an, binh = make_registration(forum, "An"), make_registration(forum, "Bình")
    for each in (an, binh):
        sign_up(each, first)
        sign_up(each, second)
    sign_up(make_registration(forum), second)
    assert found(forum) == []
    typed = {"kind": "parallel", "title": "B", "starts": "2030-05-06T10:30", "ends": "2030-05-06T11:30"}
    preview = html.unescape(organiser.post(f"{HOME}/{second.ref}/preview", data=typed).text)
    assert "2 delegates have a place in sessions that overlap: “A” (10:00–11:00, 6 May), “B” (10:30–11:30" in preview
    move(forum, second, -1)
    assert found(forum) == []  # half-open
    move(forum, second, -1)
    assert found(forum) == [("delegates_twice", 2, ["A", "B"])]
    assert "Delegates twice at once" in organiser.get(f"{HOME}/clashes").text
    assert "Delegates twice at once" in organiser.get(HOME).text
    assert "thing in the programme needs another look" in organiser.get("/manage/events/forum").text


def test_who_only_waits_is_not_twice_anywhere(forum: Event) -> None:
    first, second = workshop(forum, "A", hall=1, hour=3), workshop(forum, "B", hour=5)
    sign_up(make_registration(forum), first)
    waits = make_registration(forum, "Chờ")
    sign_up(waits, first)
    sign_up(waits, second)
    move(forum, second, -2)
    assert found(forum) == []


def test_a_room_that_seats_fewer_than_have_a_place_in_it_is_told(organiser: FlaskClient, forum: Event) -> None:
    session = workshop(forum, "A")
    with transaction():
        room = lists.named(Room, forum, "Phòng nhỏ", "")
        room.capacity = 1
        programming.revise_session(forum, session, room=room, by=SYSTEM)
    sign_up(make_registration(forum, "An"), session)
    sign_up(make_registration(forum, "Bình", mode=Mode.ONLINE), session)
    assert found(forum) == []
    sign_up(make_registration(forum, "Chi"), session)
    assert found(forum) == [("too_small_for_sign_ups", 2, ["A"])]
    page = html.unescape(organiser.get(f"{HOME}/clashes").text)
    assert "“Phòng nhỏ” has 1 seats, fewer than delegates have a place there (2)" in page
