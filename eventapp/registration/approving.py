"""The organiser decides: approves, returns with a note, rejects; and on what was changed of what was approved."""

from typing import Any

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Category, Mode, Site
from eventapp.registration import amendment, categorising, enrolment, letters, lines, promotion, seats
from eventapp.registration.approval import AWAITING, STAND_IN, NotPending
from eventapp.registration.letters import Posting
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import ASKS_NOTHING, change_as_read
from eventapp.registration.transfer import transfer
from eventapp.tickets import issuing


class KeepsSeat(DomainError):
    """Who has a seat keeps it while a change of his is judged."""

    code = "keeps_seat"
    message = N_("%(name)s has been approved and keeps the seat: approve the change, or put it back as it was.")


class IsStandIn(DomainError):
    """There is nobody to put back: the one who was approved has been replaced."""

    code = "stand_in"
    message = N_("%(name)s attends for someone else, and there is nothing to put back. Approve or reject.")


def approve(registration: Registration, *, by: Actor, posting: Posting | None = None) -> Status:
    """Approve the registration, or what was changed of it; return how it stands now.

    Whoever is approved has a seat and a ticket at once where there is one and nobody who came before waits for it,
    else a place in the line by the moment of registering. Raises NotPending, Full.
    """
    _read(registration)
    if registration.asks_again_at is not None:
        return _approve_change(registration, by=by, posting=posting)
    if registration.status not in AWAITING:
        raise NotPending
    event, is_passed = registration.event, lines.is_anyone_before(registration)
    if is_passed and not event.has_waiting_list:
        raise enrolment.Full
    is_seated = not is_passed and enrolment.take_seat(event, registration.mode, registration.site)
    _decide(registration, Status.CONFIRMED if is_seated else Status.WAITLISTED, approved_at=clock.now())
    if is_seated:
        registration.ticket = issuing.issue(event.id)
        db.session.flush()
    _record("approved", registration, by)
    letters.approved(registration, posting)
    if is_passed:
        promotion.promote_next(event, registration.mode, by=by)
    return registration.status


def return_with_note(registration: Registration, *, note: str, by: Actor, posting: Posting | None = None) -> Status:
    """Ask the delegate to complete the registration and to send it again. Raises NotPending, KeepsSeat."""
    _read(registration)
    if registration.asks_again_at is not None:
        raise KeepsSeat(name=registration.person.full_name)
    if registration.status not in AWAITING:
        raise NotPending
    _decide(registration, Status.RETURNED, note=note)
    _record("returned", registration, by, note=note)
    letters.returned(registration, posting)
    return registration.status


def reject(registration: Registration, *, reason: str, by: Actor, posting: Posting | None = None) -> Status:
    """End a registration that awaits approval, a stand-in's too: the seats allotted, choices and a seat become free.

    Raises NotPending, and KeepsSeat where only a change is to be judged.
    """
    _read(registration)
    if registration.asks_again_at is not None and STAND_IN not in (registration.stood_before or {}):
        raise KeepsSeat(name=registration.person.full_name)
    if registration.asks_again_at is None and registration.status not in AWAITING:
        raise NotPending
    enrolment.end(registration, by=by, deed="rejected", status=Status.REJECTED, note=reason)
    letters.rejected(registration, posting)
    return registration.status


def put_back(registration: Registration, *, note: str, by: Actor) -> None:
    """Let the delegate stand again as he was approved. Raises NotPending, IsStandIn, Full, PersonExists."""
    _read(registration)
    stood = registration.stood_before
    if registration.asks_again_at is None or stood is None:
        raise NotPending
    if STAND_IN in stood:
        raise IsStandIn(name=registration.person.full_name)
    site = db.session.get(Site, stood["site_id"]) if stood["site_id"] else None
    mode, delegation = Mode(stood["mode"]), registration.delegation
    category = db.session.get(Category, stood["category_id"])
    if category is not None:
        categorising.recategorise(registration, category, by=by)
    transfer(registration, mode=mode, site=site, delegation=delegation, by=by, sends_letter=False)
    _call_again(registration, stood, by)
    _decide(registration, registration.status, note=note, **ASKS_NOTHING)
    _record("put_back", registration, by, note=note)
    letters.put_back(registration)


def _call_again(registration: Registration, stood: dict[str, Any], by: Actor) -> None:
    """Write down the name and the position that were approved."""
    person = registration.person
    amendment.amend(
        registration,
        by=by,
        full_name=stood["full_name"],
        email=person.email,
        phone=person.phone,
        organisation=stood["organisation_name"],
        position=stood["position"],
        note=registration.note,
    )


def _approve_change(registration: Registration, *, by: Actor, posting: Posting | None) -> Status:
    _decide(registration, registration.status, approved_at=clock.now(), **ASKS_NOTHING)
    _record("change_approved", registration, by)
    letters.change_approved(registration, posting)
    return registration.status


def _read(registration: Registration) -> None:
    """Hold the event's modes and read the registration as it is now."""
    seats.hold(registration.event_id)
    db.session.refresh(registration)


def _decide(registration: Registration, status: Status, *, note: str = "", **values: Any) -> None:
    """Write the decision down if the registration still is as it was read; of many who decide at once one does."""
    if not change_as_read(registration, status=status, decision_note=note, **values):
        raise NotPending


def _record(deed: str, registration: Registration, by: Actor, **words: str) -> None:
    trail.record(deed, f"registrations/{registration.ref}", by=by, event_id=registration.event_id, **words)
