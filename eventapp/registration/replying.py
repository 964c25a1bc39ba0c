"""The focal point's answer to an invitation: until when, to which state of the list, yes or no.

Every change says which revision of the delegation it was shown, and one conditional UPDATE raises it: of two people
who change the list at once the second is told, and nothing of either is lost.
"""

from datetime import datetime

from sqlalchemy import select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.audit.words import focal_point_of
from eventapp.database import change, db
from eventapp.delegations.models import Delegation
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, EventStatus
from eventapp.moments import Moment
from eventapp.registration import enrolment, opening, seats
from eventapp.registration.models import DEAD, Registration, Status


class DeadlinePassed(DomainError):
    """The focal point changes the list no more."""

    code = "deadline_passed"
    message = N_("This list could be changed until %(closed)s. Ask the organiser for a change.")


class ListChanged(DomainError):
    """Someone else has changed the delegation since this page was shown."""

    code = "list_changed"
    message = N_("Someone else has changed this list since you opened it. Nothing of yours has been saved yet.")


class InvitationDeclined(DomainError):
    """An organisation that has declined nominates nobody."""

    code = "declined"
    message = N_("%(organisation)s has declined the invitation. Take the refusal back before you nominate anyone.")


class NotDeclined(DomainError):
    """There is no refusal to take back."""

    code = "not_declined"
    message = N_("The invitation is not declined.")


def focal_point(delegation: Delegation) -> Actor:
    """Return who acts by the delegation's link, in the words of the audit trail."""
    return Actor(focal_point_of(delegation.organisation.names))


def closes_at(event: Event, delegation: Delegation) -> datetime:
    """Return until when the focal point answers and changes; where nothing is set, until the event starts."""
    return delegation.deadline_at or event.starts_at


def check_open(event: Event, delegation: Delegation, at: datetime) -> None:
    """Raise DeadlinePassed or RegistrationClosed when the focal point may change nothing at that moment.

    The public registration window does not bind those who are invited; the event's stage and its end do.
    """
    if event.status is EventStatus.DRAFT:
        raise opening.NotPublished
    if event.ends_at <= at:
        raise opening.EventOver(date=f"{event.ends_at.astimezone(event.tz):%d/%m/%Y}")
    if event.status is not EventStatus.PUBLISHED:
        raise opening.RegistrationClosed
    if closes_at(event, delegation) <= at:
        raise DeadlinePassed(closed=Moment(closes_at(event, delegation), event.zone))


def begin(event: Event, delegation: Delegation, *, shown: int, is_declined: bool = False) -> None:
    """Begin a change of the list as it was shown; all that follows in the transaction is one change.

    Raises DeadlinePassed, RegistrationClosed, ListChanged, InvitationDeclined, NotDeclined.
    """
    check_open(event, delegation, clock.now())
    seats.hold(event.id)  # first the modes, then all else: as whoever takes seats does
    as_shown = (Delegation.id == delegation.id) & (Delegation.revision == shown)
    if change(update(Delegation).where(as_shown).values(revision=Delegation.revision + 1)) != 1:
        raise ListChanged
    note_opening(event, delegation)
    db.session.refresh(delegation)
    if is_declined and delegation.declined_at is None:
        raise NotDeclined
    if delegation.declined_at is not None and not is_declined:
        raise InvitationDeclined(organisation=delegation.organisation.names)


def note_opening(event: Event, delegation: Delegation) -> bool:
    """Note that the focal point has seen the page; False when that was known."""
    unseen = (Delegation.id == delegation.id) & Delegation.opened_at.is_(None)
    if change(update(Delegation).where(unseen).values(opened_at=clock.now())) != 1:
        return False
    trail.record("invitation_opened", delegation, by=focal_point(delegation), event_id=event.id, code=delegation.code)
    return True


def confirm_list(event: Event, delegation: Delegation, *, shown: int, by: Actor) -> None:
    """Confirm that these are the delegates. Raises what `begin` raises."""
    begin(event, delegation, shown=shown)
    delegation.answered_at = clock.now()
    number = len(_live(delegation))
    trail.record("list_confirmed", delegation, by=by, event_id=event.id, code=delegation.code, number=number)


def decline(event: Event, delegation: Delegation, *, reason: str, shown: int, by: Actor) -> int:
    """Decline the invitation; return how many delegates were withdrawn with it. Raises what `begin` raises.

    Their seats go to whoever waits, their tickets no longer open the door, and each of them is told.
    """
    begin(event, delegation, shown=shown)
    withdrawn = sorted(_live(delegation), key=lambda each: each.status is Status.CONFIRMED)
    for registration in withdrawn:  # those who wait first, so that no freed seat is offered to one who is leaving
        enrolment.cancel(registration, by=by)
    delegation.declined_at, delegation.decline_reason = clock.now(), reason
    delegation.answered_at = delegation.head = None
    words = {"code": delegation.code, "reason": reason, "number": len(withdrawn)}
    trail.record("invitation_declined", delegation, by=by, event_id=event.id, **words)
    return len(withdrawn)


def take_refusal_back(event: Event, delegation: Delegation, *, shown: int, by: Actor) -> None:
    """Come after all; who was withdrawn is nominated anew. Raises what `begin` raises, and NotDeclined."""
    begin(event, delegation, shown=shown, is_declined=True)
    delegation.declined_at, delegation.decline_reason = None, ""
    trail.record("refusal_taken_back", delegation, by=by, event_id=event.id, code=delegation.code)


def _live(delegation: Delegation) -> list[Registration]:
    mine = (Registration.delegation_id == delegation.id) & Registration.status.not_in(DEAD)
    return list(db.session.scalars(select(Registration).where(mine).order_by(Registration.id)))
