"""The organiser's decision on a registration that awaits approval, or on what was changed of it."""

from collections.abc import Callable

from flask import g
from flask.typing import ResponseReturnValue

from eventapp.api.blueprint import bp
from eventapp.api.bodies import LARGEST, json_body
from eventapp.api.operations import answer, describes, operation
from eventapp.api.registration_answers import registration_json
from eventapp.api.registrations import found_registration
from eventapp.api.schemas import RegistrationItem
from eventapp.api.shapes import NoteShape, ReasonShape
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import approving
from eventapp.registration.models import Registration
from eventapp.shapes import Shape, read
from eventapp.web.access import actor, program
from eventapp.web.problems import invalid


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
@describes(RegistrationItem, body=NoteShape, problems=(409,))
def return_with_note(slug: str, ref: str) -> ResponseReturnValue:
    """Ask the delegate to complete the registration. 409 `not_pending`; `keeps_seat` for who was approved."""
    return _decide(ref, NoteShape, lambda found, note: approving.return_with_note(found, note=note, by=actor()))


@bp.post("/events/<slug>/registrations/<ref>/rejection")
@program(Role.REGISTRAR)
@describes(RegistrationItem, body=ReasonShape, problems=(409,))
def reject(slug: str, ref: str) -> ResponseReturnValue:
    """Reject a registration, which ends. 409 `not_pending`; `keeps_seat` where only a change is to be judged."""
    return _decide(ref, ReasonShape, lambda found, reason: approving.reject(found, reason=reason, by=actor()))


@bp.post("/events/<slug>/registrations/<ref>/restoration")
@program(Role.REGISTRAR)
@describes(RegistrationItem, body=NoteShape, problems=(409,))
def put_back(slug: str, ref: str) -> ResponseReturnValue:
    """Put back what was changed after approval. 409 `not_pending`, `stand_in`; `full` where the seat has gone on."""
    return _decide(ref, NoteShape, lambda found, note: approving.put_back(found, note=note, by=actor()))


def _decide(ref: str, shape: type[Shape], act: Callable[[Registration, str], object]) -> ResponseReturnValue:
    """Decide in the words of the body, which is read last: what is not there is 404 whatever is sent."""
    event: Event = g.event
    found = found_registration(event, ref)
    given = read(shape, json_body(LARGEST), typed_values=True)
    if not given.ok:
        return invalid(given.faults)
    with transaction():
        act(found, *given.values.values())
    return answer(registration_json(event, found))
