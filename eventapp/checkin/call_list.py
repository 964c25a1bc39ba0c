"""Whom to call: who is expected and has not come that day, searched, in an order, a page at a time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased

from eventapp.checkin.arrivals import IS_EXPECTED
from eventapp.checkin.models import Entry
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Organisation, Person
from eventapp.events.models import Event, Mode
from eventapp.registration.models import Registration
from eventapp.registration.search import matches

Line = Row[*tuple[Any, ...]]


class Sort(StrEnum):
    """What the list can be sorted by; with a minus before it, the other way round."""

    DELEGATION = "delegation"
    NAME = "name"
    ORGANISATION = "organisation"


USUAL = Sort.DELEGATION.value
_own = aliased(Organisation)  # the person's, whoever sends him
_COLUMNS = (
    Registration.ref,
    Registration.mode,
    Person.full_name,
    Person.position,
    Person.organisation_name,
    Person.phone,
    Delegation.code.label("delegation_code"),
    func.coalesce(Organisation.name, "").label("delegation_name"),
    func.coalesce(Organisation.name_en, "").label("delegation_name_en"),
    func.coalesce(_own.name_en, "").label("organisation_name_en"),
)
_ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.DELEGATION: (Organisation.name, Delegation.code, Person.organisation_name, Person.sort_key),
    Sort.NAME: (Person.sort_key,),
    Sort.ORGANISATION: (Person.organisation_name, Person.sort_key),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is asked for: `q` is a person, as everywhere; `delegation` a code."""

    day: date
    q: str = ""
    mode: Mode | None = None
    delegation: str = ""


def lines(
    event: Event, wanted: Wanted, sort: str = USUAL, *, limit: int | None = None, offset: int = 0
) -> Sequence[Line]:
    """Return part of the list, or all of it."""
    return db.session.execute(
        _asked(select(*_COLUMNS), event, wanted).order_by(*_order(sort)).limit(limit).offset(offset)
    ).all()


def number(event: Event, wanted: Wanted) -> int:
    """Return how many are wanted."""
    return db.session.scalar(_asked(select(func.count(Registration.id)), event, wanted)) or 0


def by_mode(event: Event, wanted: Wanted) -> Counter[Mode]:
    """Return how many are missing of each mode, whichever is wanted."""
    everybody = Wanted(day=wanted.day, q=wanted.q, delegation=wanted.delegation)
    asked = _asked(select(Registration.mode, func.count()), event, everybody)
    rows: Any = db.session.execute(asked.group_by(Registration.mode)).all()
    return Counter(dict(rows))


def by_delegation(event: Event, wanted: Wanted, codes: Sequence[str]) -> Counter[str]:
    """Return how many are wanted of each of these delegations; "" stands for who belongs to none."""
    code = func.coalesce(Delegation.code, "")
    asked = _asked(select(code, func.count()), event, wanted).where(code.in_(codes)).group_by(code)
    rows: Any = db.session.execute(asked).all()
    return Counter(dict(rows))


def _asked(columns: Select[*tuple[Any, ...]], event: Event, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    return (
        columns.select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
        .outerjoin(Organisation, Organisation.id == Delegation.organisation_id)
        .outerjoin(_own, _own.id == Person.organisation_id)
        .where(*_conditions(event, wanted))
    )


def _conditions(event: Event, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    came = select(Entry.ticket_id).where(Entry.event_id == event.id, Entry.place == "event", Entry.day == wanted.day)
    yield Registration.event_id == event.id
    yield from IS_EXPECTED
    yield Registration.ticket_id.not_in(came)
    if wanted.mode is not None:
        yield Registration.mode == wanted.mode
    if wanted.delegation:
        yield Delegation.code == wanted.delegation
    if wanted.q.strip():
        yield matches(wanted.q)


def _order(sort: str) -> tuple[Any, ...]:
    """Return the order asked for, or the usual one; who belongs to no delegation stands at the end."""
    asked = sort if sort.removeprefix("-") in list(Sort) else USUAL
    columns = _ORDERS[Sort(asked.removeprefix("-"))]
    if asked.startswith("-"):
        return (*(each.desc().nulls_last() for each in columns), Registration.id.desc())
    return (*(each.nulls_last() for each in columns), Registration.id)
