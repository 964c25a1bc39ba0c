"""Who gets a free seat: whoever has waited longest, at once or as an offer that is kept for some hours."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import SYSTEM, Actor
from eventapp.database import change, db
from eventapp.delegations import quotas
from eventapp.events.models import Event, EventMode, Mode
from eventapp.registration import answering, consequences, letters, lines, seats
from eventapp.registration.letters import Posting
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import WAITS_FOR_NOTHING, Seat, change_as_read
from eventapp.tickets import issuing

WAITING = (Status.WAITLISTED, Status.OFFERED)


def answer_by(event: Event, now: datetime) -> datetime | None:
    """Return until when a seat offered now would be kept, or None where it is given at once.

    An offer always leaves the whole time there is to answer: where delegates may decide for less than that, a seat
    is given at once.
    """
    if event.offer_hours is None:
        return None
    until = now + timedelta(hours=event.offer_hours)
    return until if until <= min(event.choices_close_at, event.starts_at) else None


def promote_next(event: Event, mode: Mode, *, by: Actor, passing_over: Registration | None = None) -> int:
    """Give or offer free seats of the mode to those who have waited longest; return to how many.

    A seat offered is taken until it is answered. Someone whose bridge point is full keeps the place in the line and
    lets the next one pass; so does `passing_over`, from whom the seat was just taken back.
    """
    seats.hold(event.id)
    by = SYSTEM if by.id is None else by  # a delegate who leaves does not decide who comes
    until, promoted, place = answer_by(event, clock.now()), 0, None
    while (first := lines.next_in_line(event.id, mode, after=place)) is not None:
        place = lines.place_of(first)
        if first is passing_over or first.awaited is None:
            continue
        if seats.take(event.id, *first.awaited):
            awaited = first.awaited
            if offer(first, until, by=by) if until else give(first, by=by):
                promoted += 1
            else:
                seats.give_back(event.id, *awaited)
        elif first.awaited[1] is None or not _mode_has_room(event, mode):
            break
    return promoted


def free(event: Event, held: Iterable[Seat], *, by: Actor) -> None:
    """Give seats back, and pass each on to whoever has waited longest for it."""
    held = list(held)
    for seat in held:
        seats.give_back(event.id, *seat)
    for mode in dict.fromkeys(mode for mode, _site in held):
        promote_next(event, mode, by=by)


def offer(registration: Registration, until: datetime, *, by: Actor) -> bool:
    """Keep the seat that is taken for someone who waits until then; False when he does not wait any more."""
    status = Status.CONFIRMED if registration.wished_mode else Status.OFFERED
    if registration.awaited is None or registration.has_offer:
        return False
    if not change_as_read(registration, status=status, offer_expires_at=until):
        return False
    trail.record("offered", f"registrations/{registration.ref}", by=by, event_id=registration.event_id)
    letters.offered(registration)
    return True


def give(registration: Registration, *, by: Actor, posting: Posting | None = None) -> bool:
    """Let someone have the seat that is taken for him; False when he does not wait any more."""
    if registration.wished_mode is not None:
        return _exchange(registration, by=by, posting=posting)
    if not move(registration, WAITING, Status.CONFIRMED):
        return False
    db.session.refresh(registration, ["status", "changed_at", "offer_expires_at"])
    registration.ticket = issuing.issue(registration.event_id)
    db.session.flush()
    trail.record("confirmed", f"registrations/{registration.ref}", by=by, event_id=registration.event_id)
    letters.confirmed(registration, posting)
    return True


def _exchange(registration: Registration, *, by: Actor, posting: Posting | None) -> bool:
    """Let someone who attends online meanwhile have the seat he waits for; the online one goes to whoever is next."""
    event, left, wished = registration.event, registration.mode, registration.wished_mode
    place = {"mode": wished, "site_id": registration.wished_site_id}
    counted = {"moves": Registration.moves + 1, "moved_at": clock.now()}
    if not change_as_read(registration, **WAITS_FOR_NOTHING, **place, **counted):
        return False
    answering.drop_unasked(registration, by=by)
    if registration.delegation_id is not None:
        quotas.give_back(registration.delegation_id, left)
    site = registration.site.name if registration.site else ""
    words = {"before": left.value, "before_site": "", "mode": registration.mode.value, "site": site}
    trail.record("transferred", f"registrations/{registration.ref}", by=by, event_id=event.id, **words)
    letters.seat_came(registration, posting)
    consequences.follow(registration, by)
    free(event, [(left, None)], by=by)
    return True


def move(registration: Registration, before: tuple[Status, ...], after: Status) -> bool:
    """Change the status if it is one of `before`; of many who try at once one succeeds."""
    may_move = (Registration.id == registration.id) & Registration.status.in_(before)
    values = {"status": after, "changed_at": clock.now(), "offer_expires_at": None}
    return change(update(Registration).where(may_move).values(values)) == 1


def _mode_has_room(event: Event, mode: Mode) -> bool:
    row = db.session.execute(
        select(EventMode.capacity, EventMode.taken).where(EventMode.event_id == event.id, EventMode.mode == mode)
    ).one()
    return row.capacity is None or row.taken < row.capacity
