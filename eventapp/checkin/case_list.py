"""The cases of an event as a list: of one kind, of whoever is looked for, in an order, a page at a time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager

from eventapp.checkin.models import Case, CaseKind, Scan
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.references import read_reference
from eventapp.registration.models import Registration
from eventapp.registration.search import matches

AT_ONCE = 500  # cases of a sheet


class Sort(StrEnum):
    """What the list can be sorted by; with a minus before it, the other way round."""

    OPENED = "opened"
    NAME = "name"
    KIND = "kind"


USUAL = f"-{Sort.OPENED}"
_COLUMNS = {Sort.OPENED: Case.opened_at, Sort.NAME: Person.sort_key, Sort.KIND: Case.kind}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is asked for: `q` is a person, as everywhere, or a case's own code."""

    q: str = ""
    kind: CaseKind | None = None
    is_settled: bool = False


@dataclass(frozen=True)
class Line:
    """A case with whose ticket it is about, and the scans it is made of."""

    case: Case
    holder: Registration | None
    scans: Sequence[Scan]


def counts(event: Event, wanted: Wanted) -> Counter[CaseKind]:
    """Return how many cases of each kind there are, whatever kind is wanted."""
    asked = _asked(select(Case.kind, func.count()), event, Wanted(q=wanted.q, is_settled=wanted.is_settled))
    rows: Any = db.session.execute(asked.group_by(Case.kind)).all()
    return Counter(dict(rows))


def lines(event: Event, wanted: Wanted, sort: str = USUAL, *, limit: int | None = None, offset: int = 0) -> list[Line]:
    """Return part of the list, or all of it."""
    asked = _asked(select(Case, Registration).options(contains_eager(Registration.person)), event, wanted)
    rows = db.session.execute(asked.order_by(*_order(sort)).limit(limit).offset(offset)).all()
    scans = {each.uuid: each for each in _scans(event, [number for case, _holder in rows for number in case.scans])}
    return [Line(case, holder, [scans[each] for each in case.scans if each in scans]) for case, holder in rows]


def number(event: Event, wanted: Wanted) -> int:
    """Return how many cases are wanted."""
    return db.session.scalar(_asked(select(func.count(Case.id)), event, wanted)) or 0


def _asked(columns: Select[*tuple[Any, ...]], event: Event, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    return (
        columns.select_from(Case)
        .outerjoin(Registration, Registration.ticket_id == Case.ticket_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .where(*_conditions(event, wanted))
    )


def _conditions(event: Event, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield Case.event_id == event.id
    yield Case.settled_at.is_not(None) if wanted.is_settled else Case.settled_at.is_(None)
    if wanted.kind is not None:
        yield Case.kind == wanted.kind
    if wanted.q.strip():
        reference = read_reference(wanted.q)
        yield or_(matches(wanted.q), Case.ref == reference) if reference else matches(wanted.q)


def _order(sort: str) -> tuple[Any, ...]:
    """Return the order asked for, or the usual one; whoever is nobody stands at the end of names."""
    asked = sort if sort.removeprefix("-") in list(Sort) else USUAL
    column: Any = _COLUMNS[Sort(asked.removeprefix("-"))]
    return (column.desc().nulls_last(), Case.id.desc()) if asked.startswith("-") else (column.nulls_last(), Case.id)


def _scans(event: Event, numbers: Sequence[str]) -> Iterator[Scan]:
    for start in range(0, len(numbers), AT_ONCE):
        some = Scan.uuid.in_(numbers[start : start + AT_ONCE])
        yield from db.session.scalars(select(Scan).where(Scan.event_id == event.id, some))
