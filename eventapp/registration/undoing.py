"""Undo a decision on several registrations: each stands again as it stood before, as far as that is still possible."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode
from eventapp.mail import outbox
from eventapp.references import read_reference
from eventapp.registration import answering, consequences, enrolment, letters, promotion, seats
from eventapp.registration.act_models import Act, ActStep
from eventapp.registration.letters import Posting
from eventapp.registration.models import Registration, Status
from eventapp.registration.standing import Seat, change_as_read, is_head, lead_again, quotas_of, seats_of
from eventapp.tickets import issuing
from eventapp.tickets.models import VoidReason

WORDS = ("status", "decision_note", "ticket_id", "stood_before", "wished_mode", "wished_site_id")
WITHOUT_SEAT: dict[str, Any] = {
    "status": Status.WAITLISTED, "seats": [], "ticket_id": None, "wished_mode": None, "wished_site_id": None,
}  # fmt: skip
MOMENTS = ("approved_at", "asks_again_at", "offer_expires_at", "wished_at")


class CannotUndo(DomainError):
    """The act was undone, or its letters have gone out."""

    code = "cannot_undo"
    message = N_("This can no longer be undone: its letters have gone out, or someone has undone it already.")


class ChangedSince(DomainError):
    """The registration stands otherwise by now than the act left it."""

    code = "changed_since"
    message = N_("It was changed since, and stays as it is.")


class WasScanned(DomainError):
    """The ticket has been at the door."""

    code = "was_scanned"
    message = N_("The ticket was scanned since, and the registration stays as it is.")


def snapshot(registration: Registration) -> dict[str, Any]:
    """Return how the registration stands and what it holds, as it is kept with a step."""
    stands = {name: getattr(registration, name) for name in WORDS}
    moments = {name: getattr(registration, name) for name in MOMENTS}
    return {
        **stands,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        "place": place_of(registration),
        "is_head": is_head(registration),
        "above": consequences.memory_of(registration),
        "seats": [list(seat) for seat in seats_of(registration)],
        "quotas": [list(quota) for quota in quotas_of(registration)] if registration.status.is_live else [],
    }


def place_of(registration: Registration) -> list[Any]:
    """Return where the registration counts, as it is kept with a step."""
    return [registration.mode, registration.site_id, registration.delegation_id]


def open_acts(event: Event) -> list[tuple[Act, int]]:
    """Return what can still be undone, the newest first, each with the number of registrations it was done to."""
    is_short = (Act.event_id == event.id) & Act.long_act_id.is_(None)  # slices are undone with the whole
    mine = is_short & Act.undone_at.is_(None) & (Act.closes_at > clock.now())
    asked = select(Act, func.count(ActStep.id)).join(ActStep, ActStep.act_id == Act.id).where(mine)
    return [(row[0], row[1]) for row in db.session.execute(asked.group_by(Act.id).order_by(Act.id.desc()))]


def find_act(event: Event, ref: str) -> Act | None:
    """Return the event's act with that reference."""
    return db.session.scalar(select(Act).where(Act.event_id == event.id, Act.ref == read_reference(ref)))


def steps_of(act: Act) -> Sequence[ActStep]:
    """Return what the act did, those who have a seat last: so no seat is offered to someone who leaves it too."""
    asked = select(ActStep).join(ActStep.registration).options(contains_eager(ActStep.registration))
    found = db.session.scalars(asked.where(ActStep.act_id == act.id).order_by(ActStep.id)).all()
    return sorted(found, key=lambda step: step.status is Status.CONFIRMED)


def undo(act: Act, *, at_door: Collection[int] = (), by: Actor) -> tuple[int, list[tuple[str, DomainError]]]:
    """Let each registration stand as before the act; return how many do, and who cannot and why.

    Its letters are taken back. Seats that become free go to whoever has waited longest, and whoever has got one
    meanwhile keeps it. `at_door` are tickets that were scanned. Raises CannotUndo.
    """
    now = clock.now()
    is_open = (Act.id == act.id) & Act.undone_at.is_(None) & (Act.closes_at > now)
    event = db.session.get_one(Event, act.event_id)
    seats.hold(event.id)
    if change(update(Act).where(is_open).values(undone_at=now)) != 1:
        raise CannotUndo
    done, refused, freed = 0, [], list[Seat]()
    for step in steps_of(act):
        try:
            with db.session.begin_nested():
                freed += _undo(act, step, at_door=at_door, by=by)
            done += 1
        except DomainError as refusal:
            refused.append((step.registration.person.full_name, refusal))
    for mode in dict.fromkeys(mode for mode, _site in freed):
        promotion.promote_next(event, mode, by=by)
    return done, refused


