"""Scan a ticket at the door: judge it, let one of many doors win, and write down what happened.

Statements are Core, not ORM: every delegate waits for this one (docs/door.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from eventapp import clock
from eventapp.checkin import facts
from eventapp.checkin.entries import Outcome, Step, arbitrate
from eventapp.checkin.facts import Known
from eventapp.checkin.models import Direction, Reason, Scan, Verdict
from eventapp.database import insert_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode
from eventapp.registration.models import Status
from eventapp.tickets.models import VoidReason


class AnsweredMeanwhile(DomainError):
    """The same scan was being answered at the same moment; asked again, it gets that answer."""

    code = "answered_meanwhile"
    message = N_("This scan is being answered. Send it again.")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a device sends: `at` its own time, `clock_offset` how many seconds its clock is ahead."""

    id: UUID
    code: str
    operator: str
    direction: Direction = Direction.IN
    gate: str = ""
    session: str = ""
    at: datetime | None = None
    device: str = ""
    sequence: int | None = None
    clock_offset: float | None = None
    list_version: str = ""
    decision: str = ""
    override_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose ticket it is, as far as the door needs to know."""

    ref: str
    full_name: str
    position: str
    organisation: str
    mode: Mode
    category: str
    category_en: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """A scan as it stands in the records."""

    uuid: str
    ticket_id: int | None
    verdict: Verdict
    reason: Reason | None
    first_in_at: datetime | None
    first_in_gate: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the door is told. `is_new` is False when the same id was answered before, and `is_same` says whether
    what identifies a scan (code, direction, time, gate, place) was the same then.
    """

    scan: Written
    holder: Holder | None
    is_new: bool
    is_same: bool = True


STATUS_REASONS = {
    Status.PENDING: Reason.PENDING,
    Status.RETURNED: Reason.PENDING,
    Status.OFFERED: Reason.PENDING,
    Status.REJECTED: Reason.REJECTED,
    Status.WAITLISTED: Reason.WAITLISTED,
    Status.CANCELLED: Reason.CANCELLED,
    Status.REPLACED: Reason.REPLACED,
}
VOID_REASONS = {
    VoidReason.CANCELLED: Reason.CANCELLED,
    VoidReason.REJECTED: Reason.REJECTED,
    VoidReason.REPLACED: Reason.REPLACED,
    VoidReason.REISSUED: Reason.REPLACED,
}
# What the staff may set aside, saying why. A ticket that was taken back opens nothing.
OVERRIDABLE = {Reason.PENDING, Reason.WAITLISTED, Reason.WRONG_MODE, Reason.WRONG_GATE, Reason.OUTSIDE_HOURS}


def scan(event: Event, reading: Reading) -> Answer:
    """Answer a scan. The same id gives the same answer and adds nothing; a ticket of another event is unknown.

    Raises AnsweredMeanwhile, after which nothing of the transaction (or savepoint) may be kept.
    """
    hashed, known = facts.of_scan(event, reading.code, gate=reading.gate, uuid=reading.id)
    if known.uuid is not None:
        return _answered(event, reading, hashed, known)
    now = clock.now()
    at = now if reading.at is None else reading.at - timedelta(seconds=reading.clock_offset or 0)
    reason = _refusal(reading, known, at)
    if known.ticket_id is None or (reason and not (reading.override_reason and reason in OVERRIDABLE)):
        outcome = Outcome(Verdict.REFUSED)
    else:
        reason, outcome = None, arbitrate(_step(event, reading, known, at))
    written = Written(
        uuid=str(reading.id),
        ticket_id=known.ticket_id,
        verdict=outcome.verdict,
        reason=reason,
        first_in_at=outcome.first_in_at,
        first_in_gate=outcome.first_in_gate,
    )
    if insert_once(Scan, **vars(written), **_circumstances(event, reading, hashed, at, now)) is None:
        raise AnsweredMeanwhile
    return Answer(scan=written, holder=_holder(known), is_new=True)


def _answered(event: Event, reading: Reading, hashed: str, known: Known) -> Answer:
    """Return what was answered to this id, and whether it is asked with the same content."""
    is_same = (known.scanned_hash, known.direction, known.gate, known.place, known.device_at) == (
        hashed,
        reading.direction,
        reading.gate,
        _place(reading),
        reading.at,
    )
    holder = known if known.scanned_hash == hashed else facts.of_ticket(event, known.scanned_hash)
    written = Written(
        uuid=known.uuid,
        ticket_id=known.scanned_ticket_id,
        verdict=known.verdict,
        reason=known.reason,
        first_in_at=known.first_in_at,
        first_in_gate=known.first_in_gate,
    )
    return Answer(scan=written, holder=_holder(holder), is_new=False, is_same=is_same)


def _holder(known: Known) -> Holder | None:
    if known.ref is None:
        return None
    return Holder(
        ref=known.ref,
        full_name=known.full_name,
        position=known.position,
        organisation=known.organisation_name,
        mode=known.mode,
        category=known.category,
        category_en=known.category_en,
    )


def _refusal(reading: Reading, known: Known, at: datetime) -> Reason | None:
    if known.void_reason is not None:
        return VOID_REASONS[known.void_reason]
    if known.ref is None:
        return Reason.UNKNOWN
    if known.status in STATUS_REASONS:
        return STATUS_REASONS[known.status]
    if reading.direction is not Direction.IN:
        return None
    if known.asks_again_at is not None:
        return Reason.PENDING
    if known.mode.value not in (known.gate_modes or (Mode.HALL.value,)):
        return Reason.WRONG_MODE
    is_early = known.opens_at is not None and at < known.opens_at
    is_late = known.closes_at is not None and known.closes_at <= at
    return Reason.OUTSIDE_HOURS if is_early or is_late else None


def _place(reading: Reading) -> str:
    return f"session:{reading.session}" if reading.session else "event"


def _step(event: Event, reading: Reading, known: Known, at: datetime) -> Step:
    return Step(
        event_id=event.id,
        ticket_id=known.ticket_id,
        place=_place(reading),
        day=at.astimezone(event.tz).date(),
        direction=reading.direction,
        at=at,
        gate=reading.gate,
    )


def _circumstances(event: Event, reading: Reading, hashed: str, at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "code_hash": hashed,
        "direction": reading.direction,
        "gate": reading.gate,
        "place": _place(reading),
        "override_reason": reading.override_reason,
        "at": at,
        "device_at": reading.at,
        "clock_offset": reading.clock_offset,
        "received_at": now,
        "device": reading.device,
        "sequence": reading.sequence,
        "list_version": reading.list_version,
        "decision": reading.decision,
        "operator": reading.operator,
    }
