"""The event, its programme, its people, sites and delegations through the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as happenings
from sqlalchemy import func, select

from eventapp.database import db, transaction
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.directory import organisations
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.programme.models import Session
from tests.api.conftest import here
from tests.factories import make_event, make_registration, make_site

OPENING = {
    "kind": "opening",
    "title": "Khai mạc",
    "title_en": "Opening",
    "starts_at": "2030-05-06T08:00:00+07:00",
    "ends_at": "2030-05-06T08:30:00",
    "room": "Hội trường lớn",
    "chairs": ["Nguyễn Thị Mai"],
    "speakers": ["Lê Bình", "Trần Dũng"],
}


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Yield the statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    happenings.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        happenings.remove(engine, "before_cursor_execute", note)


def test_an_event_says_what_it_is(event: Event, program: Any) -> None:
    found = program(Role.DOOR)("GET", "/events/forum").get_json()
    assert (found["slug"], found["title"], found["title_en"], found["zone"], found["status"]) == (
        "forum",
        "Diễn đàn",
        "Forum",
        "Asia/Ho_Chi_Minh",
        "published",
    )
    assert found["starts_at"] == "2030-05-06T08:00:00+07:00"
    assert found["modes"] == {
        "hall": {"capacity": 10, "taken": 0},
        "bridge": {"capacity": None, "taken": 0},
        "online": {"capacity": None, "taken": 0},
    }
    assert found["links"] == {"page": "http://localhost/events/forum"}


def test_an_organiser_changes_what_is_named_and_nothing_else(event: Event, program: Any) -> None:
    speaks = program()
    changes = {"title": "Diễn đàn 2030", "registration_closes_at": "2030-05-01T17:00", "has_waiting_list": False}
    changed = speaks("PATCH", "/events/forum", changes).get_json()
    assert changed["title"] == "Diễn đàn 2030" and changed["title_en"] == "Forum"
    assert changed["registration_closes_at"] == "2030-05-01T17:00:00+07:00"
    assert changed == speaks("GET", "/events/forum").get_json()
    closed = speaks("PATCH", "/events/forum", {"status": "closed", "registration_closes_at": None}).get_json()
    assert (closed["status"], closed["registration_closes_at"]) == ("closed", None)
    assert speaks("PATCH", "/events/forum", {"status": "draft"}).get_json()["code"] == "wrong_stage"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"title": ""}, 422), ({"title": None}, 422), ({"zone": "Mars"}, 422), ({"starts_at": "soon"}, 422),
        ({"starts_at": 0}, 422), ({"ends_at": "2020-01-01T00:00:00Z"}, 422), ({"status": "open"}, 422),
        ({"contact_email": "x"}, 422), ({"has_waiting_list": "yes"}, 422), ([], 422), ({}, 200), ({"slug": "x"}, 200),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_read_changes_nothing(event: Event, program: Any, changes: Any, status: int) -> None:
    speaks = program()
    before = speaks("GET", "/events/forum").get_json()
    assert speaks("PATCH", "/events/forum", changes).status_code == status
    assert speaks("GET", "/events/forum").get_json() == before


def test_a_session_is_added_changed_and_cancelled(event: Event, program: Any) -> None:
    speaks = program()
    response = speaks("POST", "/events/forum/sessions", OPENING)
    session = response.get_json()
    assert response.status_code == 201
    assert (session["starts_at"], session["ends_at"]) == ("2030-05-06T08:00:00+07:00", "2030-05-06T08:30:00+07:00")
    assert (session["room"], session["track"], session["sequence"]) == ("Hội trường lớn", None, 0)
    assert [each["full_name"] for each in session["speakers"]] == ["Lê Bình", "Trần Dũng"]
    path = f"/events/forum/sessions/{session['ref']}"
    moved = speaks("PATCH", path, {"ends_at": "2030-05-06T02:00:00Z", "speakers": ["Lê Bình"]}).get_json()
    assert (moved["ends_at"], moved["sequence"], moved["room"]) == ("2030-05-06T09:00:00+07:00", 1, "Hội trường lớn")
    people = {place: [each["full_name"] for each in moved[place]] for place in ("chairs", "moderators", "speakers")}
    assert people == {"chairs": ["Nguyễn Thị Mai"], "moderators": [], "speakers": ["Lê Bình"]}
    assert speaks("DELETE", path).status_code == 204
    listed = speaks("GET", "/events/forum/sessions").get_json()
    assert [(each["ref"], each["is_cancelled"], each["sequence"]) for each in listed["items"]] == [
        (session["ref"], True, 2)
    ]
    assert speaks("DELETE", path).status_code == 204


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", None), ("kind", "party"), ("kind", None), ("starts_at", "08:00"), ("ends_at", None),
        ("chairs", "Mai"), ("chairs", [7]), ("chairs", [None]), ("speakers", [["x"]]), ("speakers", ["x"] * 101),
        ("room", "x" * 256), ("places", 20), ("places", {"hall": -1}), ("places", {"online": "20"}),
        ("places", ""), ("places", {"hall": " "}),
    ],
)  # fmt: skip
def test_a_session_that_cannot_be_read_is_refused_by_field(
    bare_app: Flask, event: Event, program: Any, field: str, value: Any
) -> None:
    response = program()("POST", "/events/forum/sessions", {**OPENING, field: value})
    assert response.status_code == 422
    assert {name.split(".")[0] for name in response.get_json()["errors"]} == {field}


def test_places_are_set_changed_and_taken_away(bare_app: Flask, event: Event, program: Any) -> None:
    speaks = program()

    def offered(answer: Any) -> Any:
        places = answer.get_json()["places"]
        return places and [places[mode]["capacity"] for mode in ("hall", "bridge", "online")]

    added = speaks("POST", "/events/forum/sessions", {**OPENING, "places": {"hall": 2, "online": None}})
    assert (added.status_code, offered(added)) == (201, [2, 0, None])
    path = f"/events/forum/sessions/{added.get_json()['ref']}"
    assert offered(speaks("PATCH", path, {"title": "Khai mạc!"})) == [2, 0, None]
    with bare_app.test_request_context():
        ref = make_registration(event).ref
    assert speaks("POST", f"{path}/sign-ups", {"registration": ref}).status_code == 201
    for places, code in (({"hall": 0}, "places_below_taken"), (None, "sign_ups_there")):
        refused = speaks("PATCH", path, {"places": places, "title": "Never"})
        assert (refused.status_code, refused.get_json()["code"]) == (409, code)
    assert offered(speaks("PATCH", path, {"places": {"hall": 0, "bridge": 5}, "beyond": True})) == [0, 5, None]
    assert offered(speaks("PATCH", path, {"places": None, "beyond": True})) is None
    assert speaks("GET", path.rpartition("/")[0]).get_json()["items"][0]["title"] == "Khai mạc!"


def test_a_session_must_end_after_it_starts(event: Event, program: Any) -> None:
    response = program()("POST", "/events/forum/sessions", {**OPENING, "ends_at": OPENING["starts_at"]})
    assert (response.status_code, response.get_json()["code"]) == (422, "ends_before_start")


def test_the_same_key_adds_one_session(bare_app: Flask, event: Event, program: Any) -> None:
    speaks = program()
    first = speaks("POST", "/events/forum/sessions", OPENING, Idempotency_Key="k")
    assert speaks("POST", "/events/forum/sessions", OPENING, Idempotency_Key="k").data == first.data
    other = speaks("POST", "/events/forum/sessions", {**OPENING, "title": "Bế mạc"}, Idempotency_Key="k")
    assert (other.status_code, other.get_json()["code"]) == (409, "key_reused")
    with bare_app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(Session)) == 1


def test_speakers_stand_in_vietnamese_order_with_their_sessions(event: Event, program: Any) -> None:
    speaks = program()
    speaks("POST", "/events/forum/sessions", OPENING)
    gone = speaks("POST", "/events/forum/sessions", {**OPENING, "title": "Bỏ", "speakers": ["Ai Đó"]}).get_json()
    speaks("DELETE", f"/events/forum/sessions/{gone['ref']}")
    found = speaks("GET", "/events/forum/speakers").get_json()
    assert [
        (each["full_name"], [(one["title"], one["role"]) for one in each["sessions"]]) for each in found["items"]
    ] == [
        ("Lê Bình", [("Khai mạc", "speaker")]),
        ("Trần Dũng", [("Khai mạc", "speaker")]),
        ("Nguyễn Thị Mai", [("Khai mạc", "chair")]),
    ]
    assert all("email" not in each for each in found["items"])


def test_sites_and_delegations_say_what_is_taken(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        site = make_site(here(event), "Huế", seats=5)
        with transaction():
            ministry, _ = organisations.enter("Bộ Ngoại giao", name_en="MoFA", kind="central")
            row = Delegation(
                event_id=event.id, organisation=ministry, code="BNG", mode=Mode.HALL, created_at=datetime.now(UTC)
            )
            db.session.add(row)
            db.session.flush()
            quotas.allot(row, Mode.HALL, 2)
            quotas.allot(row, Mode.BRIDGE, 3)
        make_registration(event, mode=Mode.BRIDGE, site=site, delegation=row)
    speaks = program(Role.VIEWER)
    sites = speaks("GET", "/events/forum/sites").get_json()
    assert [(each["name"], each["mode"], each["capacity"], each["taken"]) for each in sites["items"]] == [
        ("Huế", "bridge", 5, 1)
    ]
    assert speaks("GET", "/events/forum/delegations").get_json() == {
        "items": [
            {
                "code": "BNG",
                "name": "Bộ Ngoại giao",
                "name_en": "MoFA",
                "kind": "central",
                "mode": "hall",
                "quota": 5,
                "used": 1,
                "by_mode": {"hall": {"quota": 2, "used": 0}, "bridge": {"quota": 3, "used": 1}},
                "state": "not_sent",
                "links": {"page": None},
            }
        ],
        "total": 1,
    }


@pytest.mark.parametrize("path", ["/sessions", "/speakers", "/sites", "/registrations"])
def test_a_list_costs_the_same_number_of_statements_at_1_and_30_rows(
    bare_app: Flask, event: Event, program: Any, path: str
) -> None:
    speaks = program()

    def add(turn: int) -> None:
        speaks("POST", "/events/forum/sessions", {**OPENING, "title": f"Phiên {turn}", "speakers": [f"An {turn}"]})
        with bare_app.test_request_context():
            site = make_site(here(event), f"Điểm {turn}")
            make_registration(event, f"Người {turn}", mode=Mode.BRIDGE, site=site)

    add(0)
    with counted(bare_app) as at_one:
        speaks("GET", f"/events/forum{path}")
    for turn in range(1, 30):
        add(turn)
    with counted(bare_app) as at_thirty:
        assert speaks("GET", f"/events/forum{path}").get_json()["total"] >= 30
    assert len(at_one) == len(at_thirty)


def test_pages_divide_a_list_without_losing_anyone(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        names = [make_site(here(event), f"Điểm {turn}").name for turn in range(7)]
    pages = [program()("GET", f"/events/forum/sites?per_page=3&page={page}").get_json() for page in (1, 2, 3, 4)]
    assert [each["name"] for page in pages for each in page["items"]] == names
    assert {page["total"] for page in pages} == {7}


def test_a_draft_is_there_for_its_token(bare_app: Flask, program: Any) -> None:
    with bare_app.test_request_context():
        event = make_event("draft", is_published=False)
    assert program(Role.VIEWER, event)("GET", "/events/draft").get_json()["status"] == "draft"
