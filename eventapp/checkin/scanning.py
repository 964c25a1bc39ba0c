"""Scan a ticket at the door: judge it, let one of many doors win, and write down what happened.

Statements are Core, not ORM: every delegate waits for this one (docs/door.md).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from eventapp import clock
from eventapp.checkin import deciding, facts, places, rules, settling
from eventapp.checkin.entries import Outcome, Step, arbitrate
from eventapp.checkin.facts import Known
from eventapp.checkin.models import Direction, Reason, Scan, Verdict
from eventapp.checkin.rules import GateRule, Judgement, Passage, TicketFacts
from eventapp.database import insert_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode


class AnsweredMeanwhile(DomainError):
    """The same scan was being answered at the same moment; asked again, it gets that answer."""

    code = "answered_meanwhile"
    message = N_("This scan is being answered. Send it again.")


@dataclass(frozen=True, kw_only=True)
class WalkIn:
    """Somebody nobody expected, as the door enters them; site and category by their references."""

    full_name: str
    organisation: str = ""
    position: str = ""
    mode: Mode = Mode.HALL
    site: str = ""
    category: str = ""
    email: str = ""
    phone: str = ""


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
    operator_name: str = ""
    override_reason: str = ""
    walk_in: WalkIn | None = None


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
    attention: str


@dataclass(frozen=True, kw_only=True)
class Written:
    """A scan as it stands in the records."""

    uuid: str
    ticket_id: int | None
    verdict: Verdict
    reason: Reason | None
    first_in_at: datetime | None
    first_in_gate: str
    flags: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the door is told. `is_new` is False when the same id was answered before, and `is_same` says whether
    what identifies a scan (code, direction, time, gate, place) was the same then.
    """

    scan: Written
    holder: Holder | None
    is_new: bool
    is_same: bool = True
    flags: tuple[str, ...] = ()
    code: str = ""  # of the new ticket of somebody who walked in, for the desk that prints it


def scan(event: Event, reading: Reading) -> Answer:
    """Answer a scan. The same id gives the same answer and adds nothing; a ticket of another event is unknown.

    What a device decided by itself is kept as it was decided, with what the rules say to it.
    Raises AnsweredMeanwhile, after which nothing of the transaction (or savepoint) may be kept.
    """
    hashed, known = facts.of_scan(event, reading.code, gate=reading.gate, uuid=reading.id)
    gate = facts.gate_rule(event, known)
    place = f"session:{reading.session}" if reading.session else gate.place
    if known.uuid is not None:
        return _answered(event, reading, hashed, known, place)
    now = clock.now()
    at = now if reading.at is None else reading.at - timedelta(seconds=reading.clock_offset or 0)
    step = _step(event, reading, known.ticket_id, place, at)
    ticket = facts.ticket_facts(event, known, gate)
    judged = _judged(gate, ticket, step, is_overridden=bool(reading.override_reason))
    decided = deciding.decided(reading.decision)
    flags = deciding.flags(decided, judged, at, now)
    if decided is not None:
        verdict, reason = decided
        outcome = Outcome(verdict)
    else:
        verdict, reason = judged
        outcome = Outcome(verdict) if verdict is Verdict.REFUSED else arbitrate(step)
    written = Written(
        uuid=str(reading.id),
        ticket_id=known.ticket_id,
        verdict=outcome.verdict,
        reason=reason,
        first_in_at=outcome.first_in_at,
        first_in_gate=outcome.first_in_gate,
        flags=",".join(flags),
    )
    if insert_once(Scan, **vars(written), **_circumstances(event, reading, hashed, place, at, now)) is None:
        raise AnsweredMeanwhile
    if known.ticket_id is not None and verdict is not Verdict.REFUSED:
        is_late = known.latest_at is not None and at < _aware(known.latest_at)
        if (decided is not None or is_late) and str(reading.id) in settling.settle(event, step):
            flags.append("double_entry")
    if flags:
        deciding.report(event, written, flags, device=reading.device or reading.operator, now=now)
    return Answer(scan=written, holder=_holder(known), is_new=True, flags=tuple(flags))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _judged(gate: GateRule, ticket: TicketFacts | None, step: Step, *, is_overridden: bool) -> Judgement:
    """Ask the rules; of the entries as far as these depend on them, the rest is for the unique key to decide."""
    standing = places.hold(gate, step) if rules.asks_for_place(gate, ticket, step.direction) else rules.NOWHERE
    passage = Passage(
        direction=step.direction,
        at=round(step.at.timestamp() * 1000),
        is_overridden=is_overridden and step.ticket_id is not None,
        ticket=ticket,
        place=standing,
    )
    return rules.judge(gate, passage)


def _answered(event: Event, reading: Reading, hashed: str, known: Known, place: str) -> Answer:
    """Return what was answered to this id, and whether it is asked with the same content."""
    is_same = (known.scanned_hash, known.direction, known.gate, known.place, known.device_at) == (
        hashed,
        reading.direction,
        reading.gate,
        place,
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
    flags = tuple(known.flags.split(",")) if known.flags else ()
    return Answer(scan=written, holder=_holder(holder), is_new=False, is_same=is_same, flags=flags)


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
        attention=known.attention or "",
    )


def _step(event: Event, reading: Reading, ticket_id: int, place: str, at: datetime) -> Step:
    return Step(
        event_id=event.id,
        ticket_id=ticket_id,
        place=place,
        day=at.astimezone(event.tz).date(),
        direction=reading.direction,
        at=at,
        gate=reading.gate,
    )


def _circumstances(
    event: Event, reading: Reading, hashed: str, place: str, at: datetime, now: datetime
) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "code_hash": hashed,
        "direction": reading.direction,
        "gate": reading.gate,
        "place": place,
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
        "operator_name": reading.operator_name,
    }
