"""The doors of an event: their names, whom they admit, and when they are open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.checkin import session_places
from eventapp.checkin.facts import milliseconds
from eventapp.checkin.models import Gate
from eventapp.checkin.rules import GateRule
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.references import new_reference

LISTS = ("modes", "sites", "categories", "zones")
PLAIN = ("session", "is_entrance", "is_exit", "has_reentry", "capacity")
BOUND = ("sites", "categories", "session", "opens_at", "closes_at")  # what means something in one event alone
# A gate nothing else is said of: whoever attends in person, at any time, in and out.
STANDARD: dict[str, Any] = {
    "name_en": "",
    "modes": [Mode.HALL],
    "sites": [],
    "categories": [],
    "zones": [],
    "opens_at": None,
    "closes_at": None,
    "session": "",
    "is_entrance": True,
    "is_exit": True,
    "has_reentry": True,
    "capacity": None,
}


class GateExists(DomainError):
    """The event has a gate of that name."""

    code = "gate_exists"
    message = N_("There is already a gate called “%(name)s”.")


class ClosesBeforeItOpens(DomainError):
    """The gate would never be open."""

    code = "closes_before_it_opens"
    message = N_("A gate must close after it opens.")
    status = 422


def gates_of(event: Event) -> Sequence[Gate]:
    """Return the event's gates in the order in which they were made."""
    return db.session.scalars(select(Gate).where(Gate.event_id == event.id).order_by(Gate.id)).all()


def find_gate(event: Event, ref: str) -> Gate | None:
    """Return the event's gate with that reference."""
    return db.session.scalar(select(Gate).where(Gate.event_id == event.id, Gate.ref == ref.upper()))


def add_gate(event: Event, name: str, *, by: Actor, **rules: Any) -> Gate:
    """Add a gate; `rules` are columns of Gate, the rest is as in STANDARD. Raises GateExists, ClosesBeforeItOpens."""
    gate = Gate(event_id=event.id, ref=new_reference())
    _describe(gate, name, {**STANDARD, **rules})
    _keep(gate)
    trail.record("gate_added", f"gates/{gate.id}", by=by, event_id=event.id, name=gate.names)
    return gate


def edit_gate(gate: Gate, name: str, *, by: Actor, **rules: Any) -> None:
    """Change a gate; scans keep the name it had, and rules that are not named stay. Raises as `add_gate` does."""
    _describe(gate, name, rules)
    _keep(gate)
    trail.record("gate_edited", f"gates/{gate.id}", by=by, event_id=gate.event_id, name=gate.names)


def remove_gate(gate: Gate, *, by: Actor) -> None:
    """Remove a gate; what was scanned there stays."""
    trail.record("gate_removed", f"gates/{gate.id}", by=by, event_id=gate.event_id, name=gate.names)
    db.session.delete(gate)


def copy_gates(event: Event, copy: Event, moved: Callable[[datetime], datetime], *, by: Actor) -> None:
    """Give the copy of an event the same gates; `moved` says when theirs open and close there."""
    categories = dict(zip(_refs(event), _refs(copy), strict=True))
    for gate in gates_of(event):
        rules = {name: getattr(gate, name) for name in STANDARD if name not in BOUND}
        rules["categories"] = [categories[ref] for ref in gate.categories if ref in categories]
        add_gate(
            copy,
            gate.name,
            by=by,
            **rules,
            opens_at=gate.opens_at and moved(gate.opens_at),
            closes_at=gate.closes_at and moved(gate.closes_at),
        )


def rules_of(event: Event) -> list[GateRule]:
    """Return the rules of all gates, as rules.py and every telephone want them."""
    needing = session_places.needing(event)
    return [replace(gate_rule(gate), needs_place=gate.session in needing) for gate in gates_of(event)]


def gate_rule(gate: Gate) -> GateRule:
    """Return one gate's rules."""
    known = {name: getattr(gate, name) for name in ("ref", "name", "name_en", *PLAIN, *LISTS)}
    times = {"opens": milliseconds(gate.opens_at), "closes": milliseconds(gate.closes_at)}
    return GateRule.from_json({**known, **times})


def _refs(event: Event) -> list[str]:
    return [each.ref for each in categories_of(event)]


def _describe(gate: Gate, name: str, rules: Mapping[str, Any]) -> None:
    opens_at, closes_at = rules.get("opens_at", gate.opens_at), rules.get("closes_at", gate.closes_at)
    if opens_at and closes_at and closes_at <= opens_at:
        raise ClosesBeforeItOpens
    gate.name, gate.key = name, names.fold(name)[:255]
    for rule, value in rules.items():
        setattr(gate, rule, [str(each) for each in value] if rule in LISTS else value)


def _keep(gate: Gate) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(gate)
    except IntegrityError:
        raise GateExists(name=gate.names) from None
