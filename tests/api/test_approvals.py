"""The organiser's decision through the API, and every refusal by its code."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from tests.api.test_registrations import DELEGATE, PATH
from tests.factories import make_event
from tests.registration.test_approving import judge

APPROVAL = ("approval_modes", "approval_categories", "changes_ask_again", "office_needs_approval")


@pytest.fixture
def office(bare_app: Flask, event: Event, program: Any) -> Any:
    """A registrar's program; the organiser approves whoever attends in the hall."""
    with bare_app.test_request_context():
        judge(event, Mode.HALL, changes=True)
    return program(Role.REGISTRAR)


def register(office: Any, name: str = "Nguyễn Văn An") -> str:
    """Register someone and return where he is to be found."""
    answer = office("POST", PATH, {**DELEGATE, "full_name": name})
    assert answer.status_code == 201
    given = answer.get_json()
    assert (given["status"], given["ticket"], given["links"]["ticket_pdf"]) == ("pending", None, None)
    return f"{PATH}/{given['ref']}"


def test_an_organisers_program_says_who_needs_approval(bare_app: Flask, event: Event, program: Any) -> None:
    speaks = program()
    ref = speaks("GET", "/events/forum/categories").get_json()["items"][1]["ref"]
    first = speaks("PATCH", "/events/forum", {"approval_modes": ["hall", "online"], "changes_ask_again": True})
    assert first.status_code == 200
    changed = speaks("PATCH", "/events/forum", {"approval_categories": [ref], "office_needs_approval": True}).get_json()
    assert {name: changed[name] for name in APPROVAL} == {
        "approval_modes": ["hall", "online"],
        "approval_categories": [ref],
        "changes_ask_again": True,
        "office_needs_approval": True,
    }
    assert changed == speaks("GET", "/events/forum").get_json() == speaks("GET", "/events").get_json()["items"][0]
    with bare_app.app_context():
        told = db.session.scalars(select(AuditEntry.words).where(AuditEntry.action == "approval_set")).all()
    assert [each["fields"][0] for each in told] == ["changes_ask_again", "office_needs_approval"]
    none = {"approval_modes": [], "approval_categories": None, "changes_ask_again": False}
    assert speaks("PATCH", "/events/forum", none).get_json()["approval_modes"] == []
    assert program(Role.REGISTRAR)("PATCH", "/events/forum", none).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"approval_modes": "hall"}, "approval_modes"),
        ({"approval_modes": ["roof"]}, "approval_modes.0"),
        ({"approval_modes": ["bridge"]}, "approval_modes"),
        ({"approval_modes": ["hall"] * 101}, "approval_modes"),
        ({"approval_categories": ["ZZZZZZZZ"]}, "approval_categories"),
        ({"approval_categories": [None]}, "approval_categories.0"),
        ({"changes_ask_again": "yes"}, "changes_ask_again"),
    ],
)
def test_what_nobody_can_be_approved_by_is_refused_and_nothing_changes(
    bare_app: Flask, program: Any, changes: dict[str, Any], field: str
) -> None:
    with bare_app.test_request_context():
        speaks = program(of=make_event("hall-only", modes={Mode.HALL: 10, Mode.ONLINE: None}))
    before = speaks("GET", "/events/hall-only").get_json()
    answer = speaks("PATCH", "/events/hall-only", {**changes, "title": "Khác"})
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [field])
    assert speaks("GET", "/events/hall-only").get_json() == before


def test_who_needs_approval_is_pending_until_approved(office: Any) -> None:
    address = register(office)
    assert office("GET", f"{PATH}?status=pending").get_json()["total"] == 1
    answer = office("POST", f"{address}/approval").get_json()
    assert (answer["status"], answer["approved_at"] is not None, "code" in answer["ticket"]) == (
        "confirmed",
        True,
        True,
    )
    again = office("POST", f"{address}/approval")
    assert (again.status_code, again.get_json()["code"]) == (409, "not_pending")


def test_a_registration_is_returned_with_a_note_and_rejected_with_a_reason(office: Any) -> None:
    address = register(office)
    assert office("POST", f"{address}/return", {}).status_code == 422
    answer = office("POST", f"{address}/return", {"note": "Xin ghi chức vụ"}).get_json()
    assert (answer["status"], answer["decision_note"]) == ("returned", "Xin ghi chức vụ")
    assert office("POST", f"{address}/rejection", {}).status_code == 422
    answer = office("POST", f"{address}/rejection", {"reason": "Đủ đại biểu"}).get_json()
    assert (answer["status"], answer["decision_note"], answer["ticket"]) == ("rejected", "Đủ đại biểu", None)
    for decision, body in (("return", {"note": "x"}), ("rejection", {"reason": "x"}), ("restoration", {"note": "x"})):
        refused = office("POST", f"{address}/{decision}", body)
        assert (refused.status_code, refused.get_json()["code"]) == (409, "not_pending")


def test_a_full_mode_without_a_waiting_list_is_409(office: Any, program: Any) -> None:
    program(Role.ORGANISER)("PATCH", "/events/forum", {"has_waiting_list": False})
    seats = 0
    while office("POST", f"{register(office, f'Lê Văn {chr(65 + seats)}')}/approval").status_code == 200:
        seats += 1
    refused = office("POST", f"{register(office, 'Phạm Hà')}/approval")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "full")


@pytest.mark.parametrize("decision", ["approval", "return", "rejection", "restoration"])
def test_what_is_not_there_is_404_and_viewers_may_not(office: Any, program: Any, decision: str) -> None:
    body = {"note": "x", "reason": "x"}
    assert office("POST", f"{PATH}/NOSUCHXX/{decision}", body).status_code == 404
    assert program(Role.VIEWER)("POST", f"{register(office)}/{decision}", body).status_code == 403
