"""F9: no other site can make a browser change anything here, and nothing changes by being looked at."""

from collections.abc import Iterator

import pytest
from flask import session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from eventapp.audit import trail
from eventapp.database import transaction
from tests.trust.matrix import CLOSED_BY_NOW, MATRIX
from tests.trust.walk import UNSAFE, address, doors, unknown_places
from tests.trust.world import Visitor, World, table_hashes

# A mailbox posts there by itself, without cookie or token (RFC 8058): the 130 bits in the address are what lets it in.
# So does the page of a bridge point that was kept for hours without network; tests/bridges tries other sites there.
OPENED_BY_THEIR_SECRET = {
    "POST /unsubscribe/<secret>",
    "POST /sites/<secret>/marks",
    "POST /join/<secret>/visits/<visit>/beats",
}
# Telephones, which send the code or the token they were given; no cookie counts there.
OPENED_BY_A_TELEPHONE = {
    "POST /api/v1/events/<slug>/devices",
    "POST /api/v1/events/<slug>/devices/self/contact",
}
COUNT_ONLY = {"POST /events/<slug>/papers/<ref>"}  # of pages alike for all; test_pages.py of papers tries other sites


@pytest.fixture
def guarded(world: World) -> Iterator[World]:
    """The world with the check of forms as in life."""
    world.app.config["WTF_CSRF_ENABLED"] = True
    yield world
    world.app.config["WTF_CSRF_ENABLED"] = False
    world.restore()


def unsafe_doors(world: World) -> list[tuple[str, str]]:
    """Return method and address of every door that changes something, with event A's own things."""
    found = []
    for door, rule in sorted(doors(world.app).items()):
        method = door.split(" ", 1)[0]
        opened = OPENED_BY_THEIR_SECRET | OPENED_BY_A_TELEPHONE
        is_tried = door in MATRIX and door not in CLOSED_BY_NOW | opened | COUNT_ONLY
        if method in UNSAFE and is_tried and not unknown_places([rule.rule]):
            found.append((method, address(rule.rule, world.own, world.own)))
    return found


def administrator(world: World) -> tuple[FlaskClient, str]:
    """Return a browser that may do everything, and its token against forgery."""
    client = world.client(Visitor.ADMINISTRATOR)
    with client.session_transaction() as cookie, world.app.test_request_context():
        token = generate_csrf()
        cookie["csrf_token"] = session["csrf_token"]
    return client, token


FORGERIES = {
    "no token": ({}, {}, {400}),
    "another session's token": ({"csrf_token": "IjAxMjM0NTY3ODki.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"}, {}, {400}),
    "another site's Origin": ({"csrf_token": "RIGHT"}, {"Origin": "https://evil.example"}, {403}),
    "a look-alike's Origin": ({"csrf_token": "RIGHT"}, {"Origin": "http://localhost.evil.example"}, {403}),
    "an opaque Origin": ({"csrf_token": "RIGHT"}, {"Origin": "null"}, {403}),
    "sent across sites": ({"csrf_token": "RIGHT"}, {"Sec-Fetch-Site": "cross-site"}, {403}),
    "sent from a sister site": ({"csrf_token": "RIGHT"}, {"Sec-Fetch-Site": "same-site"}, {403}),
    "opaque and across sites": ({"csrf_token": "RIGHT"}, {"Origin": "null", "Sec-Fetch-Site": "cross-site"}, {403}),
    "text/plain": ("text", {"Content-Type": "text/plain"}, {400}),
    "JSON without token": ("json", {"Content-Type": "application/json"}, {400}),
    "htmx without token": ({}, {"HX-Request": "true"}, {400}),
    "Basic from the browser's memory": ({}, {"Authorization": "Basic YTpi"}, {400}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_request_is_refused_at_every_door_and_changes_nothing(forgery: str, guarded: World) -> None:
    """F9: by a browser that is signed in as the administrator, which may do everything."""
    body, headers, refused = FORGERIES[forgery]
    before = table_hashes(guarded.app)
    answers = []
    for method, path in unsafe_doors(guarded):
        client, token = administrator(guarded)
        answers.append((method, path, _send(client, method, path, body, headers, token).status_code))
    assert len(answers) > 10
    assert [each for each in answers if each[2] not in refused] == []
    assert table_hashes(guarded.app) == before


def _send(
    client: FlaskClient, method: str, path: str, body: object, headers: dict[str, str], token: str
) -> TestResponse:
    if isinstance(body, dict):
        typed = {name: token if value == "RIGHT" else value for name, value in body.items()}
        return client.open(path, method=method, data=typed, headers=headers)
    content = '{"csrf_token": "x"}' if body == "json" else "csrf_token=x"
    return client.open(path, method=method, data=content, headers=headers)


def test_with_its_token_the_same_browser_gets_through(guarded: World) -> None:
    """F9: the control of the test before: it is the forgery that is refused, not the request."""
    refused = []
    for method, path in unsafe_doors(guarded):
        client, token = administrator(guarded)
        answer = client.open(
            path,
            method=method,
            headers={"X-CSRFToken": token, "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
            **({"json": {}} if path.startswith("/api/") else {"data": {}}),  # type: ignore[arg-type]
        )
        if answer.status_code in (400, 401, 403):
            refused.append((method, path, answer.status_code))
        guarded.restore()
    assert refused == []


def test_a_token_of_the_api_needs_no_cookie_and_no_other_token(guarded: World) -> None:
    """F9: programs are not browsers; and a page's cookie beside the token counts for nothing."""
    client = guarded.client(Visitor.DOORS_TOKEN)
    answer = client.post(f"/api/v1/events/{guarded.own.slug}/scans", json={})
    assert answer.status_code == 422


@pytest.mark.parametrize("visitor", [Visitor.ANYONE, Visitor.ADMINISTRATOR, Visitor.ORGANISERS_TOKEN], ids=str)
def test_looking_changes_nothing(visitor: Visitor, world: World) -> None:
    """F9: every GET and HEAD leaves every row of every table as it was, but for when a session was last seen."""
    before = table_hashes(world.app)
    looked = 0
    for door, rule in sorted(doors(world.app).items()):
        if door.startswith("GET ") and door in MATRIX and not unknown_places([rule.rule]):
            for method in ("GET", "HEAD"):
                world.client(visitor).open(address(rule.rule, world.own, world.own), method=method).close()
                looked += 1
    assert looked > 40
    assert table_hashes(world.app) == before


def test_a_look_that_writes_is_noticed(world: World) -> None:
    """F9: the control of the test before."""
    before = table_hashes(world.app)
    with world.app.test_request_context(), transaction():
        trail.record("looked", "pages/1", by=trail.GUEST)
    assert table_hashes(world.app) != before
    world.restore()
    assert table_hashes(world.app) == before
