"""A form from a session that is over is kept, and sent again with one press."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.database import db
from eventapp.events.roles import Role
from eventapp.registration.models import Registration
from tests.factories import give_role, make_event, make_user
from tests.visits import signed_in

TYPED = {"full_name": "Nguyễn <b>Văn</b> An", "email": "an@example.org", "mode": "online", "consent": "on"}


@pytest.fixture
def guarded(bare_app: Flask) -> Iterator[Flask]:
    """The application with CSRF tokens asked for."""
    with bare_app.test_request_context():
        make_event()
    bare_app.config["WTF_CSRF_ENABLED"] = True
    yield bare_app


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form in the middle of the page."""
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page[page.index("<main") :])
    return {name: unescape(value) for name, value in found}


def test_what_was_typed_comes_back_and_is_taken_the_second_time(guarded: Flask) -> None:
    client: FlaskClient = guarded.test_client()
    answer = client.post("/events/forum/register?lang=en", data={**TYPED, "csrf_token": "of another session"})
    assert answer.status_code == 400
    assert "What you wrote is kept on this page" in answer.text
    kept = hidden(answer.text)
    assert {name: kept[name] for name in TYPED} == TYPED
    assert client.post("/events/forum/register", data=kept).status_code == 303
    with guarded.app_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 1


def test_no_secret_is_repeated(guarded: Flask) -> None:
    answer = guarded.test_client().post("/sign-in", data={"email": "an@example.org", "password": "a secret of mine"})
    assert answer.status_code == 400
    assert "a secret of mine" not in answer.text and "an@example.org" in answer.text


def test_whoever_was_signed_out_meanwhile_keeps_the_form(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        give_role(make_event(), make_user(email="office@example.org"), Role.REGISTRAR)
    office = signed_in(bare_app, "office@example.org")
    office.post("/sign-out")
    answer = office.post("/manage/events/forum/delegates/new?lang=en", data=TYPED)
    assert answer.status_code == 401
    assert hidden(answer.text)["full_name"] == TYPED["full_name"]
    assert "You have been signed out meanwhile" in answer.text


def test_a_form_too_long_to_be_read_from_someone_signed_out_is_401_all_the_same(bare_app: Flask) -> None:
    headers = {"Content-Length": "99999999999", "Content-Type": "application/x-www-form-urlencoded"}
    answer = bare_app.test_client().post("/manage/events", data=b"title=x", headers=headers)
    assert answer.status_code == 401
