"""A delegate's own programme: browsed, signed up for, left, exchanged and starred, each with one tap."""

import html
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.agenda.queries import stars_of
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.registration import enrolment, links
from eventapp.registration.models import Registration
from tests.agenda.sessions import sign_up, standing, workshop
from tests.factories import make_event, make_registration, make_session
from tests.queries import count_queries


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference of an opening for everybody and two workshops at once."""
    with bare_app.test_request_context():
        event = make_event(hall=None)
        make_session(event, "Khai mạc", kind=SessionKind.OPENING)
        yield event


def door(registration: Registration, session: Session | None = None, deed: str = "") -> str:
    """Return the address of the delegate's programme, or of what he does about a session."""
    home = f"/my/{links.secret(registration)}"
    return f"{home}/sessions/{session.ref}/{deed}" if session else f"{home}/programme"


def now(session: Session) -> dict[str, str]:
    """Return how everyone stands, as the database says now."""
    db.session.rollback()
    return standing(session)


def test_one_tap_signs_up_and_comes_back_to_the_same_place(client: FlaskClient, forum: Event) -> None:
    session, an = workshop(forum, "Chuyên đề", hall=2), make_registration(forum, "An")
    page = client.get(door(an)).text
    assert "2 of 2 places left" in page and "Khai mạc" in page
    answer = client.post(door(an, session, "place"))
    assert (answer.status_code, answer.location) == (303, f"{door(an)}#s-{session.ref}")
    assert now(session) == {"An": "hall"}
    client.post(door(an, session, "place"))
    assert "You have a place" in client.get(door(an)).text
    mine = client.get(f"/my/{links.secret(an)}").text
    assert "Chuyên đề" in mine and "You have a place" in mine and "All sessions: sign up and star" in mine
    answer = client.post(door(an, session, "place/withdrawal"), data={"page": "mine"})
    assert answer.location == f"/my/{links.secret(an)}#h-mine"
    assert now(session) == {}
    assert "Chuyên đề" not in client.get(f"/my/{links.secret(an)}").text


def test_who_waits_sees_the_place_in_the_line(client: FlaskClient, forum: Event) -> None:
    session, an, binh = workshop(forum, hall=1), make_registration(forum, "An"), make_registration(forum, "Bình")
    sign_up(an, session)
    assert "Wait for a place" in client.get(door(binh)).text
    client.post(door(binh, session, "place"))
    assert "You wait: number 1 in the line" in client.get(f"/my/{links.secret(binh)}").text


def test_an_overlap_is_refused_beside_the_session_and_can_be_exchanged(client: FlaskClient, forum: Event) -> None:
    first, second, an = workshop(forum, "A"), workshop(forum, "B"), make_registration(forum, "An")
    sign_up(an, first)
    answer = client.post(door(an, second, "place"))
    page = html.unescape(answer.text)
    assert answer.status_code == 409
    assert "“B” (10:00–11:00, 06/05) overlaps with “A” (10:00–11:00, 06/05)." in page
    assert "Take this one and give up “A”" in page and f'name="instead" value="{first.ref}"' in page
    assert client.post(door(an, second, "place"), data={"instead": first.ref}).status_code == 303
    assert (now(first), now(second)) == ({}, {"An": "hall"})


def test_a_session_where_one_speaks_is_in_the_programme_and_cannot_be_exchanged(
    client: FlaskClient, forum: Event
) -> None:
    an = make_registration(forum, "An")
    person = db.session.get_one(Person, an.person_id)
    make_session(forum, "Tham luận", hour=3, kind=SessionKind.PARALLEL, platform=[(person, PlatformRole.SPEAKER)])
    assert "You are on the platform" in client.get(f"/my/{links.secret(an)}").text
    answer = client.post(door(an, workshop(forum), "place"))
    assert (answer.status_code, "Take this one" in answer.text) == (409, False)


def test_whoever_is_elsewhere_is_told_which_times_are_whose(client: FlaskClient, forum: Event) -> None:
    address = f"{door(make_registration(forum, 'An'))}?lang=en"
    assert "All times are Hà Nội time (UTC+7)." in client.get(address).text
    client.get("/events/forum/programme?zone=America/New_York")  # is remembered
    said = "Times in bold are Hà Nội time (UTC+7), beneath them New York time (UTC−4)."
    assert said in client.get(address).text


