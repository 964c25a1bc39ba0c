"""Letters that came back, told by whatever reads the mailbox they come back to."""

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from eventapp.api.blueprint import bp
from eventapp.api.operations import answer, operation
from eventapp.api.schemas import BounceAnswer
from eventapp.database import transaction
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.mailings import bounces
from eventapp.mailings.shapes import BounceShape, LetterBounceShape
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.shapes import Fault
from eventapp.web.access import actor, program
from eventapp.web.problems import invalid

NO_SUCH_LETTER = N_("No letter of this event to a delegate has that Message-ID.")


@bp.post("/events/<slug>/registrations/<ref>/bounces")
@program(Role.REGISTRAR)
@operation(BounceAnswer, status=201, body=BounceShape)
def note_bounce(event: Event, ref: str, given: dict[str, Any]) -> ResponseReturnValue:
    """Note that a delegate's address does not work. The same again changes nothing."""
    return _noted(find_by_ref(event, ref) or abort(404), given["reason"], None)


@bp.post("/events/<slug>/bounces")
@program(Role.REGISTRAR)
@operation(BounceAnswer, status=201, body=LetterBounceShape)
def note_letters_bounce(event: Event, given: dict[str, Any]) -> ResponseReturnValue:
    """Note that the letter with this Message-ID came back: the address it went to does not work."""
    letter = bounces.find_letter(event, given["message_id"])
    registration = bounces.registration_of(letter) if letter else None
    if registration is None:
        return invalid([Fault("message_id", "unknown", NO_SUCH_LETTER)])
    return _noted(registration, given["reason"], letter)


def _noted(registration: Registration, reason: str, letter: Letter | None) -> ResponseReturnValue:
    with transaction():
        bounce = bounces.note(registration, by=actor(), reason=reason, letter=letter)
    at = bounce.at.astimezone(registration.event.tz).isoformat()
    return answer({"ref": registration.ref, "email": bounce.email, "reason": bounce.reason, "at": at}, 201)
