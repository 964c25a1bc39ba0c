"""Requests that change something come from our own pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_event

OWN, FOREIGN = "http://localhost", "https://evil.example"


def status(client: FlaskClient, **headers: str) -> int:
    """Return how a lost link asked for with these headers is answered."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/events/forum/find", data={"email": "hoa@example.org"}, headers=sent).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": FOREIGN},
        {"Origin": "null"},
        {"Origin": "null", "Sec_Fetch_Site": "cross-site"},
        {"Origin": OWN, "Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
    ],
)
def test_a_page_of_another_site_changes_nothing(client: FlaskClient, event: str, headers: dict[str, str]) -> None:
    assert status(client, **headers) == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": OWN, "Sec_Fetch_Site": "same-origin"},
        {"Origin": OWN},
        # what a browser sends from a page that says Referrer-Policy: no-referrer, as every page with a secret does
        {"Origin": "null", "Sec_Fetch_Site": "same-origin"},
    ],
)
def test_our_own_pages_may(client: FlaskClient, event: str, headers: dict[str, str]) -> None:
    assert status(client, **headers) == 303


@pytest.fixture
def event(bare_app: Flask) -> str:
    """An event to ask of."""
    with bare_app.test_request_context():
        return make_event().slug
