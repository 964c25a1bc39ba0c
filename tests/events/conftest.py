"""An administrator and the owner of a forum with one seat, both signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.events.roles import Role
from tests import factories
from tests.visits import signed_in


@pytest.fixture
def admin(bare_app: Flask) -> FlaskClient:
    with bare_app.app_context():
        factories.make_user(is_admin=True, email="admin@example.org")
    return signed_in(bare_app, "admin@example.org")


@pytest.fixture
def owner(bare_app: Flask) -> FlaskClient:
    with bare_app.app_context():
        event = factories.make_event(hall=1)
        factories.give_role(event, factories.make_user(email="owner@example.org"), Role.OWNER)
    return signed_in(bare_app, "owner@example.org")
