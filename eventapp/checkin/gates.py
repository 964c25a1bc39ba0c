"""The doors of an event: their names, whom they admit, and when they are open."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.checkin.models import Gate
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode
from eventapp.references import new_reference


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


def add_gate(
    event: Event,
    name: str,
    *,
    by: Actor,
    name_en: str = "",
    modes: Sequence[Mode] = (Mode.HALL,),
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Gate:
    """Add a gate that admits those modes between two moments (None: always). Raises GateExists, ClosesBeforeItOpens."""
    gate = Gate(event_id=event.id, ref=new_reference())
    _describe(gate, name, name_en, modes, opens_at, closes_at)
    _keep(gate)
    trail.record("gate_added", f"gates/{gate.id}", by=by, event_id=event.id, name=name)
    return gate


def edit_gate(
    gate: Gate,
    name: str,
    *,
    by: Actor,
    name_en: str = "",
    modes: Sequence[Mode] = (Mode.HALL,),
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> None:
    """Change a gate; scans keep the name it had. Raises GateExists, ClosesBeforeItOpens."""
    _describe(gate, name, name_en, modes, opens_at, closes_at)
    _keep(gate)
    trail.record("gate_edited", f"gates/{gate.id}", by=by, event_id=gate.event_id, name=name)


def remove_gate(gate: Gate, *, by: Actor) -> None:
    """Remove a gate; what was scanned there stays."""
    trail.record("gate_removed", f"gates/{gate.id}", by=by, event_id=gate.event_id, name=gate.name)
    db.session.delete(gate)


def copy_gates(event: Event, copy: Event, moved: Callable[[datetime], datetime], *, by: Actor) -> None:
    """Give the copy of an event the same gates; `moved` says when theirs open and close there."""
    for gate in gates_of(event):
        add_gate(
            copy,
            gate.name,
            by=by,
            name_en=gate.name_en,
            modes=[Mode(mode) for mode in gate.modes],
            opens_at=gate.opens_at and moved(gate.opens_at),
            closes_at=gate.closes_at and moved(gate.closes_at),
        )


def _describe(
    gate: Gate,
    name: str,
    name_en: str,
    modes: Sequence[Mode],
    opens_at: datetime | None,
    closes_at: datetime | None,
) -> None:
    if opens_at and closes_at and closes_at <= opens_at:
        raise ClosesBeforeItOpens
    gate.name, gate.name_en, gate.key = name, name_en, names.fold(name)[:255]
    gate.modes = [mode.value for mode in modes]
    gate.opens_at, gate.closes_at = opens_at, closes_at


def _keep(gate: Gate) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(gate)
    except IntegrityError:
        raise GateExists(name=gate.name) from None
