"""Signed-in visitors for tests of pages."""

from flask import Flask
from flask.testing import FlaskClient

from eventapp.accounts.models import User
from tests.factories import PASSWORD


def signed_in(app: Flask, user: User | str) -> FlaskClient:
    """Return a browser in which that user has signed in."""
    client = app.test_client()
    email = user if isinstance(user, str) else user.email
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client
