"""Move a registration to another form of attendance, bridge point or delegation, with its seat and its quota."""

from typing import Any, NamedTuple

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.directory import people
from eventapp.errors import DomainError
from eventapp.events.models import EventMode, Mode, Site
from eventapp.registration import (
    answering,
    approval,
    consequences,
    enrolment,
    letters,
    lines,
    promotion,
    reviewing,
    seats,
)
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import WAITS_FOR_NOTHING, change_as_read, quotas_of, seats_of


class Place(NamedTuple):
    """Where a registration counts: in which mode, at which bridge point, and for which delegation."""

    mode: Mode
    site_id: int | None
    delegation_id: int | None

    @property
    def seat(self) -> tuple[Mode, int | None]:
        """What a seat is taken of."""
        return self.mode, self.site_id


def transfer(
    registration: Registration,
    *,
    mode: Mode,
    site: Site | None,
    delegation: Delegation | None,
    by: Actor,
    sends_letter: bool = True,
    over_quota: bool = False,
    is_own: bool = False,
    posting: letters.Posting | None = None,
) -> bool:
    """Let the delegate attend otherwise, with the same ticket; False when it was so already.

    An exchange: what is new is taken before what was is given back, in one transaction that holds the event's modes,
    so that nobody has both seats or neither. A seat that becomes free goes to whoever waited longest. With another
    seat the delegate gives up what else was offered or awaited. Who awaits approval goes on doing so where the new
    form of attendance needs it, and else has a seat or waits for one. `over_quota` is the organiser's word, `is_own`
    the delegate's or the focal point's hand, whose changes may be judged again; `posting` keeps the letter back.
    Raises NotLive, ModeNotOffered, SiteNeeded, QuotaExhausted, Full.
    """
    event = registration.event
    seats.hold(event.id)
    db.session.refresh(registration)
    if not registration.status.is_live:
        raise enrolment.NotLive
    before, earlier_site = place_of(registration), registration.site
    if (mode, site) != (registration.mode, registration.site):
        site = enrolment.site_for(event, mode, site, delegation)
    after = Place(mode, site.id if site else None, delegation.id if delegation else None)
    if after == before:
        return False
    has_moved, used, stood = after.seat != before.seat, quotas_of(registration), approval.what_stands(registration)
    freed = _exchange_seats(registration, after) if has_moved else []
    _write_down(registration, before, after)
    _exchange_quotas(used, registration, over_quota=over_quota)
    answering.drop_unasked(registration, by=by)
    if delegation is not None:
        people.describe(registration.person, delegation.organisation, {})
    _record(registration, before, earlier_site, by)
    is_judged = is_own and reviewing.ask_again(registration, stood, by=by)
    if has_moved:
        consequences.follow(registration, by)
        is_told = _seat_at_once(registration, by, posting)
        if sends_letter and not (is_judged or is_told):
            letters.moved(registration, posting)
    for each in dict.fromkeys([*freed, mode]):
        promotion.promote_next(event, each, by=by)
    return True


def _seat_at_once(registration: Registration, by: Actor, posting: letters.Posting | None) -> bool:
    """Give whoever waited elsewhere the free seat he has come for, there being nothing to think over; was it given?"""
    event_id, mode = registration.event_id, registration.mode
    if registration.status is not Status.WAITLISTED:
        return False
    first = lines.next_in_line(event_id, mode, after=None)
    has_seat = first is registration and seats.take(event_id, mode, registration.site_id)
    return has_seat and promotion.give(registration, by=by, posting=posting)


def place_of(registration: Registration) -> Place:
    """Return where the registration counts."""
    return Place(registration.mode, registration.site_id, registration.delegation_id)


def _exchange_seats(registration: Registration, after: Place) -> list[Mode]:
    """Give back a seat that was offered, then exchange the delegate's own; return the modes with one more free."""
    event_id, held = registration.event_id, seats_of(registration)
    offered = [held.pop()] if registration.has_offer else []
    for seat in offered:
        seats.give_back(event_id, *seat)
    for seat in held:
        if not seats.exchange(event_id, seat, after.seat):
            raise _refusal(event_id, after.mode)
    return [mode for mode, _site in [*held, *offered]]


def _refusal(event_id: int, mode: Mode) -> DomainError:
    if db.session.get(EventMode, (event_id, mode)) is None:
        return enrolment.ModeNotOffered()
    return enrolment.Full()


def _exchange_quotas(used: list[tuple[int, Mode]], registration: Registration, *, over_quota: bool) -> None:
    """Use the seats allotted that are used now, then give back those that were."""
    uses = quotas_of(registration)
    for quota in uses:
        if quota not in used and registration.delegation is not None:
            quotas.take(registration.delegation, quota[1], beyond=over_quota)
    for quota in used:
        if quota not in uses:
            quotas.give_back(*quota)


def _write_down(registration: Registration, before: Place, after: Place) -> None:
    """Change the row if it still is as it was read: nobody moved, cancelled or confirmed it meanwhile."""
    values: dict[str, Any] = after._asdict()
    if after.seat != before.seat:
        values |= {"moves": Registration.moves + 1, "moved_at": clock.now(), **WAITS_FOR_NOTHING}
        values["status"] = _standing_there(registration, after)
    if not change_as_read(registration, **values):
        raise enrolment.NotLive


def _standing_there(registration: Registration, after: Place) -> Status:
    """Return how someone stands after a move, before seats are given: who had an offer, or need not be approved, waits.

    Raises ModeNotOffered, and Full for who need not be approved where there is neither a seat nor a waiting list.
    """
    event, status = registration.event, registration.status
    if status not in approval.AWAITING:
        return Status.WAITLISTED if status is Status.OFFERED else status
    row = db.session.get(EventMode, (event.id, after.mode), populate_existing=True)
    if row is None:
        raise enrolment.ModeNotOffered
    if row.needs_approval or registration.category.needs_approval:
        return status
    if row.left == 0 and not event.has_waiting_list:
        raise enrolment.Full
    return Status.WAITLISTED


def _record(registration: Registration, before: Place, earlier_site: Site | None, by: Actor) -> None:
    site = registration.site
    trail.record(
        "transferred",
        f"registrations/{registration.ref}",
        by=by,
        event_id=registration.event_id,
        before=before.mode.value,
        before_site=earlier_site.names if earlier_site else "",
        mode=registration.mode.value,
        site=site.names if site else "",
    )
