"""What a delegate answers to a seat that is offered, and whether he attends online meanwhile."""

from flask.typing import ResponseReturnValue

from eventapp.api.blueprint import bp
from eventapp.api.operations import answer, operation
from eventapp.api.registration_answers import registration_json
from eventapp.api.registrations import found_registration
from eventapp.api.schemas import RegistrationItem
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration import offers, wishes
from eventapp.web.access import actor, program


@bp.post("/events/<slug>/registrations/<ref>/acceptance")
@program(Role.REGISTRAR)
@operation(RegistrationItem, problems=(409,))
def accept(event: Event, ref: str) -> ResponseReturnValue:
    """Accept the seat that is offered, for the delegate. 409 `no_offer`, or `offer_expired` when the time is over."""
    found = found_registration(event, ref)
    with transaction():
        offers.accept(found, by=actor())
    return answer(registration_json(event, found))


@bp.post("/events/<slug>/registrations/<ref>/refusal")
@program(Role.REGISTRAR)
@operation(RegistrationItem, problems=(409,))
def decline(event: Event, ref: str) -> ResponseReturnValue:
    """Decline the seat that is offered, for the delegate: it goes to the next, and the wait ends."""
    found = found_registration(event, ref)
    with transaction():
        offers.decline(found, by=actor())
    return answer(registration_json(event, found))


@bp.post("/events/<slug>/registrations/<ref>/wish")
@program(Role.REGISTRAR)
@operation(RegistrationItem, problems=(409,))
def attend_meanwhile(event: Event, ref: str) -> ResponseReturnValue:
    """Let a delegate who waits attend online meanwhile; the place in the line is kept, and named in `wished_mode`."""
    found = found_registration(event, ref)
    with transaction():
        wishes.attend_meanwhile(found, by=actor(), is_office=True)
    return answer(registration_json(event, found))


@bp.delete("/events/<slug>/registrations/<ref>/wish")
@program(Role.REGISTRAR)
@operation(RegistrationItem, problems=(409,))
def give_up(event: Event, ref: str) -> ResponseReturnValue:
    """Take a delegate who attends online out of the line."""
    found = found_registration(event, ref)
    with transaction():
        wishes.give_up(found, by=actor())
    return answer(registration_json(event, found))
