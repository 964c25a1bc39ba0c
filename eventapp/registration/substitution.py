"""Someone else attends in a delegate's stead: he gets the seat and the seat allotted, and nothing of the rank."""

from typing import Any

from sqlalchemy.exc import IntegrityError

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.directory import people
from eventapp.errors import N_, DomainError
from eventapp.references import new_reference
from eventapp.registration import answering, consequences, enrolment, letters, reviewing, seats
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import ASKS_NOTHING, WAITS_FOR_NOTHING, change_as_read, leave_head
from eventapp.tickets import issuing
from eventapp.tickets.models import VoidReason


class SamePerson(DomainError):
    """Nobody stands in for himself."""

    code = "same_person"
    message = N_("%(name)s is the delegate who is to be replaced. Name someone else.")


def substitute(
    registration: Registration,
    *,
    by: Actor,
    full_name: str,
    email: str,
    phone: str = "",
    position: str = "",
    reason: str = "",
    locale: str | None = None,
    is_own: bool = False,
    is_namesake: bool = False,
) -> Registration:
    """Let someone else attend for the delegate; return the stand-in's registration.

    The old ticket is refused at once. Seat, quota, category, place in the line and a seat offered pass over within one
    transaction, so that nobody else gets them meanwhile; position and name are the stand-in's own. Both are told.
    Who stands in for someone that awaits approval awaits it too; for someone approved he is judged again where the
    event wants it and the change `is_own`, the focal point's. Whoever `is_namesake` is another one than the person
    without an address whom the event knows by that name. Raises NotLive, SamePerson, AlreadyRegistered.
    """
    seats.hold(registration.event_id)  # first the modes, then the registration: as whoever moves it does
    db.session.refresh(registration)
    passed_on = {name: getattr(registration, name) for name in ("status", "approved_at", *WAITS_FOR_NOTHING)}
    if passed_on["status"] is Status.RETURNED:
        passed_on["status"] = Status.PENDING  # what was asked of the other one is not asked of him
    _end(registration)
    stand_in = _enter(
        registration,
        passed_on,
        details={"full_name": full_name, "email": email, "phone": phone, "position": position},
        reason=reason,
        locale=locale or registration.locale,
        is_namesake=is_namesake,
    )
    for action, row in (("replaced", registration), ("stood_in", stand_in)):
        trail.record(action, f"registrations/{row.ref}", by=by, event_id=row.event_id)
    consequences.follow(registration, by)
    letters.replaced(registration)
    if is_own:
        reviewing.ask_about_stand_in(stand_in, by=by)
    letters.registered(stand_in)
    if stand_in.has_offer and stand_in.status is Status.CONFIRMED:
        letters.offered(stand_in)
    return stand_in


def _end(registration: Registration) -> None:
    """Replace the registration if it still is as it was read, of many who try at once by one; void its ticket."""
    ended = {"status": Status.REPLACED, **WAITS_FOR_NOTHING, **ASKS_NOTHING}
    if not registration.status.is_live or not change_as_read(registration, **ended):
        raise enrolment.NotLive
    if registration.ticket_id is not None:
        issuing.void(registration.ticket_id, VoidReason.REPLACED)
    answering.let_go(registration)
    leave_head(registration)


def _enter(
    registration: Registration,
    passed_on: dict[str, Any],
    *,
    details: dict[str, str],
    reason: str,
    locale: str,
    is_namesake: bool,
) -> Registration:
    """Enter the stand-in where the other one was, with a ticket of his own."""
    former, delegation = registration.person, registration.delegation
    person = people.meet(
        registration.event_id,
        full_name=details["full_name"],
        email=details["email"],
        phone=details["phone"],
        position=details["position"],
        organisation=delegation.organisation if delegation else former.organisation,
        organisation_name=None if delegation else former.organisation_name,
        is_namesake=is_namesake,
    )
    if person.id == former.id:
        raise SamePerson(name=former.full_name)
    stand_in = Registration(
        event=registration.event,
        ref=new_reference(),
        person=person,
        delegation=delegation,
        category=registration.category,
        mode=registration.mode,
        site=registration.site,
        **passed_on,
        ticket=issuing.issue(registration.event_id) if passed_on["status"] is Status.CONFIRMED else None,
        locale=locale,
        attends_for=registration,
        substitution_reason=reason,
        registered_at=registration.registered_at,  # the place in the waiting list is passed over too
        changed_at=registration.changed_at,
    )
    db.session.add(stand_in)
    try:
        db.session.flush()  # without a savepoint of its own: whoever goes on after a refusal has one
    except IntegrityError:
        raise enrolment.AlreadyRegistered(name=details["full_name"]) from None
    return stand_in
