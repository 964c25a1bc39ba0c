"""Who may come in, and what strangers are told: each endpoint, each role, and the form of every error."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events import team
from eventapp.events.models import ApiToken, Event
from eventapp.events.roles import Role
from eventapp.web import limits
from tests.api.conftest import Program
from tests.factories import PASSWORD, give_role, make_event, make_registration, make_user

ANY = {Role.ORGANISER, Role.REGISTRAR, Role.DOOR, Role.VIEWER}
READERS = {Role.ORGANISER, Role.REGISTRAR, Role.VIEWER}
REGISTRARS = {Role.ORGANISER, Role.REGISTRAR}
DOOR = {Role.ORGANISER, Role.REGISTRAR, Role.DOOR}
ROUTES = [
    ("GET", "", ANY),
    ("PATCH", "", {Role.ORGANISER}),
    ("GET", "/sites", ANY),
    ("GET", "/sessions", ANY),
    ("POST", "/sessions", {Role.ORGANISER}),
    ("PATCH", "/sessions/K7QM4XTR", {Role.ORGANISER}),
    ("DELETE", "/sessions/K7QM4XTR", {Role.ORGANISER}),
    ("GET", "/sessions/K7QM4XTR/sign-ups", READERS),
    ("POST", "/sessions/K7QM4XTR/sign-ups", REGISTRARS),
    ("DELETE", "/sessions/K7QM4XTR/sign-ups/<registration>", REGISTRARS),
    ("GET", "/papers", {Role.ORGANISER}),
    ("POST", "/papers", {Role.ORGANISER}),
    ("DELETE", "/papers/K7QM4XTR", {Role.ORGANISER}),
    ("GET", "/speakers", ANY),
    ("GET", "/delegations", READERS),
    ("GET", "/attendance", READERS),
    ("GET", "/registrations", READERS),
    ("POST", "/registrations", REGISTRARS),
    ("GET", "/registrations/K7QM4XTR", READERS),
    ("PATCH", "/registrations/K7QM4XTR", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/cancellation", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/substitution", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/approval", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/return", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/rejection", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/restoration", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/acceptance", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/refusal", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/wish", REGISTRARS),
    ("DELETE", "/registrations/K7QM4XTR/wish", REGISTRARS),
    ("POST", "/registrations/K7QM4XTR/bounces", REGISTRARS),
    ("POST", "/bounces", REGISTRARS),
    ("GET", "/questions", READERS),
    ("GET", "/categories", READERS),
    ("POST", "/scans", DOOR),
    ("POST", "/scans/batch", DOOR),
    ("GET", "/door-list", DOOR),
    ("GET", "/door-search", DOOR),
    ("GET", "/door-names", REGISTRARS),
    ("GET", "/registrations/K7QM4XTR/photograph", DOOR),
    ("POST", "/attention", REGISTRARS),
]


def test_every_endpoint_stands_in_the_table(bare_app: Flask) -> None:
    known = {(method, f"/api/v1/events/<slug>{path}".replace("K7QM4XTR", "<ref>")) for method, path, _ in ROUTES}
    found = {
        (method, rule.rule)
        for rule in bare_app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    of_devices = {("POST", ""), ("GET", "/self"), ("POST", "/self/contact")}  # tests/checkin/test_devices.py
    assert found - known == {
        ("GET", "/api/v1/events"),
        *((method, f"/api/v1/events/<slug>/devices{path}") for method, path in of_devices),
    }
    assert known - found == set()


@pytest.mark.parametrize("role", sorted(ANY))
def test_a_role_opens_what_it_covers_and_nothing_else(event: Event, program: Any, role: Role) -> None:
    speaks = program(role)
    refused = {
        (method, path) for method, path, _ in ROUTES if speaks(method, f"/events/forum{path}", {}).status_code == 403
    }
    assert refused == {(method, path) for method, path, roles in ROUTES if role not in roles}


def test_nothing_opens_without_a_token_or_with_another_events_or_a_revoked_one(
    bare_app: Flask, event: Event, program: Any
) -> None:
    with bare_app.test_request_context():
        other = make_event("other")
    stranger, elsewhere = program(None), program(Role.ORGANISER, other)
    forged = Program(bare_app.test_client(), "eva_" + "x" * 43)
    for method, path, _roles in ROUTES:
        response = stranger(method, f"/events/forum{path}", {})
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer realm=eventapp")
        assert forged(method, f"/events/forum{path}", {}).status_code == 401
        assert elsewhere(method, f"/events/forum{path}", {}).status_code == 404
        assert elsewhere(method, f"/events/nowhere{path}", {}).status_code == 404
    assert forged("GET", "/events").headers["WWW-Authenticate"] == "Bearer realm=eventapp, error=invalid_token"


def test_a_revoked_token_opens_nothing_any_more(bare_app: Flask, event: Event, program: Any) -> None:
    speaks = program()
    assert speaks("GET", "/events/forum").status_code == 200
    with bare_app.test_request_context(), transaction():
        team.revoke_token(event, db.session.scalars(select(ApiToken.id)).one(), by=SYSTEM)
    assert speaks("GET", "/events/forum").status_code == 401


def test_another_schemes_authorization_is_no_token(event: Event, program: Any) -> None:
    stranger = program(None)
    for header in ("Basic YTpi", "Bearer", "Bearer ", "bearer x y", "Bearer " + "x" * 9000, "Digest"):
        assert stranger("GET", "/events", Authorization=header).status_code == 401


@pytest.fixture
def protected(bare_app: Flask) -> Flask:
    """The application with CSRF on, as in life."""
    bare_app.config["WTF_CSRF_ENABLED"] = True
    return bare_app


def signed_in(app: Flask, event: Event, role: Role) -> Program:
    """Return a browser signed in as someone with that role."""
    with app.test_request_context():
        user = make_user()
        give_role(event, user, role)
        email = user.email
    client = app.test_client()
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 302
    return Program(client)


def test_a_browser_that_is_signed_in_may_scan_with_its_csrf_token_alone(protected: Flask, event: Event) -> None:
    browser = signed_in(protected, event, Role.DOOR)
    sent = {"id": str(uuid4()), "code": "nothing"}
    assert browser("GET", "/events/forum").status_code == 200
    assert browser("POST", "/events/forum/scans", sent).status_code == 400
    page = browser.client.get("/account").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    assert browser("POST", "/events/forum/scans", sent, X_CSRFToken=token).status_code == 200
    assert (
        browser("POST", "/events/forum/scans", sent, X_CSRFToken=token, Sec_Fetch_Site="cross-site").status_code == 403
    )
    assert browser("POST", "/events/forum/registrations", {}, X_CSRFToken=token).status_code == 403
    assert browser("POST", "/events/forum/scans", sent, Authorization="Basic YTpi").status_code == 400
    assert browser("POST", "/events/forum/scans", sent, Authorization="Bearer x").status_code == 401


ERRORS = [
    ("GET", "/nowhere", {}, 404, "not_found"),
    ("PUT", "/events/forum", {}, 405, "method_not_allowed"),
    ("POST", "/events/forum/scans", {"data": b"{", "content_type": "application/json"}, 400, "bad_request"),
    ("POST", "/events/forum/scans", {"data": b"\xff", "content_type": "application/json"}, 400, "bad_request"),
    (
        "POST",
        "/events/forum/scans",
        {"data": b'{"id":1,"id":2}', "content_type": "application/json"},
        400,
        "bad_request",
    ),
    ("POST", "/events/forum/scans", {"data": b'{"id":NaN}', "content_type": "application/json"}, 400, "bad_request"),
    ("POST", "/events/forum/scans", {"data": b"[" * 10**5, "content_type": "application/json"}, 400, "bad_request"),
    ("POST", "/events/forum/scans", {"data": b"1" * 5000, "content_type": "application/json"}, 400, "bad_request"),
    ("POST", "/events/forum/scans", {"data": b"1e999", "content_type": "application/json"}, 422, "invalid"),
    ("POST", "/events/forum/scans", {"data": b"{}", "content_type": "text/plain"}, 415, "unsupported_media_type"),
    ("POST", "/events/forum/scans", {"data": b" " * 300_000, "content_type": "application/json"}, 413, "too_large"),
    ("POST", "/events/forum/scans", {"json": {}}, 422, "invalid"),
    ("GET", "/events/forum/sessions?per_page=501", {}, 422, "invalid"),
    ("GET", "/events/forum/sessions?page=0", {}, 422, "invalid"),
    ("GET", "/events/forum/sessions?page=x", {}, 422, "invalid"),
    ("GET", "/events/forum/sessions?page=", {}, 422, "invalid"),
    ("GET", "/events/forum/sessions?page=1&page=2", {}, 422, "invalid"),
]


@pytest.mark.parametrize(("method", "path", "sent", "status", "code"), ERRORS)
def test_every_error_is_a_problem(
    bare_app: Flask, event: Event, program: Any, method: str, path: str, sent: Any, status: int, code: str
) -> None:
    headers = {"Authorization": f"Bearer {program().token}"}
    response = bare_app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **sent)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    problem = response.get_json()
    assert (problem["type"], problem["status"], problem["code"]) == ("about:blank", status, code)
    assert problem["title"] and problem["detail"]
    assert ("errors" in problem) == (status == 422)
    assert ("Allow" in response.headers) == (status == 405)


def test_whoever_asks_too_often_is_told_when_to_come_back(
    bare_app: Flask, event: Event, program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare_app.config["RATELIMIT_ENABLED"] = True
    speaks, stranger = program(), program(None)
    monkeypatch.setattr(limits, "STRANGERS", limits.Limit("strangers", 3, 60))
    statuses = [stranger("GET", "/events").status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    response = stranger("GET", "/events")
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.get_json()["code"] == "too_many_requests"
    assert [speaks("GET", "/events").status_code for _ in range(250)] == [200] * 250


def test_a_token_lists_its_event_and_an_administrator_all(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        make_event("other", is_published=False)
    found = program(Role.DOOR)("GET", "/events").get_json()
    assert [each["slug"] for each in found["items"]] == ["forum"] and found["total"] == 1
    assert program(Role.DOOR)("GET", "/events?page=2").get_json() == {"items": [], "total": 1}
    with bare_app.test_request_context():
        email = make_user(is_admin=True).email
    client = bare_app.test_client()
    client.post("/sign-in", data={"email": email, "password": PASSWORD})
    everything = client.get("/api/v1/events?per_page=1").get_json()
    assert (len(everything["items"]), everything["total"]) == (1, 2)


def test_viewers_see_no_ticket_and_no_personal_link(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        ref = make_registration(event).ref
    seen = {role: program(role)("GET", f"/events/forum/registrations/{ref}").get_json() for role in READERS}
    assert {role for role, item in seen.items() if "ticket" in item or "links" in item} == REGISTRARS