def test_stars_put_a_session_into_the_own_programme(client: FlaskClient, forum: Event) -> None:
    session, an = make_session(forum, "Song song", kind=SessionKind.PARALLEL), make_registration(forum, "An")
    mine = f"/my/{links.secret(an)}"
    assert "Song song" not in client.get(mine).text
    assert client.post(door(an, session, "star")).status_code == 303
    assert "Song song" in client.get(mine).text
    assert client.post(door(an, session, "star/withdrawal")).status_code == 303
    db.session.rollback()
    assert stars_of(an) == set()


def test_what_is_refused_is_said(client: FlaskClient, forum: Event) -> None:
    session = workshop(forum, hall=0)
    an, left = make_registration(forum, "An"), make_registration(forum, "Đi")
    with transaction():
        enrolment.cancel(left, by=SYSTEM)
    assert "No places for how you attend." in client.get(door(an)).text
    for who, deed, says in (
        (an, "place", "has no places for this form of attendance"),
        (left, "place", "Only a delegate whose registration is confirmed"),
        (left, "star", "already been cancelled or replaced"),
    ):
        answer = client.post(door(who, session, deed))
        assert (answer.status_code, says in html.unescape(answer.text)) == (409, True)
    assert client.post(f"/my/{links.secret(an)}/sessions/NOSUCH22/place").status_code == 404
    assert client.post(f"/my/{links.secret(an)[:-1]}/sessions/{session.ref}/place").status_code == 404
    assert client.get(door(an, session, "place")).status_code == 405


def test_a_session_of_another_event_is_not_there(client: FlaskClient, forum: Event) -> None:
    other = workshop(make_event("other"))
    assert client.post(door(make_registration(forum), other, "place")).status_code == 404
    assert now(other) == {}


def test_what_a_change_of_attendance_would_lose_is_said_before(client: FlaskClient, forum: Event) -> None:
    session, an = workshop(forum, "Chuyên đề", hall=1, online=0), make_registration(forum, "An")
    sign_up(an, session)
    page = html.unescape(client.get(f"/my/{links.secret(an)}").text)
    assert "no place is left there in: Chuyên đề." in page
    assert make_registration(forum, mode=Mode.ONLINE).mode is Mode.ONLINE


def test_a_cancelled_session_stays_and_offers_nothing(client: FlaskClient, forum: Event) -> None:
    session, an = workshop(forum, "Chuyên đề"), make_registration(forum, "An")
    sign_up(an, session)
    with transaction():
        programming.cancel_session(forum, session, by=SYSTEM)
    page = client.get(f"/my/{links.secret(an)}").text
    assert "<s>Chuyên đề</s>" in page and "Give the place back" not in page


def test_the_programme_costs_as_many_queries_for_one_session_as_for_many(
    bare_app: Flask, client: FlaskClient, forum: Event
) -> None:
    an = make_registration(forum, "An")
    sign_up(an, workshop(forum, hour=0))

    def cost(address: str) -> int:
        client.get(address)
        with count_queries(bare_app) as sent:
            client.get(address)
        return len(sent)

    addresses = (door(an), f"/my/{links.secret(an)}")
    before = [cost(each) for each in addresses]
    for hour in range(3, 9):
        full = workshop(forum, f"Phiên {hour}", hall=1, hour=hour)
        sign_up(make_registration(forum), full)
        sign_up(an, full)
    assert [cost(each) for each in addresses] == before


def test_the_public_page_of_a_session_says_what_is_left_now(client: FlaskClient, forum: Event) -> None:
    session = workshop(forum, hall=2, bridge=0, online=None)
    address = f"/events/forum/sessions/{session.ref}"

    def page() -> str:
        return " ".join(client.get(f"{address}?lang=en").text.split())

    assert "2 of 2 places left" in page() and "no limit" in page() and "Bridge point:" not in page()
    an = make_registration(forum, "An")
    sign_up(an, session)
    assert "1 of 2 places left" in page()
    with transaction():
        enrolment.cancel(an, by=SYSTEM)
    assert "2 of 2 places left" in page()
    assert "places left" not in client.get(f"/events/forum/sessions/{make_session(forum).ref}").text
