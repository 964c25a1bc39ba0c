"""Who has a badge and how far its printing is; the queue; the print log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from eventapp.badges.drawing import HAS_BADGE
from eventapp.badges.models import Paper, Print, PrintRun
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.registration import search
from eventapp.registration.models import Registration
from eventapp.registration.search import Wanted

LATEST = 8  # runs shown beside the list


class State(StrEnum):
    """How far the last print of someone's badge is."""

    NONE = "none"
    WAITING = "waiting"
    MADE = "made"  # in a file
    PRINTED = "printed"  # somebody has said so


@dataclass(frozen=True)
class Line:
    """Someone who has a badge, and its last print."""

    registration: Registration
    last: Print | None

    @property
    def state(self) -> State:
        """How far it is."""
        if self.last is None:
            return State.NONE
        if self.last.run_id is None:
            return State.WAITING
        return State.MADE if self.last.printed_at is None else State.PRINTED


@dataclass(frozen=True)
class Page:
    """One page of the list, how many there are in all, and how many in each state."""

    lines: Sequence[Line]
    total: int
    number: int
    by_state: Mapping[State, int]


_STATE = case(
    (Print.id.is_(None), State.NONE.value),
    (Print.run_id.is_(None), State.WAITING.value),
    (Print.printed_at.is_(None), State.MADE.value),
    else_=State.PRINTED.value,
)


def last_print(registration_id: int) -> Print | None:
    """Return the last print of someone's badge."""
    mine = (Print.registration_id == registration_id) & (Print.paper == Paper.BADGE)
    return db.session.scalar(select(Print).where(mine).order_by(Print.number.desc()).limit(1))


def find_print(event: Event, number: int) -> Print | None:
    """Return the event's print with that number of a row."""
    return db.session.scalar(select(Print).where(Print.event_id == event.id, Print.id == number))


def page(event: Event, wanted: Wanted, state: State | None, sort: str, *, per_page: int, number: int) -> Page:
    """Return one page of those who have a badge, or the last there is."""
    counted = _with_last(select(_STATE, func.count()).select_from(Registration).join(Registration.person), event)
    by_state = {
        State(each): many
        for each, many in db.session.execute(
            counted.where(*search.conditions(event, wanted), HAS_BADGE).group_by(_STATE)
        )
    }
    total = by_state.get(state, 0) if state else sum(by_state.values())
    number = max(1, min(number, -(-total // per_page)))
    asked = _lines(event, wanted, state, sort).limit(per_page).offset((number - 1) * per_page)
    return Page([Line(*row) for row in db.session.execute(asked)], total, number, by_state)


def all_lines(event: Event, wanted: Wanted, state: State | None, sort: str) -> list[Line]:
    """Return everyone wanted, in order."""
    return [Line(*row) for row in db.session.execute(_lines(event, wanted, state, sort))]


def unprinted(event: Event, wanted: Wanted, sort: str) -> Sequence[int]:
    """Return the numbers of those wanted whose badge nobody has asked for yet, in order."""
    asked = _with_last(search.found(event, wanted, sort), event).where(HAS_BADGE, Print.id.is_(None))
    return db.session.scalars(asked.with_only_columns(Registration.id)).all()


def numbers_of(event: Event, refs: Sequence[str]) -> Sequence[int]:
    """Return the registrations with those references, in Vietnamese order of names."""
    asked = search.found(event, Wanted(), search.Sort.NAME).where(Registration.ref.in_(refs))
    return db.session.scalars(asked.with_only_columns(Registration.id)).all()


def names_of(event: Event, refs: Sequence[str]) -> Sequence[str]:
    """Return the names of those with these references, in Vietnamese order."""
    asked = search.found(event, Wanted(), search.Sort.NAME).where(Registration.ref.in_(refs))
    return db.session.scalars(asked.with_only_columns(Person.full_name)).all() if refs else []


def waiting(event: Event) -> Sequence[Print]:
    """Return what waits in the queue, the longest first."""
    mine = (Print.event_id == event.id) & Print.run_id.is_(None)
    asked = select(Print).where(mine).order_by(Print.asked_at, Print.id)
    return db.session.scalars(asked.options(joinedload(Print.registration).joinedload(Registration.person))).all()


def number_waiting(event: Event) -> int:
    """Return how many prints wait in the queue."""
    mine = (Print.event_id == event.id) & Print.run_id.is_(None)
    return db.session.scalar(select(func.count()).select_from(Print).where(mine)) or 0


def find_run(event: Event, ref: str) -> PrintRun | None:
    """Return the event's print run with that reference."""
    return db.session.scalar(select(PrintRun).where(PrintRun.event_id == event.id, PrintRun.ref == ref.upper()))


def latest_runs(event: Event) -> Sequence[PrintRun]:
    """Return the print runs made last, the newest first."""
    mine = select(PrintRun).where(PrintRun.event_id == event.id).order_by(PrintRun.id.desc())
    return db.session.scalars(mine.limit(LATEST)).all()


def log(event: Event, q: str, sort: str) -> Select[Print]:
    """Return the print log, the newest first or, sorted by name, in order of names; with a query those it finds."""
    newest = (Print.asked_at.desc(), Print.id.desc())
    order = (Person.sort_key, Person.id, Print.number) if sort == "name" else newest
    asked = select(Print).join(Print.registration).join(Registration.person).where(Print.event_id == event.id)
    if q.strip():
        asked = asked.where(search.matches(q))
    loaded = contains_eager(Print.registration).contains_eager(Registration.person)
    return asked.order_by(*order).options(loaded, joinedload(Print.run))


def page_of_log(event: Event, q: str, sort: str, *, per_page: int, number: int) -> tuple[Sequence[Print], int, int]:
    """Return one page of the print log, how many there are in all, and which page it is."""
    asked = log(event, q, sort)
    counted = asked.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = db.session.scalar(counted) or 0
    number = max(1, min(number, -(-total // per_page)))
    return db.session.scalars(asked.limit(per_page).offset((number - 1) * per_page)).all(), total, number


def _lines(event: Event, wanted: Wanted, state: State | None, sort: str) -> Select[Any]:
    asked = _with_last(search.found(event, wanted, sort), event).where(HAS_BADGE).add_columns(Print)
    if state is not None:
        asked = asked.where(_STATE.in_((state.value,)))
    return asked.options(contains_eager(Registration.person).joinedload(Person.organisation))


def _with_last(asked: Select[Any], event: Event) -> Select[Any]:
    """Join everyone's last print, none where nobody has asked for one."""
    mine = and_(Print.event_id == event.id, Print.paper == Paper.BADGE)
    last = select(Print.registration_id, func.max(Print.number).label("number")).where(mine)
    numbered = last.group_by(Print.registration_id).subquery()
    is_last = and_(Print.registration_id == Registration.id, Print.number == numbered.c.number, mine)
    return asked.outerjoin(numbered, numbered.c.registration_id == Registration.id).outerjoin(Print, is_last)