def _undo(act: Act, step: ActStep, *, at_door: Collection[int], by: Actor) -> list[Seat]:
    """Return the seats that became free."""
    registration, before = step.registration, step.before
    db.session.refresh(registration)
    left_at = before.get("left_at", before["place"])
    stands = (registration.status, registration.changed_at, place_of(registration))
    if stands != (step.status, step.changed_at, left_at):
        raise ChangedSince
    if registration.ticket_id in at_door and registration.ticket_id != before["ticket_id"]:
        raise WasScanned
    freed = _stand_as_before(registration, before)
    if step.answers:
        answering.give(registration, step.answers)
    consequences.follow(registration, by)
    consequences.give_again(registration, before.get("above", {}), by)
    own = Posting(act.ref, act.closes_at).occasion(registration)
    outbox.withdraw(own)
    letters.send_after_all(registration, besides=own, since=act.at)
    subject = f"registrations/{registration.ref}"
    trail.record("decision_undone", subject, by=by, event_id=registration.event_id)
    return freed


def stand_again(registration: Registration, before: dict[str, Any], *, by: Actor) -> None:
    """Let a registration that has ended stand as it did, with its ticket; on the waiting list where its seat has gone.

    Raises SiteNeeded where its bridge point is gone, QuotaExhausted, ChoiceFull, AlreadyRegistered.
    """
    seats.hold(registration.event_id)
    db.session.refresh(registration)
    if registration.site is not None and registration.site.removed_at is not None:
        raise enrolment.SiteNeeded
    try:
        with db.session.begin_nested():
            _stand_as_before(registration, before)
    except enrolment.Full:
        _stand_as_before(registration, before | dict.fromkeys(MOMENTS) | WITHOUT_SEAT)
    consequences.follow(registration, by)
    consequences.give_again(registration, before.get("above", {}), by)


def _stand_as_before(registration: Registration, before: dict[str, Any]) -> list[Seat]:
    """Take again what was held, write down what stood, and give back what was not held then."""
    held, ticket, was_live = seats_of(registration), registration.ticket_id, registration.status.is_live
    had: list[Seat] = [(Mode(mode), site_id) for mode, site_id in before["seats"]]
    freed = _exchange_seats(registration, held, had)
    _exchange_quotas(registration, [(number, Mode(mode)) for number, mode in before["quotas"]])
    _write_down(registration, before)
    if not was_live:
        answering.take_again(registration)
        lead_again(registration, before)
    if ticket is not None and ticket != before["ticket_id"]:
        issuing.void(ticket, VoidReason.REISSUED)
    if before["ticket_id"] is not None:
        issuing.restore(before["ticket_id"])
    return freed


def _exchange_seats(registration: Registration, held: list[Seat], had: list[Seat]) -> list[Seat]:
    """Take again what was held before, one for the other; return the seats that became free."""
    event_id = registration.event_id
    lost, freed = [seat for seat in had if seat not in held], [seat for seat in held if seat not in had]
    for before, now in zip_longest(lost, freed):
        if before is None:
            seats.give_back(event_id, *now)
        elif not (seats.exchange(event_id, now, before) if now else seats.take(event_id, *before)):
            raise enrolment.Full
    return freed


def _exchange_quotas(registration: Registration, had: list[tuple[int, Mode]]) -> None:
    """Use the seats allotted that were used before, then give back those that were not. Raises QuotaExhausted."""
    used = quotas_of(registration) if registration.status.is_live else []
    for number, mode in had:
        if (number, mode) not in used:
            quotas.take(db.session.get_one(Delegation, number), mode)
    for quota in used:
        if quota not in had:
            quotas.give_back(*quota)


def _write_down(registration: Registration, before: dict[str, Any]) -> None:
    stood: dict[str, Any] = {name: before[name] for name in WORDS}
    stood["status"] = Status(before["status"])
    stood["wished_mode"] = Mode(before["wished_mode"]) if before["wished_mode"] else None
    if before["place"] != place_of(registration):
        mode, site_id, delegation_id = before["place"]
        stood |= {"mode": Mode(mode), "site_id": site_id, "delegation_id": delegation_id}
        stood |= {"moves": Registration.moves + 1, "moved_at": clock.now()}  # calendars have been told of the other one
    stood |= {name: datetime.fromisoformat(before[name]) if before[name] else None for name in MOMENTS}
    name = registration.person.full_name
    try:
        if not change_as_read(registration, **stood):
            raise ChangedSince
    except IntegrityError:  # the same person has registered again meanwhile
        raise enrolment.AlreadyRegistered(name=name) from None
