"""Speakers as the organiser looks for them: by name, by how far they are, in some order, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from eventapp import names
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme.models import OnPlatform, Profile, Reply, Session


class State(StrEnum):
    """How far it is with a speaker."""

    UNREACHABLE = "unreachable"  # nobody knows an address
    NOT_ASKED = "not_asked"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Sort(StrEnum):
    """In which order speakers stand; the same word with a hyphen in front is the other way round."""

    NAME = "name"
    ORGANISATION = "organisation"
    REPLIED = "replied"


@dataclass(frozen=True)
class Wanted:
    """Which speakers are looked for; "" and None are all."""

    q: str = ""
    state: State | None = None


@dataclass(frozen=True)
class Line:
    """A speaker in the list: the person, what is kept of them, how far it is, and their sessions in order."""

    person: Person
    profile: Profile | None
    state: State
    sessions: tuple[Session, ...]


_STATE: ColumnElement[str] = case(
    (Profile.reply == Reply.CONFIRMED, State.CONFIRMED.value),
    (Profile.reply == Reply.DECLINED, State.DECLINED.value),
    (Person.email == "", State.UNREACHABLE.value),
    (Profile.asked_at.is_not(None), State.ASKED.value),
    else_=State.NOT_ASKED.value,
)
_ORDERS: Mapping[Sort, tuple[Any, ...]] = {
    Sort.NAME: (Person.sort_key,),
    Sort.ORGANISATION: (Person.organisation_order, Person.sort_key),
    Sort.REPLIED: (Profile.replied_at.is_(None), Profile.replied_at, Person.sort_key),
}


def is_on_a_platform() -> ColumnElement[bool]:
    """Return that a person chairs, moderates or speaks in a session that takes place."""
    seats = select(OnPlatform.person_id).join(Session, Session.id == OnPlatform.session_id)
    return seats.where(OnPlatform.person_id == Person.id, Session.cancelled_at.is_(None)).exists()


def page(
    event: Event, wanted: Wanted, sort: str, *, per_page: int | None, number: int = 1
) -> tuple[list[Line], int, int]:
    """Return the speakers of that page (all of them without `per_page`), how many there are, and the page's number."""
    counted = select(func.count()).select_from(_rows(event, wanted).subquery())
    total = db.session.scalar(counted) or 0
    rows = _rows(event, wanted).order_by(*_order(sort), Person.id)
    if per_page is not None:
        number = max(1, min(number, -(-total // per_page)))
        rows = rows.limit(per_page).offset((number - 1) * per_page)
    found = db.session.execute(rows, execution_options={"populate_existing": True}).all()
    sessions = _sessions_of([row.Person.id for row in found])
    lines = [Line(row.Person, row.Profile, State(row.state), sessions.get(row.Person.id, ())) for row in found]
    return lines, total, number


def counts(event: Event) -> dict[State, int]:
    """Return how many speakers are how far."""
    states = _rows(event, Wanted()).subquery()
    rows = db.session.execute(select(states.c.state, func.count()).group_by(states.c.state))
    found: dict[str, int] = dict(rows.all())
    return {state: found.get(state.value, 0) for state in State}


def find_line(event: Event, ref: str) -> Line | None:
    """Return the event's speaker with that reference."""
    row = db.session.execute(
        _rows(event, Wanted()).where(Person.ref == ref.upper()), execution_options={"populate_existing": True}
    ).one_or_none()
    if row is None:
        return None
    return Line(row.Person, row.Profile, State(row.state), _sessions_of([row.Person.id]).get(row.Person.id, ()))


def profiles_of(people: Sequence[int]) -> dict[int, Profile]:
    """Return what is kept of these people, by the person's id."""
    found = db.session.scalars(select(Profile).where(Profile.person_id.in_(people)))
    return {each.person_id: each for each in found}


def _rows(event: Event, wanted: Wanted) -> Any:
    rows: Any = (
        select(Person, Profile, _STATE.label("state"))
        .outerjoin(Profile, Profile.person_id == Person.id)
        .where(Person.event_id == event.id, is_on_a_platform())
    )
    for term in names.search_terms(wanted.q):
        rows = rows.where(Person.search_words.contains(f" {term}", autoescape=True))
    return rows if wanted.state is None else rows.where(wanted.state.value == _STATE)


def _order(sort: str) -> list[Any]:
    columns = _ORDERS[Sort(sort.removeprefix("-"))]
    return [each.desc() for each in columns] if sort.startswith("-") else list(columns)


def _sessions_of(people: Sequence[int]) -> dict[int, tuple[Session, ...]]:
    asked = (
        select(OnPlatform.person_id, Session)
        .join(Session, Session.id == OnPlatform.session_id)
        .where(OnPlatform.person_id.in_(people), Session.cancelled_at.is_(None))
        .order_by(Session.starts_at, Session.id)
    )
    found: dict[int, dict[Session, None]] = {}
    for person_id, session in db.session.execute(asked):
        found.setdefault(person_id, {})[session] = None
    return {person_id: tuple(sessions) for person_id, sessions in found.items()}
