"""Which delegations are wanted: searched, filtered, sorted, counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eventapp import names
from eventapp.database import db
from eventapp.delegations.models import Delegation, Quota, State
from eventapp.directory import register
from eventapp.directory.models import Organisation
from eventapp.directory.precedence import find_precedence
from eventapp.events.models import Event, Mode

SILENT = (State.SENT, State.OPENED, State.OVERDUE)


@dataclass(frozen=True)
class Replies:
    """How far the invitations have come: invited = answered + declined + silent, and of the silent some are overdue.

    Invited is who had the invitation or has opened the page, by whatever way its link came there.
    """

    not_sent: int
    answered: int
    declined: int
    silent: int
    overdue: int

    @property
    def invited(self) -> int:
        """How many were asked."""
        return self.answered + self.declined + self.silent

    @classmethod
    def of(cls, by_state: Mapping[State, int]) -> "Replies":
        """Return the figures of delegations of which so many are in each state."""
        not_sent, answered, declined, overdue = (
            by_state.get(each, 0) for each in (State.NOT_SENT, State.ANSWERED, State.DECLINED, State.OVERDUE)
        )
        return cls(not_sent, answered, declined, sum(by_state.get(each, 0) for each in SILENT), overdue)


class Sort(StrEnum):
    """In which order a list stands; the same word with a hyphen in front is the other way round."""

    ORGANISATION = "organisation"  # the order of precedence
    CODE = "code"
    STATE = "state"


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None and "" leave a question out. `is_silent`: asked, and neither answered nor declined.

    `is_headless`: of several delegates none is head.
    """

    q: str = ""
    mode: Mode | None = None
    kind: str = ""
    state: State | None = None
    is_silent: bool = False
    is_headless: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a list: its delegations, how many are wanted in all, and how many there would be in each state."""

    delegations: Sequence[Delegation]
    total: int
    by_state: Mapping[State, int]
    number: int


def state_at(now: datetime) -> ColumnElement[str]:
    """Return what `Delegation.state` says, for the database to say it."""
    unsent, unopened = Delegation.invited_at.is_(None), Delegation.opened_at.is_(None)
    return case(
        (Delegation.declined_at.is_not(None), State.DECLINED.value),
        (Delegation.answered_at.is_not(None), State.ANSWERED.value),
        (and_(unsent, unopened), State.NOT_SENT.value),
        (unsent, State.OPENED.value),
        (Delegation.deadline_at <= now, State.OVERDUE.value),
        (unopened, State.SENT.value),
        else_=State.OPENED.value,
    )


def states_of(event: Event, *, now: datetime, wanted: Wanted | None = None) -> dict[State, int]:
    """Return how many of the event's delegations are in each state, as far as the other questions go."""
    state = state_at(now).label("state")
    asked = (
        select(state, func.count().label("number"))
        .select_from(Delegation)
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .where(*_conditions(event, wanted or Wanted()))
        .group_by(state)
    )
    return {State(row.state): row.number for row in db.session.execute(asked)}


def page(event: Event, wanted: Wanted, sort: str, *, now: datetime, per_page: int, number: int) -> Page:
    """Return the page of that number, from 1, or the last one there is. Two statements."""
    by_state = states_of(event, now=now, wanted=wanted)
    total = sum(count for state, count in by_state.items() if _is_wanted(wanted, state))
    number = max(1, min(number, -(-total // per_page)))
    asked = found(event, wanted, sort, now=now).limit(per_page).offset((number - 1) * per_page)
    return Page(db.session.scalars(asked).all() if total else [], total, by_state, number)


def found(event: Event, wanted: Wanted, sort: str, *, now: datetime) -> Select[Delegation]:
    """Return the delegations wanted, in order, each with its organisation and site."""
    state = state_at(now)
    asked = _conditions(event, wanted)
    if wanted.state is not None:
        asked.append(state == wanted.state.value)
    elif wanted.is_silent:
        asked.append(state.in_([each.value for each in SILENT]))
    return (
        select(Delegation)
        .join(Delegation.organisation)
        .options(contains_eager(Delegation.organisation), joinedload(Delegation.site))
        .where(*asked)
        .order_by(*_order(event, sort, state))
    )


def _conditions(event: Event, wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [Delegation.event_id == event.id]
    if wanted.q.strip():
        asked.append(_matches(wanted.q))
    if wanted.kind:
        asked.append(Organisation.kind == wanted.kind)
    if wanted.mode is not None:
        seated = (Quota.mode == wanted.mode) & or_(Quota.allotted > 0, Quota.used > 0)
        asked.append(Delegation.id.in_(select(Quota.delegation_id).where(seated)))
    if wanted.is_headless:
        asked.append(is_headless())
    return asked


def is_headless() -> ColumnElement[bool]:
    """Return the condition that a delegation comes, with several delegates, and none of them is its head."""
    several = select(Quota.delegation_id).group_by(Quota.delegation_id).having(func.sum(Quota.used) > 1)
    return Delegation.head_id.is_(None) & Delegation.declined_at.is_(None) & Delegation.id.in_(several)


def _matches(query: str) -> ColumnElement[bool]:
    """Every word begins one of the organisation's names; or the code, the e-mail or the focal point begins so."""
    terms = register.matches(query)
    typed = query.replace("\0", "").strip()
    ways = [
        func.upper(Delegation.code).startswith(typed.upper(), autoescape=True),
        Delegation.contact_email.startswith(names.fold_email(typed), autoescape=True),
        func.lower(Delegation.contact_name).startswith(typed.lower(), autoescape=True),
    ]
    return or_(*ways, and_(*terms)) if terms else or_(*ways)


def _is_wanted(wanted: Wanted, state: State) -> bool:
    if wanted.state is not None:
        return state is wanted.state
    return state in SILENT if wanted.is_silent else True


def _order(event: Event, sort: str, state: ColumnElement[str]) -> list[Any]:
    precedence = register.precedence(find_precedence(event).blocks)
    keys: dict[str, list[Any]] = {
        Sort.ORGANISATION: [*precedence, Delegation.id],
        Sort.CODE: [Delegation.code],
        Sort.STATE: [
            case({each.value: place for place, each in enumerate(State)}, value=state),
            *precedence,
            Delegation.id,
        ],
    }
    chosen = keys.get(sort.removeprefix("-"), keys[Sort.ORGANISATION])
    return [key.desc() for key in chosen] if sort.startswith("-") else chosen
