"""Which entries of the register are wanted: searched, filtered, sorted, paged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from eventapp import names
from eventapp.database import db
from eventapp.directory.models import Organisation
from eventapp.directory.words import KIND_ORDER, OTHER


class Sort(StrEnum):
    """In which order the register stands; the same word with a hyphen in front is the other way round."""

    ORDER = "order"  # kind, then place among its kind
    NAME = "name"


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None and "" leave a question out."""

    q: str = ""
    kind: str = ""
    valid_on: date | None = None


def page(wanted: Wanted, sort: str, *, per_page: int, number: int) -> tuple[Sequence[Organisation], int, int]:
    """Return that page of the register or the last one there is, how many are wanted in all, and the page's number."""
    total = db.session.scalar(select(func.count()).select_from(Organisation).where(*_conditions(wanted))) or 0
    number = max(1, min(number, -(-total // per_page)))
    shown = found(wanted, sort).limit(per_page).offset((number - 1) * per_page)
    return db.session.scalars(shown).all(), total, number


def found(wanted: Wanted, sort: str) -> Select[Organisation]:
    """Return the organisations wanted, in order, each with its successor."""
    return (
        select(Organisation)
        .options(joinedload(Organisation.succeeded_by))
        .where(*_conditions(wanted))
        .order_by(*_order(sort))
    )


def kinds() -> list[str]:
    """Return the kinds there are, in their order."""
    return in_order({kind for kind in db.session.scalars(select(Organisation.kind).distinct()) if kind})


def in_order(there: set[str]) -> list[str]:
    """Return kinds in their order: those that all know first, then the others by their names."""
    return [kind for kind in KIND_ORDER if kind in there] + sorted(there - set(KIND_ORDER), key=names.fold)


def names_valid_on(day: date) -> Sequence[str]:
    """Return the names of the organisations that exist on that day, in order."""
    return db.session.scalars(
        select(Organisation.name).where(*_conditions(Wanted(valid_on=day))).order_by(*precedence())
    ).all()


def precedence(blocks: Sequence[str] = (*KIND_ORDER, OTHER)) -> list[Any]:
    """Return the order of organisations: the kinds in that order, the place among the kind, the name."""
    known = {kind: place for place, kind in enumerate(blocks) if kind != OTHER}
    block = case(known, value=Organisation.kind, else_=blocks.index(OTHER))
    return [block, Organisation.kind, Organisation.sort_order, Organisation.key]


def matches(query: str) -> list[ColumnElement[bool]]:
    """Return the conditions that an organisation is what the query asks for: every word begins one of its names."""
    return [Organisation.search_words.like(f"% {term}%") for term in names.search_terms(query)]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = matches(wanted.q)
    if wanted.kind:
        asked.append(Organisation.kind == wanted.kind)
    if (day := wanted.valid_on) is not None:
        asked.append(or_(Organisation.valid_from.is_(None), Organisation.valid_from <= day))
        asked.append(or_(Organisation.valid_to.is_(None), Organisation.valid_to > day))
    return asked


def _order(sort: str) -> list[Any]:
    keys: list[Any] = [Organisation.key] if sort.removeprefix("-") == Sort.NAME else precedence()
    return [key.desc() for key in keys] if sort.startswith("-") else keys
