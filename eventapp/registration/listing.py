"""A list of registrations as plain rows, page by page, and how many there are of each kind.

Core, not ORM: the search box is used all day, and building ORM statements costs more than running these.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, func, select

from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.registration.models import Registration, Status
from eventapp.registration.search import Sort, Wanted, conditions, order

_registrations, _people, _categories, _sites, _delegations = (
    cast(Table, model.__table__) for model in (Registration, Person, Category, Site, Delegation)
)
_persons = _registrations.join(_people, _people.c.id == _registrations.c.person_id)
_whole = (
    _persons.join(_categories, _categories.c.id == _registrations.c.category_id)
    .outerjoin(_sites, _sites.c.id == _registrations.c.site_id)
    .outerjoin(_delegations, _delegations.c.id == _registrations.c.delegation_id)
)
_LINE = (
    _registrations.c.id,
    _registrations.c.ref,
    _registrations.c.status,
    _registrations.c.category_id,
    _categories.c.ref.label("category_ref"),
    _categories.c.name.label("category_name"),
    _categories.c.name_en.label("category_name_en"),
    _registrations.c.mode,
    _registrations.c.registered_at,
    _registrations.c.offer_expires_at,
    _registrations.c.wished_mode,
    _people.c.full_name,
    _people.c.email,
    _people.c.phone,
    _people.c.position,
    _people.c.organisation_name,
    _people.c.rank_id,
    _delegations.c.code.label("delegation_code"),
    _sites.c.name.label("site_name"),
    _sites.c.name_en.label("site_name_en"),
)
_EVERY_LINE = select(*_LINE).select_from(_whole)


def listed(event: Event, wanted: Wanted, *, limit: int, offset: int) -> tuple[Sequence[Any], int]:
    """Return part of the list in Vietnamese order of names, and how many are wanted in all."""
    which = conditions(event, wanted)
    asked = _lines(which, Sort.NAME).limit(limit).offset(offset)
    found = db.session.connection().execute(asked).all()
    if offset == 0 and len(found) < limit:
        return found, len(found)
    counted = select(func.count()).select_from(_persons).where(*which)
    return found, db.session.connection().execute(counted).scalar_one()


@dataclass(frozen=True)
class Page:
    """One page of a list: its lines, how many are wanted in all, and how many there would be of each mode and status.

    The counts of one question answer all the other questions.
    """

    lines: Sequence[Any]
    total: int
    by_mode: dict[Mode, int]
    by_status: dict[Status, int]


def page(event: Event, wanted: Wanted, sort: str, *, per_page: int, number: int) -> tuple[Page, int]:
    """Return the page of that number, from 1, or the last one there is; and its number. Two statements."""
    counted = _counts(event, wanted)
    by_mode = _sums(counted, lambda mode, status: mode if _is_wanted(wanted, status) else None)
    by_status = _sums(counted, lambda mode, status: status if wanted.mode in (None, mode) else None)
    total = sum(number for mode, number in by_mode.items() if wanted.mode in (None, mode))
    number = max(1, min(number, -(-total // per_page)))
    found = lines(event, wanted, sort, limit=per_page, offset=(number - 1) * per_page) if total else []
    return Page(found, total, by_mode, by_status), number


def lines(event: Event, wanted: Wanted, sort: str, *, limit: int, offset: int) -> Sequence[Any]:
    """Return part of the list as plain rows: what a line shows and no more."""
    through = _people  # so that the people's index gives the order
    if sort.removeprefix("-") == Sort.REGISTERED and not wanted.asks_for_people:
        through = _registrations
    found = _lines(conditions(event, wanted, through), sort).limit(limit).offset(offset)
    return db.session.connection().execute(found).all()


def _lines(which: Sequence[ColumnElement[bool]], sort: str) -> Select[*tuple[Any, ...]]:
    return _EVERY_LINE.where(*which).order_by(*order(sort))


def _counts(event: Event, wanted: Wanted) -> Sequence[Any]:
    anyhow = replace(wanted, mode=None, status=None, only_live=False)
    r = _registrations.c
    asked = _counting(event, anyhow, r.mode, r.status, func.count().label("number"))
    return db.session.connection().execute(asked.group_by(r.mode, r.status)).all()


def _counting(event: Event, wanted: Wanted, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Return what counts the registrations wanted; their people are joined only where they are asked for."""
    if wanted.asks_for_people:
        return select(*columns).select_from(_persons).where(*conditions(event, wanted))
    return select(*columns).select_from(_registrations).where(*conditions(event, wanted, _registrations))


def _is_wanted(wanted: Wanted, status: Status) -> bool:
    return status is wanted.status if wanted.status else status.is_live or not wanted.only_live


def _sums(counted: Sequence[Any], word_of: Callable[[Mode, Status], Any]) -> dict[Any, int]:
    sums: dict[Any, int] = {}
    for row in counted:
        if (word := word_of(row.mode, row.status)) is not None:
            sums[word] = sums.get(word, 0) + row.number
    return sums
