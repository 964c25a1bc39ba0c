"""The door's page and its counters."""

from datetime import timedelta
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.checkin import scanning
from eventapp.checkin.models import Direction
from eventapp.database import transaction
from eventapp.events.models import Event, Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.registration.models import Registration
from eventapp.tickets.issuing import code_of
from tests import factories


def the_event() -> Event:
    """Return the event of these tests."""
    event = find_event("forum")
    assert event is not None
    return event


def signed_in(client: FlaskClient, app: Flask, role: Role) -> None:
    """Sign a new member of the event's team in."""
    with app.test_request_context():
        user = factories.make_user()
        event = factories.make_event()
        factories.give_role(event, user, role)
        token = factories.open_session(user)
    with client.session_transaction() as session:
        session["_user_id"] = token


def scan(event: Event, registration: Registration, direction: Direction = Direction.IN) -> None:
    """Let someone through the door."""
    assert registration.ticket is not None
    reading = scanning.Reading(
        id=uuid4(), code=code_of(registration.ticket), operator="tests", direction=direction, at=clock.now()
    )
    with transaction():
        scanning.scan(event, reading)


def test_the_scanner_is_for_door_staff_and_knows_where_to_send_scans(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.DOOR)
    page = client.get("/door/forum")
    assert page.status_code == 200
    assert 'data-scans-url="/api/v1/events/forum/scans"' in page.text
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]


def test_a_viewer_may_not_open_the_scanner(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.VIEWER)
    assert client.get("/door/forum").status_code == 403


def test_counters_count_people_and_answer_304_until_someone_comes(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.DOOR)
    with bare_app.test_request_context():
        event = the_event()
        people = factories.make_registrations(event, 3)
        factories.make_registration(event, "Online", mode=Mode.ONLINE)
        for person in people[:2]:
            scan(event, person)
        scan(event, people[0], Direction.OUT)
    first = client.get("/door/forum/counts")
    assert first.get_json() == {"expected": 3, "admitted": 2, "inside": 1}
    etag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/door/forum/counts", headers=etag).status_code == 304
    with bare_app.test_request_context():
        scan(the_event(), people[2])
    assert client.get("/door/forum/counts", headers=etag).get_json() == {"expected": 3, "admitted": 3, "inside": 2}


def test_yesterdays_visitors_are_not_inside_today(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.DOOR)
    with bare_app.test_request_context():
        event = the_event()
        person = factories.make_registration(event)
        reading = scanning.Reading(
            id=uuid4(), code=code_of(person.ticket), operator="tests", at=clock.now() - timedelta(days=1)
        )
        with transaction():
            scanning.scan(event, reading)
    assert client.get("/door/forum/counts").get_json() == {"expected": 1, "admitted": 0, "inside": 0}
