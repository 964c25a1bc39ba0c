"""A seat offered to who waits: accepted, declined, extended or withdrawn, and expired at the end."""

from datetime import datetime

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import SYSTEM, Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.registration import enrolment, letters, promotion, seats, wishes
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import change_as_read


class NoOffer(DomainError):
    """No seat is kept for the delegate."""

    code = "no_offer"
    message = N_("No seat is offered to this registration now.")


class OfferExpired(DomainError):
    """The time to accept the seat is over."""

    code = "offer_expired"
    message = N_("The time to accept this seat is over; it goes to whoever has waited longest.")


class TooLate(DomainError):
    """So near to the event no offer is left open."""

    code = "too_late_for_offers"
    message = N_("There is no time left to keep this offer open. Confirm the delegate, or withdraw the offer.")


def closes_at(registration: Registration) -> datetime | None:
    """Return until when the offer may be accepted: never after the event's own deadline; None where there is none."""
    event = registration.event
    until = registration.offer_expires_at
    return None if until is None else min(until, event.choices_close_at, event.starts_at)


def accept(registration: Registration, *, by: Actor) -> None:
    """Let the delegate have the seat that is kept for him. Raises NoOffer, OfferExpired."""
    until = _read(registration)
    if until <= clock.now():
        raise OfferExpired
    if not promotion.give(registration, by=by):
        raise NoOffer


def decline(registration: Registration, *, by: Actor) -> None:
    """Let the seat go on to the next: whoever attends online stays there, for others the wait ends. Raises NoOffer."""
    _read(registration)
    if registration.wished_mode is not None:
        wishes.give_up(registration, by=by, deed="offer_declined")
        return
    enrolment.end(registration, by=by, deed="offer_declined")
    letters.cancelled(registration)


def extend(registration: Registration, *, by: Actor) -> datetime:
    """Keep the offer open for the event's whole time again, from now. Raises NoOffer, TooLate."""
    _read(registration)
    until = promotion.answer_by(registration.event, clock.now())
    if until is None:
        raise TooLate
    if not change_as_read(registration, offer_expires_at=until):
        raise NoOffer
    trail.record("offer_extended", f"registrations/{registration.ref}", by=by, event_id=registration.event_id)
    letters.offered(registration)
    return until


def withdraw(registration: Registration, *, by: Actor) -> None:
    """Take the offer back: the delegate keeps the place in the line, the seat goes to the next one. Raises NoOffer."""
    _read(registration)
    if registration.awaited is None:
        raise NoOffer
    mode, site_id = registration.awaited
    status = Status.CONFIRMED if registration.wished_mode else Status.WAITLISTED
    if not change_as_read(registration, status=status, offer_expires_at=None):
        raise NoOffer
    trail.record("offer_withdrawn", f"registrations/{registration.ref}", by=by, event_id=registration.event_id)
    letters.offer_withdrawn(registration)
    seats.give_back(registration.event_id, mode, site_id)
    promotion.promote_next(registration.event, mode, by=by, passing_over=registration)


def expire(registration: Registration) -> bool:
    """Pass the seat on if the time to answer is over; False when it was answered, extended or passed on meanwhile."""
    try:
        if _read(registration) > clock.now():
            return False
    except NoOffer:
        return False
    if registration.wished_mode is not None:
        wishes.give_up(registration, by=SYSTEM, deed="offer_expired")
    else:
        enrolment.end(registration, by=SYSTEM, deed="offer_expired")
    letters.offer_expired(registration)
    return True


def _read(registration: Registration) -> datetime:
    """Hold the event's modes and read the registration as it is now; return until when its offer may be accepted."""
    seats.hold(registration.event_id)
    db.session.refresh(registration)
    until = closes_at(registration)
    if until is None:
        raise NoOffer
    return until
