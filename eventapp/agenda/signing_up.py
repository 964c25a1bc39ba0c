"""Sign up for a session that needs a place, leave it again, and exchange one session for another."""

from collections.abc import Collection
from datetime import datetime

from eventapp import clock
from eventapp.agenda import letters, places, promotion
from eventapp.agenda.models import SignUp, Terms
from eventapp.agenda.overlapping import Overlaps, busy_at
from eventapp.agenda.queries import find_offer, find_sign_up
from eventapp.agenda.revising import revise
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.moments import Moment
from eventapp.programme.models import Session
from eventapp.registration import seats
from eventapp.registration.models import Registration, Status


class NoSignUp(DomainError):
    """The session is open to whoever comes."""

    code = "no_sign_up"
    message = N_("“%(session)s” needs no sign-up: whoever comes is welcome.")


class SessionCancelled(DomainError):
    """The session does not take place."""

    code = "session_cancelled"
    message = N_("“%(session)s” is cancelled.")


class SignUpNotOpen(DomainError):
    """Delegates may sign up later."""

    code = "sign_up_not_open"
    message = N_("Sign-up for “%(session)s” opens at %(moment)s.")


class SignUpClosed(DomainError):
    """Delegates may sign up no more."""

    code = "sign_up_closed"
    message = N_("Sign-up for “%(session)s” closed at %(moment)s.")


class NotSeated(DomainError):
    """Only who has a seat at the event has one in its sessions."""

    code = "not_seated"
    message = N_("Only a delegate whose registration is confirmed can sign up for sessions.")


class NotForMode(DomainError):
    """The session has no places for those who attend so."""

    code = "not_for_mode"
    message = N_("“%(session)s” has no places for this form of attendance.")


class SessionFull(DomainError):
    """No place is left, and nobody may wait for one, or nothing may be given up for a place in the line."""

    code = "session_full"
    message = N_("There is no place left in “%(session)s”.")


def sign_up(
    registration: Registration,
    session: Session,
    *,
    by: Actor,
    instead_of: Collection[str] = (),
    is_office: bool = False,
    beyond: bool = False,
) -> SignUp:
    """Sign a delegate up: a place while there is one, else a place in the line. Who is signed up already stays so.

    `instead_of` are references of sessions he gives up for it: all of them or none, and a place he has only for a
    place, never for one in the line. `is_office` is the organiser's hand, which the window does not bind and of which
    the delegate is told; `beyond` gives a place although there is none. Raises NotSeated, NoSignUp, SessionCancelled,
    SignUpNotOpen, SignUpClosed, NotForMode, Overlaps, SessionFull.
    """
    seats.hold(registration.event_id)
    db.session.refresh(registration)
    db.session.refresh(session, ["starts_at", "ends_at", "cancelled_at"])
    known = find_sign_up(registration, session)
    if known is not None:
        return known
    offer = find_offer(session)
    if offer is None:
        raise NoSignUp(session=session.titles)
    _judge(registration, session, offer.terms, is_office=is_office)
    given_up = _given_up(registration, session, instead_of)
    place = offer.places[registration.mode]
    holds = places.take(session.id, registration.mode, beyond=beyond)
    if not holds:
        if place.capacity == 0:
            raise NotForMode(session=session.titles)
        if not offer.terms.has_waiting_list or any(each.holds for each, _session in given_up):
            raise SessionFull(session=session.titles)
    for each, left in given_up:
        _let_go(each, left, by=by)
    entered = _enter(registration, session, holds=holds, by=by)
    if is_office:
        letters.changed(registration, at=entered.since)
    return entered


def leave(registration: Registration, session: Session, *, by: Actor, is_office: bool = False) -> bool:
    """Give up the place in the session, or in its line; False for who had none. The place goes to who waits longest.

    Whom the organiser takes out (`is_office`) is told.
    """
    seats.hold(registration.event_id)
    known = find_sign_up(registration, session)
    if known is None:
        return False
    _let_go(known, session, by=by)
    if is_office:
        letters.changed(registration, at=clock.now())
    return True


def opens_and_closes(session: Session, terms: Terms) -> tuple[datetime | None, datetime]:
    """Return from when until when delegates sign up; without an end set, until the session starts."""
    return terms.opens_at, terms.closes_at or session.starts_at


def is_open(session: Session, terms: Terms) -> bool:
    """May delegates sign up now?"""
    opens_at, closes_at = opens_and_closes(session, terms)
    return session.cancelled_at is None and (opens_at is None or opens_at <= clock.now()) and clock.now() < closes_at


def _judge(registration: Registration, session: Session, terms: Terms, *, is_office: bool) -> None:
    if registration.status is not Status.CONFIRMED:
        raise NotSeated
    if session.cancelled_at is not None:
        raise SessionCancelled(session=session.titles)
    if is_office:
        return
    opens_at, closes_at = opens_and_closes(session, terms)
    if opens_at is not None and clock.now() < opens_at:
        raise SignUpNotOpen(session=session.titles, moment=Moment(opens_at, registration.event.zone))
    if clock.now() >= closes_at:
        raise SignUpClosed(session=session.titles, moment=Moment(closes_at, registration.event.zone))


def _given_up(
    registration: Registration, session: Session, instead_of: Collection[str]
) -> list[tuple[SignUp, Session]]:
    """Return what overlaps and is given up. Raises Overlaps where not all of it is."""
    busy = busy_at(registration, session)
    if any(sign_up is None or held.ref not in instead_of for sign_up, held in busy):
        raise Overlaps.of(registration, session, busy)
    return [(sign_up, held) for sign_up, held in busy if sign_up is not None]


def _enter(registration: Registration, session: Session, *, holds: bool, by: Actor) -> SignUp:
    entered = SignUp(
        event_id=registration.event_id,
        session_id=session.id,
        registration=registration,
        mode=registration.mode,
        holds=holds,
        since=clock.now(),
    )
    db.session.add(entered)
    db.session.flush()
    revise(registration)
    deed = "signed_up" if holds else "waits_for_session"
    subject = f"registrations/{registration.ref}"
    trail.record(deed, subject, by=by, event_id=registration.event_id, session=session.titles)
    return entered


def _let_go(entered: SignUp, session: Session, *, by: Actor) -> None:
    registration, mode, held = entered.registration, entered.mode, entered.holds
    db.session.delete(entered)
    db.session.flush()
    revise(registration)
    subject = f"registrations/{registration.ref}"
    trail.record("left_session", subject, by=by, event_id=registration.event_id, session=session.titles)
    if held:
        places.give_back(session.id, mode)
        promotion.promote(session, mode, by=by)
