"""The organiser's decision through the API, and every refusal by its code."""

from typing import Any

import pytest
from flask import Flask

from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from tests.api.test_registrations import DELEGATE, PATH
from tests.registration.test_approving import judge


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
