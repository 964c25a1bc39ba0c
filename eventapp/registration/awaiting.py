"""Who awaits the organiser's decision: found, filtered, counted, and what there is to be judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.errors import N_
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.registration import search
from eventapp.registration.approval import STAND_IN, what_stands
from eventapp.registration.models import Registration, Status
from eventapp.registration.search import Wanted


class Kind(StrEnum):
    """What awaits a decision."""

    PENDING = "pending"
    RETURNED = "returned"
    CHANGED = "changed"


KIND_WORDS = {
    Kind.PENDING: N_("Awaiting approval"),
    Kind.RETURNED: N_("Returned for completion"),
    Kind.CHANGED: N_("Changed after approval"),
}


@dataclass(frozen=True)
class Difference:
    """One thing that is otherwise than it was approved; a mode by its word, a site by its name."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Known:
    """The names of an event's sites and categories, by which differences are told."""

    sites: Mapping[int, str]
    categories: Mapping[int, str]

    @classmethod
    def of(cls, event: Event, locale: str) -> "Known":
        """Read them in that language."""
        return cls(
            {each.id: each.name_in(locale) for each in sites_of(event)},
            {each.id: each.name_in(locale) for each in categories_of(event)},
        )

    def words(self, name: str, value: Any) -> str:
        """Return one thing in words; a number by the name it stands for."""
        names = {"site_id": self.sites, "category_id": self.categories}.get(name)
        return names.get(value, "") if names is not None else value


@dataclass(frozen=True)
class Counts:
    """How many await a decision, of each kind and in each mode."""

    by_kind: dict[Kind, int]
    by_mode: dict[Mode, int]

    @property
    def decidable(self) -> int:
        """How many the organiser is to decide on now: not those who are to complete something first."""
        return self.by_kind[Kind.PENDING] + self.by_kind[Kind.CHANGED]


def wanted_by(values: Mapping[str, Any]) -> Wanted:
    """Return what the values of an ApprovalsShape ask for."""
    kind = values.get("status")
    return Wanted(
        q=values.get("q") or "",
        mode=values.get("mode"),
        delegation=values.get("delegation") or "",
        category=values.get("category") or "",
        status=Status(kind.value) if kind in (Kind.PENDING, Kind.RETURNED) else None,
        awaiting=True,
        changed=kind is Kind.CHANGED,
    )


def page(
    event: Event, wanted: Wanted, sort: str, *, per_page: int, number: int
) -> tuple[Sequence[Registration], int, int]:
    """Return the page of that number, from 1, or the last one there is; how many are wanted in all; and its number."""
    total = number_of(event, wanted)
    number = max(1, min(number, -(-total // per_page)))
    asked = search.found(event, wanted, sort).options(
        contains_eager(Registration.person).joinedload(Person.organisation),
        joinedload(Registration.site),
        joinedload(Registration.category),
        joinedload(Registration.delegation).joinedload(Delegation.organisation),
    )
    found = db.session.scalars(asked.limit(per_page).offset((number - 1) * per_page)).all() if total else []
    return found, total, number


def number_of(event: Event, wanted: Wanted) -> int:
    """Return how many are wanted."""
    asked = select(func.count()).select_from(Registration).join(Registration.person)
    return db.session.scalar(asked.where(*search.conditions(event, wanted))) or 0


def refs_of(event: Event, wanted: Wanted, *, most: int | None = None) -> list[str]:
    """Return the references of those wanted, who registered first; at most so many."""
    asked = select(Registration.ref).join(Registration.person).where(*search.conditions(event, wanted))
    return list(db.session.scalars(asked.order_by(Registration.registered_at, Registration.id).limit(most)))


def counts(event: Event, wanted: Wanted) -> Counts:
    """Return how many of the kinds and modes there are, whatever of these is asked for. One statement."""
    anyhow = replace(wanted, mode=None, status=None, changed=False)
    is_changed: ColumnElement[bool] = Registration.asks_again_at.is_not(None)
    columns = (Registration.mode, Registration.status, is_changed.label("is_changed"))
    asked = select(*columns, func.count().label("number")).join(Registration.person)
    by_kind, by_mode = dict.fromkeys(Kind, 0), dict.fromkeys(Mode, 0)
    for row in db.session.execute(asked.where(*search.conditions(event, anyhow)).group_by(*columns)):
        kind = Kind.CHANGED if row.is_changed else Kind(row.status.value)
        if wanted.mode in (None, row.mode):
            by_kind[kind] += row.number
        if _is_asked_for(wanted, kind):
            by_mode[row.mode] += row.number
    return Counts(by_kind, by_mode)


def differences(registration: Registration, known: Known) -> list[Difference]:
    """Return what is otherwise than it was approved; who stands in for someone is another person altogether."""
    stood, stands = registration.stood_before or {}, what_stands(registration)
    if STAND_IN in stood:
        return [Difference(STAND_IN, stood[STAND_IN], registration.person.full_name)]
    changed = [(name, stood.get(name, after), after) for name, after in stands.items()]
    return [
        Difference(name.removesuffix("_id"), known.words(name, before), known.words(name, after))
        for name, before, after in changed
        if before != after
    ]


def changes_of(registration: Registration, locale: str) -> list[Difference]:
    """Return what of one registration is otherwise than it was approved."""
    return differences(registration, Known.of(registration.event, locale)) if registration.stood_before else []


def number_awaiting(event: Event) -> int:
    """Return on how many the organiser is to decide now."""
    decidable = (Registration.status == Status.PENDING) | Registration.asks_again_at.is_not(None)
    asked = select(func.count()).select_from(Registration).where(Registration.event_id == event.id, decidable)
    return db.session.scalar(asked) or 0


def _is_asked_for(wanted: Wanted, kind: Kind) -> bool:
    if wanted.changed:
        return kind is Kind.CHANGED
    return wanted.status is None or wanted.status.value == kind.value
