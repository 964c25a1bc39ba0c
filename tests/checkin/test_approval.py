"""At the door: who awaits approval with a ticket in hand is sent to the desk, and may be let in with a reason."""

from typing import Any
from uuid import uuid4

from flask import Flask

from eventapp.checkin import scanning
from eventapp.checkin.models import Direction, Reason, Verdict
from eventapp.events.models import Event, Mode
from eventapp.registration import approving, nomination, undoing
from eventapp.registration.act_models import Decision
from eventapp.registration.models import Registration
from eventapp.tickets.issuing import code_of
from tests.factories import make_event, make_registration
from tests.registration.focal import make_delegation
from tests.registration.test_acts import carry_out
from tests.registration.test_approving import approved, judge, revise, revision
from tests.registration.test_offers import do


def scan(event: Event, registration: Registration, **more: Any) -> tuple[Verdict, Reason | None]:
    """Scan the ticket; return verdict and reason."""
    assert registration.ticket is not None
    reading = scanning.Reading(id=uuid4(), code=code_of(registration.ticket), operator="tests", **more)
    found = scanning.scan(event, reading).scan
    return found.verdict, found.reason


def test_a_change_that_awaits_approval_is_amber_and_may_be_overridden(app: Flask) -> None:
    event = judge(make_event(hall=2), Mode.HALL, changes=True)
    registration = approved(event, make_delegation(event, "BNG", hall=2))
    revise(event, registration, position="Vụ trưởng")
    assert scan(event, registration) == (Verdict.REFUSED, Reason.PENDING)
    assert scan(event, registration, override_reason="Đã xác minh") == (Verdict.ADMITTED, None)
    assert scan(event, registration, direction=Direction.OUT) == (Verdict.LEFT, None)
    do(approving.approve, registration)
    assert scan(event, registration) == (Verdict.ADMITTED, None)


def test_a_rejected_stand_in_is_red_and_so_is_the_ticket_of_an_approval_that_was_undone(app: Flask) -> None:
    event = judge(make_event(hall=2), Mode.HALL, changes=True)
    delegation = make_delegation(event, "BNG", hall=2)
    registration = approved(event, delegation)
    words = {"full_name": "Trần Bình", "email": "binh@example.org", "phone": "", "position": ""}
    shown = revision(delegation)
    stand_in = do(nomination.replace, event, registration, shown=shown, locale="vi", reason="", **words)
    assert scan(event, stand_in) == (Verdict.REFUSED, Reason.PENDING)
    do(approving.reject, stand_in, reason="Không đúng thành phần")
    assert scan(event, stand_in) == (Verdict.REFUSED, Reason.REJECTED)
    other = make_registration(event)
    act, _outcome = carry_out(event, Decision.APPROVAL, other)
    code = code_of(other.ticket)  # type: ignore[arg-type]
    do(undoing.undo, act)
    reading = scanning.Reading(id=uuid4(), code=code, operator="tests")
    assert scanning.scan(event, reading).scan.reason is Reason.REPLACED
