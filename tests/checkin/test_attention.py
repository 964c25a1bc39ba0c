"""The page of what the door is told of a delegate."""

from flask import Flask
from flask.testing import FlaskClient

from eventapp.checkin.models import Attention
from eventapp.database import db
from eventapp.events.roles import Role
from tests.checkin.telephones import Telephone
from tests.checkin.test_door_list import codes
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_registration


def prepare(client: FlaskClient, app: Flask, role: Role) -> tuple[str, Telephone, str]:
    """Sign in; return the page of a delegate, a door, and the ticket's code."""
    signed_in(client, app, role)
    with app.test_request_context():
        delegate = make_registration(the_event())
        [code] = codes([delegate])
        return f"/manage/events/forum/delegates/{delegate.ref}/attention", Telephone(app, the_event()), code


def test_an_organiser_says_what_to_mind_and_blocks_a_ticket(client: FlaskClient, bare_app: Flask) -> None:
    page, door, code = prepare(client, bare_app, Role.ORGANISER)
    assert client.post(page, data={"text": "Xe lăn"}).status_code == 303
    assert door.scan(code)["delegate"]["attention"] == "Xe lăn"
    assert client.post(page, data={"text": "Xe lăn", "is_blocked": "yes"}).status_code == 303
    assert door.scan(code)["reason"] == "blocked"
    shown = client.get(page).text
    assert 'value="Xe lăn"' in shown and "checked" in shown
    assert client.post(page, data={"text": ""}).status_code == 303
    with bare_app.test_request_context():
        assert db.session.query(Attention).count() == 0
    assert client.post(page, data={"text": "x" * 201}).status_code == 422


def test_a_registrar_says_what_to_mind_and_leaves_the_ticket_as_it_is(client: FlaskClient, bare_app: Flask) -> None:
    page, door, code = prepare(client, bare_app, Role.REGISTRAR)
    assert "The ticket is blocked" not in client.get(page).text
    assert client.post(page, data={"text": "Khách mời", "is_blocked": "yes"}).status_code == 303
    answer = door.scan(code)
    assert (answer["verdict"], answer["delegate"]["attention"]) == ("admitted", "Khách mời")
