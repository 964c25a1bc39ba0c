"""Online now, and the place in the line kept: who waits for the hall or a bridge point attends online meanwhile."""

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.delegations import quotas
from eventapp.errors import N_, DomainError
from eventapp.events.models import EventMode, Mode, Site
from eventapp.registration import approval, enrolment, letters, promotion, seats, switching
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import WAITS_FOR_NOTHING, change_as_read
from eventapp.tickets import issuing


class NotInLine(DomainError):
    """Only who waits for a seat can attend otherwise meanwhile, or give the wait up."""

    code = "not_in_line"
    message = N_("This registration does not wait for a seat.")


class ApprovalNeeded(DomainError):
    """The organiser decides on whoever attends online."""

    code = "approval_needed"
    message = N_("The organiser decides on whoever attends online. Please ask to attend online meanwhile.")


def may_attend_meanwhile(registration: Registration) -> bool:
    """Does the delegate wait for something else than an online seat, where the event has those?"""
    waits = registration.status is Status.WAITLISTED and registration.mode is not Mode.ONLINE
    if _needs_approval(registration):
        return False
    return waits and db.session.get(EventMode, (registration.event_id, Mode.ONLINE)) is not None


def attend_meanwhile(registration: Registration, *, by: Actor, is_office: bool = False) -> None:
    """Let someone who waits attend online meanwhile: a seat and a ticket there, and the place in the line kept.

    The delegation uses a seat allotted in both until then. Raises SwitchingClosed, NotInLine, ApprovalNeeded,
    ModeNotOffered, Full, QuotaExhausted.
    """
    event = registration.event
    if not is_office:
        switching.check_open(event)
    seats.hold(event.id)
    db.session.refresh(registration)
    if registration.status is not Status.WAITLISTED or registration.mode is Mode.ONLINE:
        raise NotInLine
    if not is_office and _needs_approval(registration):
        raise ApprovalNeeded
    if not seats.take(event.id, Mode.ONLINE, None):
        raise enrolment.Full if db.session.get(EventMode, (event.id, Mode.ONLINE)) else enrolment.ModeNotOffered
    if registration.delegation is not None:
        quotas.take(registration.delegation, Mode.ONLINE)
    wish = {
        "wished_mode": registration.mode,
        "wished_site_id": registration.site_id,
        "wished_at": registration.registered_at,
    }
    meanwhile = {"status": Status.CONFIRMED, "mode": Mode.ONLINE, "site_id": None, "moves": Registration.moves + 1}
    if not change_as_read(registration, **wish, **meanwhile, moved_at=clock.now()):
        raise NotInLine
    registration.ticket = issuing.issue(event.id)
    db.session.flush()
    trail.record("attends_meanwhile", f"registrations/{registration.ref}", by=by, event_id=event.id)
    letters.attends_meanwhile(registration)


def switch_or_wait(registration: Registration, *, mode: Mode, site: Site | None, by: Actor) -> bool:
    """Let a delegate attend otherwise; whoever attends online and finds no seat there keeps his, and waits for one.

    False when nothing was different. Raises what `switching.switch` raises; Full where there is no waiting list, for
    who attends otherwise than online, and for who waits already.
    """
    try:
        with db.session.begin_nested():
            return switching.switch(registration, mode=mode, site=site, by=by)
    except enrolment.Full:
        if not may_wait_for(registration, mode):
            raise
        _wait(registration, mode, enrolment.site_for(registration.event, mode, site, registration.delegation), by=by)
        return True


def may_wait_for(registration: Registration, mode: Mode) -> bool:
    """May the delegate wait for a seat there and keep the one he has? Not where the organiser decides on it first."""
    return may_wait(registration) and not _needs_approval(registration, mode)


def may_wait(registration: Registration) -> bool:
    """May the delegate wait for another seat and keep the one he has?"""
    is_online = registration.status is Status.CONFIRMED and registration.mode is Mode.ONLINE
    return is_online and registration.wished_mode is None and registration.event.has_waiting_list


def _wait(registration: Registration, mode: Mode, site: Site | None, *, by: Actor) -> None:
    """Put someone who attends online at the end of another line. The delegation uses a seat allotted there too."""
    if registration.delegation is not None:
        quotas.take(registration.delegation, mode)
    wish = {"wished_mode": mode, "wished_site_id": site.id if site else None, "wished_at": clock.now()}
    if not change_as_read(registration, **wish):
        raise NotInLine
    trail.record("waits_too", f"registrations/{registration.ref}", by=by, event_id=registration.event_id)


def give_up(registration: Registration, *, by: Actor, deed: str = "wish_given_up") -> None:
    """Let someone leave the line and go on attending online; a seat offered goes on. Raises NotInLine."""
    seats.hold(registration.event_id)
    db.session.refresh(registration)
    wished = registration.wished_mode
    if wished is None or registration.status is not Status.CONFIRMED:
        raise NotInLine
    offered = [(wished, registration.wished_site_id)] if registration.has_offer else []
    if not change_as_read(registration, **WAITS_FOR_NOTHING):
        raise NotInLine
    if registration.delegation_id is not None:
        quotas.give_back(registration.delegation_id, wished)
    trail.record(deed, f"registrations/{registration.ref}", by=by, event_id=registration.event_id)
    promotion.free(registration.event, offered, by=by)


def _needs_approval(registration: Registration, mode: Mode = Mode.ONLINE) -> bool:
    """Would the organiser have to approve of the delegate in that mode, and has not approved of him at all?"""
    event, category = registration.event, registration.category
    return registration.approved_at is None and approval.is_needed(event, mode, category)
