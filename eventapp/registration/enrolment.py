"""Join an event and leave it; a seat out of turn."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.directory import people
from eventapp.errors import N_, DomainError
from eventapp.events.categories import default_category
from eventapp.events.models import Category, Event, EventMode, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.references import new_reference
from eventapp.registration import answering, approval, consequences, letters, opening, promotion, seats
from eventapp.registration.advance import Advance
from eventapp.registration.letters import Posting
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import (
    ASKS_NOTHING,
    WAITS_FOR_NOTHING,
    change_as_read,
    leave_head,
    quotas_of,
    seats_of,
)
from eventapp.tickets import issuing
from eventapp.tickets.models import VoidReason


class AlreadyRegistered(DomainError):
    """The same person (e-mail and name) has a live registration."""

    code = "already_registered"
    message = N_("%(name)s is already registered with this e-mail address. We can send the link again.")


class Full(DomainError):
    """No seat is left and the event keeps no waiting list."""

    code = "full"
    message = N_("There is no seat left for this form of attendance.")


class ModeNotOffered(DomainError):
    """The event is not held in that mode."""

    code = "mode_not_offered"
    message = N_("This event does not offer this form of attendance.")
    status = 422


class SiteNeeded(DomainError):
    """A bridge-point delegate must say which bridge point."""

    code = "site_needed"
    message = N_("Choose the bridge point where you will attend.")
    status = 422


class NotLive(DomainError):
    """The registration has already ended."""

    code = "not_live"
    message = N_("This registration has already been cancelled or replaced.")


class NotWaiting(DomainError):
    """Only someone who waits can be confirmed."""

    code = "not_waiting"
    message = N_(
        "Only a registration on the waiting list can be given a seat. One that awaits approval is approved first."
    )


def register(
    event: Event,
    *,
    full_name: str,
    email: str,
    mode: Mode,
    by: Actor,
    delegation: Delegation | None = None,
    organisation: str | None = None,
    site: Site | None = None,
    category: Category | None = None,
    locale: str = "vi",
    consent_version: str | None = None,
    over_quota: bool = False,
    is_office: bool = False,
    is_approved: bool = False,
    sends_letter: bool = True,
    note: str = "",
    answers: answering.Values | None = None,
    waits: bool = False,
    advance: Advance | None = None,
    **details: Any,
) -> Registration:
    """Register someone: confirmed with a ticket while there is a seat, else on the waiting list.

    Without a `category` it is the event's default one. Where the organiser decides on whoever attends so, or is of that
    category, the registration awaits that, without a seat; a delegation uses a seat allotted. `is_approved` says that
    he has decided. `is_office` is the organiser's own act, which the registration window does not bind; without
    `sends_letter` nobody is told; `answers` are those to the organiser's questions, read and judged already; `details`
    describe the person (phone, position, salutation). Who `waits` is written down by the caller together with others,
    who then gives the answers and sends the letters; `advance` is what was taken for several at once. Raises
    RegistrationClosed, ModeNotOffered, SiteNeeded, QuotaExhausted, Full, AlreadyRegistered, ChoiceFull.
    """
    now = clock.now()
    if not is_office:
        opening.check_open(event, now)
    site, category = site_for(event, mode, site, delegation), category or default_category(event)
    is_undecided = not is_approved and approval.is_needed(event, mode, category)
    status = Status.PENDING if is_undecided else seated(event, mode, site, advance)
    if delegation is not None and not (advance is not None and advance.quota(delegation, mode)):
        quotas.take(delegation, mode, beyond=over_quota)
    person = people.meet(
        event.id,
        full_name=full_name,
        email=email,
        organisation=delegation.organisation if delegation else None,
        organisation_name=organisation,
        waits=True,
        **details,
    )
    registration = Registration(
        event=event,
        ref=new_reference(),
        person=person,
        delegation=delegation,
        category=category,
        mode=mode,
        site=site,
        status=status,
        ticket=issuing.issue(event.id) if status is Status.CONFIRMED else None,
        approved_at=now if is_approved else None,
        locale=locale,
        consent_version=consent_version,
        consented_at=now if consent_version else None,
        note=note,
        registered_at=now,
        changed_at=now,
    )
    db.session.add(registration)
    if waits:
        return registration
    write_down(event, [registration], name=full_name, by=by)
    answering.give(registration, answers or {})
    if sends_letter:
        letters.registered(registration)
    return registration


def write_down(event: Event, registrations: Sequence[Registration], *, name: str, by: Actor) -> None:
    """Write down who waits for it, all at once. Raises AlreadyRegistered, of that name, where one of them is."""
    try:
        db.session.flush()  # without a savepoint of its own: whoever goes on after a refusal has one
    except IntegrityError:  # has a live registration, or gets one at this moment
        raise AlreadyRegistered(name=name) from None
    deeds = [(f"registrations/{each.ref}", {"mode": each.mode.value}) for each in registrations]
    trail.record_each("registered", deeds, by=by, event_id=event.id)


def cancel(registration: Registration, *, by: Actor, posting: Posting | None = None) -> None:
    """Leave the event. A freed seat goes to whoever has waited longest. Raises NotLive."""
    end(registration, by=by)
    letters.cancelled(registration, posting)


def end(
    registration: Registration, *, by: Actor, deed: str = "cancelled", status: Status = Status.CANCELLED, note: str = ""
) -> None:
    """End the registration and pass on what it held: its seat, one offered to it, its quota. Raises NotLive.

    Judged by a conditional UPDATE, not by a look first: of eight cancels at once exactly one frees the seat.
    """
    seats.hold(registration.event_id)  # first the modes, then the registration: as whoever moves it does
    db.session.refresh(registration)
    held, used = seats_of(registration), quotas_of(registration)
    ended = {"status": status, "decision_note": note, **WAITS_FOR_NOTHING, **ASKS_NOTHING}
    if not registration.status.is_live or not change_as_read(registration, **ended):
        raise NotLive
    if registration.ticket_id is not None:
        issuing.void(registration.ticket_id, VoidReason(status.value))
    answering.let_go(registration)
    leave_head(registration)
    trail.record(deed, f"registrations/{registration.ref}", by=by, event_id=registration.event_id)
    for delegation_id, mode in used:
        quotas.give_back(delegation_id, mode)
    consequences.follow(registration, by)
    promotion.free(registration.event, held, by=by)


def confirm(registration: Registration, *, by: Actor, posting: Posting | None = None) -> None:
    """Give someone who waits a seat now, out of turn, or the one that was offered. Raises Full, NotWaiting."""
    seats.hold(registration.event_id)
    db.session.refresh(registration)
    if registration.wished_mode is None and registration.status not in promotion.WAITING:
        raise NotWaiting
    seat = registration.awaited or (registration.mode, registration.site_id)
    if not registration.has_offer and not seats.take(registration.event_id, *seat):
        raise Full
    if not promotion.give(registration, by=by, posting=posting):
        raise NotWaiting


def seated(event: Event, mode: Mode, site: Site | None, advance: Advance | None) -> Status:
    """Return how someone stands who needs nobody's approval: with a seat, taken in advance or now, or without."""
    has_seat = (advance is not None and advance.seat(mode, site)) or take_seat(event, mode, site)
    return Status.CONFIRMED if has_seat else Status.WAITLISTED


def take_seat(event: Event, mode: Mode, site: Site | None) -> bool:
    """Take a seat; False where there is none and the event keeps a waiting list. Raises ModeNotOffered, Full."""
    if seats.take(event.id, mode, site.id if site else None):
        return True
    if db.session.get(EventMode, (event.id, mode)) is None:
        raise ModeNotOffered
    if not event.has_waiting_list:
        raise Full
    return False


def site_for(event: Event, mode: Mode, site: Site | None, delegation: Delegation | None) -> Site | None:
    """Return the site of someone who attends so: the bridge point named, else the delegation's; else none.

    Raises SiteNeeded where no bridge point is named, ModeNotOffered where there is none: a seat would be nowhere.
    """
    if mode is not Mode.BRIDGE:
        return None
    if site is None and delegation is not None and delegation.site and delegation.site.mode is Mode.BRIDGE:
        site = delegation.site
    if site is not None and site.removed_at is not None:
        raise SiteNeeded
    if site is None:
        raise SiteNeeded if sites_of(event, Mode.BRIDGE) else ModeNotOffered
    return site
