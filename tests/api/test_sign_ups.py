"""Sign-ups of a session through the API, and every refusal by its code."""

from typing import Any

import pytest
from flask import Flask

from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.programme.models import Session
from tests.agenda.sessions import workshop
from tests.api.conftest import here
from tests.factories import make_registration, make_session


@pytest.fixture
def session(bare_app: Flask, event: Event) -> Session:
    """A session with one place in the hall, none online, and no limit at bridge points."""
    with bare_app.test_request_context():
        return workshop(here(event), hall=1, online=0)


def list_of(session: Session) -> str:
    """Return the path of the session's sign-ups."""
    return f"/events/forum/sessions/{session.ref}/sign-ups"


def refs(bare_app: Flask, event: Event, *names: str, mode: Mode = Mode.HALL) -> list[str]:
    """Register these people; return their references."""
    with bare_app.test_request_context():
        return [make_registration(here(event), name, mode=mode).ref for name in names]


def test_delegates_are_signed_up_listed_and_removed(
    bare_app: Flask, event: Event, session: Session, program: Any
) -> None:
    office, an_binh = program(Role.REGISTRAR), refs(bare_app, event, "An", "Bình")
    answers = [office("POST", list_of(session), {"registration": ref}) for ref in an_binh]
    assert [each.status_code for each in answers] == [201, 201]
    assert [(each.get_json()["status"], each.get_json()["place_in_line"]) for each in answers] == [
        ("place", None),
        ("waiting", 1),
    ]
    assert office("POST", list_of(session), {"registration": an_binh[0]}).get_json() == answers[0].get_json()
    listed = program(Role.VIEWER)("GET", list_of(session)).get_json()
    assert (listed["total"], [each["full_name"] for each in listed["items"]]) == (2, ["An", "Bình"])
    assert office("GET", f"{list_of(session)}?q=binh&mode=hall").get_json()["total"] == 1
    assert office("GET", f"{list_of(session)}?mode=online").get_json()["total"] == 0
    assert office("DELETE", f"{list_of(session)}/{an_binh[0]}").status_code == 204
    assert office("DELETE", f"{list_of(session)}/{an_binh[0]}").status_code == 404
    items = office("GET", list_of(session)).get_json()["items"]
    assert [(each["full_name"], each["status"]) for each in items] == [("Bình", "place")]
    held = next(each for each in office("GET", "/events/forum/sessions").get_json()["items"])
    assert held["places"]["hall"] == {"capacity": 1, "taken": 1, "waiting": 0}


def test_what_is_refused_is_said_by_its_code(bare_app: Flask, event: Event, session: Session, program: Any) -> None:
    office = program(Role.REGISTRAR)
    with bare_app.test_request_context():
        other, small = (
            workshop(here(event), "Khác"),
            workshop(here(event), "Đầy", hall=1, hour=6, has_waiting_list=False),
        )
        plain = make_session(here(event))
    (an, binh), (online,) = refs(bare_app, event, "An", "Bình"), refs(bare_app, event, "Chi", mode=Mode.ONLINE)
    assert office("POST", list_of(session), {"registration": an}).status_code == 201
    assert office("POST", list_of(small), {"registration": an}).status_code == 201

    def code(where: Session, body: dict[str, Any]) -> tuple[int, str]:
        answer = office("POST", list_of(where), body)
        return answer.status_code, answer.get_json()["code"]

    assert code(other, {"registration": an}) == (409, "overlaps")
    assert code(session, {"registration": online}) == (409, "not_for_mode")
    assert code(small, {"registration": binh}) == (409, "session_full")
    assert code(plain, {"registration": binh}) == (409, "no_sign_up")
    assert office("POST", list_of(small), {"registration": binh, "beyond": True}).get_json()["status"] == "place"
    exchanged = office("POST", list_of(other), {"registration": an, "instead_of": session.ref})
    assert (exchanged.status_code, office("GET", list_of(session)).get_json()["total"]) == (201, 0)
    assert office("POST", list_of(session), {}).status_code == 422
    assert office("POST", list_of(session), {"registration": "NOSUCH22"}).status_code == 404
    assert office("GET", "/events/forum/sessions/NOSUCH22/sign-ups").status_code == 404
