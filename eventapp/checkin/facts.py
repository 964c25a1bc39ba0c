"""What is known of a scan before it is judged: ticket, holder, gate, and the same scan if it came before.

One statement of Core, not ORM: every delegate waits for this one (docs/door.md).
"""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from eventapp import names
from eventapp.checkin import session_places
from eventapp.checkin.models import Attention, Gate, Scan
from eventapp.checkin.rules import DEFAULT, GateRule, TicketFacts
from eventapp.database import Model, db
from eventapp.directory.models import Person
from eventapp.events.models import Category, Event, Site
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


def gate_rule(event: Event, known: Known) -> GateRule:
    """Return the rules of the gate that was found; where there is none, those of a door without a name."""
    if known.gate_id is None:
        return DEFAULT
    return GateRule(
        modes=tuple(known.modes),
        sites=tuple(known.sites),
        categories=tuple(known.categories),
        zones=tuple(known.zones),
        opens=milliseconds(known.opens_at),
        closes=milliseconds(known.closes_at),
        session=known.session,
        needs_place=bool(known.session) and session_places.needs(event, known.session),
        is_entrance=known.is_entrance,
        is_exit=known.is_exit,
        has_reentry=known.has_reentry,
        capacity=known.capacity,
    )


def ticket_facts(event: Event, known: Known, gate: GateRule) -> TicketFacts | None:
    """Return what the rules ask of ticket and holder; None where neither is known."""
    if known.ref is None:
        return TicketFacts(void=known.void_reason.value) if known.void_reason else None
    return TicketFacts(
        status=known.status.value,
        void=known.void_reason and known.void_reason.value,
        asks_again=known.asks_again_at is not None,
        is_blocked=bool(known.is_blocked),
        mode=known.mode.value,
        site=known.site or "",
        category=known.category_ref,
        zones=tuple(known.category_zones.split(", ")) if known.category_zones else (),
        sessions=(gate.session,) if gate.needs_place and session_places.has(event, gate.session, known.ref) else (),
    )


def milliseconds(moment: datetime | None) -> int | None:
    """Return a moment as milliseconds since 1970."""
    return None if moment is None else round(moment.timestamp() * 1000)


def _hashed(scanned: str) -> str:
    return sha256(scanned.encode("utf-8", "replace")).hexdigest()


_other = aliased(Scan)

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
        Category.ref.label("category_ref"),
        Category.name.label("category"),
        Category.name_en.label("category_en"),
        Category.zones.label("category_zones"),
        Site.ref.label("site"),
        Attention.text.label("attention"),
        Attention.is_blocked,
        Gate.id.label("gate_id"),
        Gate.modes,
        Gate.sites,
        Gate.categories,
        Gate.zones,
        Gate.opens_at,
        Gate.closes_at,
        Gate.session,
        Gate.is_entrance,
        Gate.is_exit,
        Gate.has_reentry,
        Gate.capacity,
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
        Scan.flags,
        select(func.max(_other.at)).where(_other.ticket_id == Ticket.id).scalar_subquery().label("latest_at"),
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
        .outerjoin(Site, Site.id == Registration.site_id)
        .outerjoin(Attention, Attention.registration_id == Registration.id)
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
