"""A program that speaks to the API, and the event it works for."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventapp.database import db
from eventapp.events.models import Event
from eventapp.events.roles import Role
from tests.factories import make_event, make_token

Speak = Callable[..., TestResponse]


class Program:
    """Speaks JSON to /api/v1 with a token."""

    def __init__(self, client: FlaskClient, token: str = "") -> None:
        self.client, self.token = client, token

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named.setdefault("Authorization", f"Bearer {self.token}")
        sent = {} if body is None else {"json": body}
        return self.client.open(f"/api/v1{path}", method=method, headers=named, **sent)

    def scan(self, code: str, slug: str = "forum", **more: Any) -> dict[str, Any]:
        """Scan a code and return the answer, which is 200 whatever the verdict."""
        response = self("POST", f"/events/{slug}/scans", {"id": str(uuid4()), "code": code, **more})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.get_json()
        return answer


@pytest.fixture
def event(bare_app: Flask) -> Event:
    """An event with ten seats in the hall."""
    with bare_app.test_request_context():
        return make_event()


@pytest.fixture
def program(bare_app: Flask, request: pytest.FixtureRequest) -> Callable[..., Program]:
    """Return a program with a token of that role (None: without one), for this event or another."""

    def speaking(role: Role | None = Role.ORGANISER, of: Event | None = None) -> Program:
        its_event = of or request.getfixturevalue("event")
        with bare_app.test_request_context():
            return Program(bare_app.test_client(), make_token(its_event, role) if role else "")

    return speaking


def here(event: Event) -> Event:
    """Return the event as this context's session knows it, for rules that change it."""
    return db.session.get_one(Event, event.id)
