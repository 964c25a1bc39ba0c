"""A delegate corrects what is known of him, until registration closes or the event starts."""

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.errors import N_, DomainError
from eventapp.registration import amendment, answering, approval, enrolment, reviewing, seats
from eventapp.registration.models import Registration


class CorrectionsClosed(DomainError):
    """The time in which delegates correct what is known of them is over."""

    code = "corrections_closed"
    message = N_("Registration is closed, and nothing can be corrected here any more. Write to the organiser.")


def correct(
    registration: Registration,
    *,
    full_name: str,
    phone: str,
    organisation: str,
    position: str,
    salutation: str,
    locale: str | None,
    by: Actor,
) -> bool:
    """Correct the delegate's own details; False when nothing was different. What was approved may be judged again.

    The e-mail address is the organiser's to correct, for the link to this page is sent there. Raises NotLive,
    CorrectionsClosed, PersonExists.
    """
    seats.hold(registration.event_id)
    if not registration.status.is_live:
        raise enrolment.NotLive
    if clock.now() >= answering.closes_at(registration.event):
        raise CorrectionsClosed
    before = approval.what_stands(registration)
    is_changed = amendment.amend(
        registration,
        by=by,
        full_name=full_name,
        email=registration.person.email,
        phone=phone,
        organisation=organisation,
        position=position,
        salutation=salutation,
        locale=locale,
        note=registration.note,
    )
    reviewing.ask_again(registration, before, by=by)
    return is_changed
