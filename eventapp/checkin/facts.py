"""What is known of a scan before it is judged: ticket, holder, gate, and the same scan if it came before.

One statement of Core, not ORM: every delegate waits for this one (docs/door.md).
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, select

from eventapp import names
from eventapp.checkin.models import Gate, Scan
from eventapp.database import Model, db
from eventapp.directory.models import Person
from eventapp.events.models import Category, Event
from eventapp.references import read_reference
from eventapp.registration.models import Registration
from eventapp.tickets.codes import code_hash, read_code
from eventapp.tickets.models import Ticket

Known = Row[*tuple[Any, ...]]
Join = tuple[type[Model], ColumnElement[bool]]


def is_reference(scanned: str) -> bool:
    """Was a registration code typed at the desk, and not a ticket's code scanned?"""
    return read_code(scanned) is None and read_reference(scanned) is not None


def of_scan(event: Event, scanned: str, *, gate: str, uuid: UUID) -> tuple[str, Known]:
    """Return the hash of what is scanned and all that is known of it: a ticket, or who has that registration code."""
    code = read_code(scanned)
    reference = None if code else read_reference(scanned)
    if reference is None:
        hashed = code_hash(code) if code else _hashed(scanned)
        return hashed, _known(event, _BY_CODE, hashed, gate, str(uuid))
    known = _known(event, _BY_REFERENCE, reference, gate, str(uuid))
    return known.code_hash or _hashed(scanned), known


def of_ticket(event: Event, hashed: str) -> Known:
    """Return what is known of the ticket with that hash."""
    return _known(event, _BY_CODE, hashed, "", "")


def _hashed(scanned: str) -> str:
    return sha256(scanned.encode("utf-8", "replace")).hexdigest()


# Everything a verdict needs, in one statement: the ticket, its holder, the gate, and the same scan if it came before.
_FACTS: Select[*tuple[Any, ...]] = (
    select(
        Ticket.id.label("ticket_id"),
        Ticket.code_hash,
        Ticket.void_reason,
        Registration.ref,
        Registration.status,
        Registration.asks_again_at,
        Registration.mode,
        Person.full_name,
        Person.position,
        Person.organisation_name,
        Category.name.label("category"),
        Category.name_en.label("category_en"),
        Gate.modes.label("gate_modes"),
        Gate.opens_at,
        Gate.closes_at,
        Scan.uuid,
        Scan.ticket_id.label("scanned_ticket_id"),
        Scan.code_hash.label("scanned_hash"),
        Scan.direction,
        Scan.gate,
        Scan.place,
        Scan.device_at,
        Scan.verdict,
        Scan.reason,
        Scan.first_in_at,
        Scan.first_in_gate,
    )
    .select_from(Event)
    .where(Event.id == bindparam("event_id"))
)


def _asked(first: Join, second: Join) -> Select[*tuple[Any, ...]]:
    """Return the statement that gets at ticket and registration, one by the other, in that order."""
    return (
        _FACTS.outerjoin(*first)
        .outerjoin(*second)
        .outerjoin(Person, Person.id == Registration.person_id)
        .outerjoin(Category, Category.id == Registration.category_id)
        .outerjoin(Gate, and_(Gate.event_id == Event.id, Gate.key == bindparam("gate_key")))
        .outerjoin(Scan, and_(Scan.event_id == Event.id, Scan.uuid == bindparam("uuid")))
    )


_HELD = Registration.ticket_id == Ticket.id
_BY_CODE = _asked(
    (Ticket, and_(Ticket.event_id == Event.id, Ticket.code_hash == bindparam("wanted"))), (Registration, _HELD)
)
_BY_REFERENCE = _asked(
    (Registration, and_(Registration.event_id == Event.id, Registration.ref == bindparam("wanted"))), (Ticket, _HELD)
)


def _known(event: Event, asked: Select[*tuple[Any, ...]], wanted: str, gate: str, uuid: str) -> Known:
    gate_key = names.fold(gate)[:255] if gate else ""
    values = {"event_id": event.id, "wanted": wanted, "gate_key": gate_key, "uuid": uuid}
    return db.session.connection().execute(asked, values).one()
