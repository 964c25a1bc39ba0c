"""The organiser's decision on a registration that awaits approval, or on what was changed of it."""

from typing import Any

from flask.typing import ResponseReturnValue

from eventapp.api.blueprint import bp
from eventapp.api.operations import answer, operation
from eventapp.api.registrations import found_registration, registration_json
from eventapp.api.schemas import RegistrationItem
from eventapp.api.shapes import NoteShape, ReasonShape
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import approving
from eventapp.web.access import actor, program


@bp.post("/events/<slug>/registrations/<ref>/approval")
@program(Role.REGISTRAR)
@operation(RegistrationItem, problems=(409,))
def approve(event: Event, ref: str) -> ResponseReturnValue:
    """Approve a registration: confirmed with a ticket while there is a seat, else on the waiting list.

    What was changed after approval is approved likewise. 409 `not_pending`; `full` where there is no waiting list.
    """
    found = found_registration(event, ref)
    with transaction():
        approving.approve(found, by=actor())
    return answer(registration_json(event, found))


@bp.post("/events/<slug>/registrations/<ref>/return")
@program(Role.REGISTRAR)
@operation(RegistrationItem, body=NoteShape, problems=(409,))
def return_with_note(event: Event, ref: str, given: dict[str, Any]) -> ResponseReturnValue:
    """Ask the delegate to complete the registration. 409 `not_pending`; `keeps_seat` for who was approved."""
    found = found_registration(event, ref)
    with transaction():
        approving.return_with_note(found, note=given["note"], by=actor())
    return answer(registration_json(event, found))


@bp.post("/events/<slug>/registrations/<ref>/rejection")
@program(Role.REGISTRAR)
@operation(RegistrationItem, body=ReasonShape, problems=(409,))
def reject(event: Event, ref: str, given: dict[str, Any]) -> ResponseReturnValue:
    """Reject a registration, which ends. 409 `not_pending`; `keeps_seat` where only a change is to be judged."""
    found = found_registration(event, ref)
    with transaction():
        approving.reject(found, reason=given["reason"], by=actor())
    return answer(registration_json(event, found))


@bp.post("/events/<slug>/registrations/<ref>/restoration")
@program(Role.REGISTRAR)
@operation(RegistrationItem, body=NoteShape, problems=(409,))
def put_back(event: Event, ref: str, given: dict[str, Any]) -> ResponseReturnValue:
    """Put back what was changed after approval. 409 `not_pending`, `stand_in`; `full` where the seat has gone on."""
    found = found_registration(event, ref)
    with transaction():
        approving.put_back(found, note=given["note"], by=actor())
    return answer(registration_json(event, found))
