"""What was returned with a note is corrected and sent again, by the delegate or the focal point."""

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.registration import amendment, answering, seats
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import change_as_read


class NotReturned(DomainError):
    """Nothing was returned to be completed."""

    code = "not_returned"
    message = N_("This registration was not returned, or has been sent again already.")


def complete(
    registration: Registration,
    *,
    full_name: str,
    phone: str,
    organisation: str,
    position: str,
    answers: answering.Values,
    by: Actor,
) -> None:
    """Correct what was returned, and send it again. Raises NotReturned, PersonExists, ChoiceFull.

    No deadline binds here: it was the organiser who asked.
    """
    send_again(registration, by=by)
    amendment.amend(
        registration,
        by=by,
        full_name=full_name,
        email=registration.person.email,
        phone=phone,
        organisation=organisation,
        position=position,
        note=registration.note,
    )
    answering.correct(registration, answers, by=by)


def send_again(registration: Registration, *, by: Actor) -> None:
    """Let a registration that was returned await approval again. Raises NotReturned."""
    seats.hold(registration.event_id)
    db.session.refresh(registration)
    if registration.status is not Status.RETURNED or not change_as_read(registration, status=Status.PENDING):
        raise NotReturned
    trail.record("sent_again", f"registrations/{registration.ref}", by=by, event_id=registration.event_id)
