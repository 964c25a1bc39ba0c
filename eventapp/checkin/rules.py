"""What the door answers, as a function of a gate's rules and of what is known: the same offline as online.

There is no database here and no clock. `tests/checkin/vectors.json` holds what must come out; the telephone's own
version (static/door) passes the same file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from eventapp.checkin.models import Direction, Reason, Verdict
from eventapp.events.models import Mode
from eventapp.registration.models import Status
from eventapp.tickets.models import VoidReason


class Facts:
    """Something known, as it stands in JSON too."""

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Return what a JSON object says; lists become tuples."""
        known = {each.name for each in fields(cls)}  # type: ignore[arg-type]  # every one of them is a dataclass
        return cls(
            **{
                name: tuple(value) if isinstance(value, list) else value
                for name, value in given.items()
                if name in known
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class GateRule(Facts):
    """Whom a gate admits. What is empty asks for nothing; times are milliseconds since 1970, the end excluded."""

    ref: str = ""
    name: str = ""
    name_en: str = ""
    modes: tuple[str, ...] = (Mode.HALL.value,)
    sites: tuple[str, ...] = ()  # references; "" is who belongs to no site
    categories: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()  # the delegate's category opens one of them
    opens: int | None = None
    closes: int | None = None
    session: str = ""  # whose room it leads to; "" is the event itself
    needs_place: bool = False  # in that session, which whoever comes in must have
    is_entrance: bool = True
    is_exit: bool = True
    has_reentry: bool = True  # whoever has left may come in again
    capacity: int | None = None  # people in that room at once

    @property
    def place(self) -> str:
        """Where one is who came in here."""
        return f"session:{self.session}" if self.session else "event"


@dataclass(frozen=True, kw_only=True, slots=True)
class TicketFacts(Facts):
    """What is known of a ticket and its holder."""

    status: str = Status.CONFIRMED.value
    void: str | None = None
    asks_again: bool = False  # a change of what was approved awaits approval
    is_blocked: bool = False
    mode: str = Mode.HALL.value
    site: str = ""
    category: str = ""
    zones: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()  # in which there is a place, of those that need one


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceFacts(Facts):
    """Where the ticket stands at the gate's place on that day, and how full it is there (None: not known)."""

    is_inside: bool = False
    spells: int = 0
    inside: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """Somebody at a gate: `at` in milliseconds since 1970; `is_overridden` when the staff may and say why."""

    direction: Direction
    at: int
    is_overridden: bool
    ticket: TicketFacts | None
    place: PlaceFacts

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Return what a JSON object says."""
        return cls(
            direction=Direction(given["direction"]),
            at=given["at"],
            is_overridden=given["is_overridden"],
            ticket=None if given["ticket"] is None else TicketFacts.from_json(given["ticket"]),
            place=PlaceFacts.from_json(given["place"]),
        )


Judgement = tuple[Verdict, Reason | None]

DEFAULT = GateRule()
NOWHERE = PlaceFacts()
STATUS_REASONS = {
    Status.PENDING.value: Reason.PENDING,
    Status.RETURNED.value: Reason.PENDING,
    Status.OFFERED.value: Reason.PENDING,
    Status.REJECTED.value: Reason.REJECTED,
    Status.WAITLISTED.value: Reason.WAITLISTED,
    Status.CANCELLED.value: Reason.CANCELLED,
    Status.REPLACED.value: Reason.REPLACED,
}
VOID_REASONS = {
    VoidReason.CANCELLED.value: Reason.CANCELLED,
    VoidReason.REJECTED.value: Reason.REJECTED,
    VoidReason.REPLACED.value: Reason.REPLACED,
    VoidReason.REISSUED.value: Reason.REPLACED,
}
# What the staff may set aside, saying why. A ticket that was taken back opens nothing.
OVERRIDABLE = (
    Reason.PENDING,
    Reason.WAITLISTED,
    Reason.WRONG_MODE,
    Reason.WRONG_GATE,
    Reason.OUTSIDE_HOURS,
    Reason.NO_REENTRY,
    Reason.ROOM_FULL,
    Reason.NO_PLACE,
)


def judge(gate: GateRule, passage: Passage) -> Judgement:
    """Return the verdict, and why where it is a refusal."""
    ticket, place = passage.ticket, passage.place
    if ticket is None:
        return Verdict.REFUSED, Reason.UNKNOWN
    standing = standing_reason(ticket)
    if passage.direction is not Direction.IN:
        return _leaving(passage.direction, standing, place)
    reason = standing if _binds(standing, passage) else None
    if reason is None and ticket.is_blocked:
        reason = Reason.BLOCKED
    if reason is None and not passage.is_overridden:
        reason = _gate_reason(gate, ticket, passage.at)
    if reason is not None:
        return Verdict.REFUSED, reason
    if place.is_inside:
        return Verdict.ALREADY_IN, None
    reason = None if passage.is_overridden else _place_reason(gate, place)
    return (Verdict.REFUSED, reason) if reason else (Verdict.ADMITTED, None)


def standing_reason(ticket: TicketFacts) -> Reason | None:
    """Return why the ticket opens no gate at all: it was taken back, or its holder has no place (yet)."""
    return VOID_REASONS[ticket.void] if ticket.void else STATUS_REASONS.get(ticket.status)


def asks_for_place(gate: GateRule, ticket: TicketFacts | None, direction: Direction) -> bool:
    """Does the answer depend on the place before the entries themselves are asked?"""
    if direction is Direction.IN:
        return not gate.has_reentry or gate.capacity is not None
    return ticket is not None and standing_reason(ticket) is not None


def _binds(reason: Reason | None, passage: Passage) -> bool:
    return reason is not None and not (passage.is_overridden and reason in OVERRIDABLE)


def _leaving(direction: Direction, standing: Reason | None, place: PlaceFacts) -> Judgement:
    """Nobody is kept inside, whatever has become of the ticket; who never came in cannot leave with a dead one."""
    if standing is not None and not place.spells:
        return Verdict.REFUSED, standing
    if direction is Direction.UNDO and place.spells and not place.is_inside:
        return Verdict.ALREADY_IN, None  # the way out is taken back
    return Verdict.LEFT, None


def _gate_reason(gate: GateRule, ticket: TicketFacts, at: int) -> Reason | None:
    if ticket.asks_again:
        return Reason.PENDING
    if not gate.is_entrance:
        return Reason.WRONG_GATE
    if ticket.mode not in gate.modes:
        return Reason.WRONG_MODE
    is_elsewhere = bool(gate.sites) and ticket.site not in gate.sites
    is_otherwise = bool(gate.categories) and ticket.category not in gate.categories
    if is_elsewhere or is_otherwise or (gate.zones and not set(gate.zones) & set(ticket.zones)):
        return Reason.WRONG_GATE
    if gate.needs_place and gate.session not in ticket.sessions:
        return Reason.NO_PLACE
    is_early = gate.opens is not None and at < gate.opens
    is_late = gate.closes is not None and gate.closes <= at
    return Reason.OUTSIDE_HOURS if is_early or is_late else None


def _place_reason(gate: GateRule, place: PlaceFacts) -> Reason | None:
    if place.spells and not gate.has_reentry:
        return Reason.NO_REENTRY
    is_full = gate.capacity is not None and place.inside is not None and place.inside >= gate.capacity
    return Reason.ROOM_FULL if is_full else None
