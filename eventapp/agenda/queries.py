"""Reads of sign-ups that several places need."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select, tuple_
from sqlalchemy.orm import aliased

from eventapp.agenda.models import Places, SignUp, Star, Terms
from eventapp.database import db
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.programme.models import Session
from eventapp.references import read_reference
from eventapp.registration.models import Registration

Row = TypeVar("Row", bound=Any)
OF_SESSION = (SignUp.session_id, SignUp.mode)
Columns = tuple[ColumnElement[Any], ...]


class Left(NamedTuple):
    """The places of a session in one mode just now; see Places."""

    mode: Mode
    capacity: int | None
    left: int | None


class Standing(NamedTuple):
    """A state of a session's public page: of its event, of the places that are left, and of what else was asked."""

    event_id: int
    status: EventStatus
    revision: int
    revised_at: datetime
    places: tuple[Left, ...]
    more: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Offer:
    """The places of one session: on what terms, how many in each mode, and how many people wait."""

    terms: Terms
    places: Mapping[Mode, Places]
    waiting: Mapping[Mode, int]

    @property
    def taken(self) -> int:
        """How many have a place, in all modes together."""
        return sum(each.taken for each in self.places.values())


def offers_of(event: Event) -> dict[int, Offer]:
    """Return what each session of the event offers that needs a place, by the session's id."""
    terms = _fresh(select(Terms).where(Terms.event_id == event.id))
    return _offers({each.session_id: each for each in terms})


def find_offer(session: Session) -> Offer | None:
    """Return what the session offers, or None where it needs no place."""
    terms = _fresh(select(Terms).where(Terms.session_id == session.id))
    return _offers({each.session_id: each for each in terms}).get(session.id)


def find_standing(slug: str, ref: str, more: Columns = (), **asked: Any) -> Standing | None:
    """Return what the public page of a session depends on, in one statement; None where there is no such event.

    `more` are columns of the event that the page depends on as well, and `asked` what they ask for.
    """
    given = {"slug": slug, "ref": read_reference(ref), **asked}
    rows = db.session.connection().execute(_standing(more), given).all()
    if not rows:
        return None
    first, by_mode = rows[0], {row.mode: row for row in rows}
    left = (_left(mode, by_mode[mode]) for mode in Mode if mode in by_mode)
    return Standing(first.id, first.status, first.revision, first.revised_at, tuple(left), tuple(first[4:-3]))


@cache
def _standing(more: Columns) -> Select[*tuple[Any, ...]]:
    """Return the statement for those columns: building it costs more than running it."""
    events, sessions, places = (cast(Table, model.__table__) for model in (Event, Session, Places))
    here = (sessions.c.event_id == events.c.id) & (sessions.c.ref == bindparam("ref"))
    joined = events.outerjoin(sessions, here).outerjoin(places, places.c.session_id == sessions.c.id)
    columns = (events.c.id, events.c.status, events.c.revision, events.c.revised_at, *more)
    counted = (places.c.mode, places.c.capacity, places.c.taken)
    return select(*columns, *counted).select_from(joined).where(events.c.slug == bindparam("slug"))


def _left(mode: Mode, row: Any) -> Left:
    return Left(mode, row.capacity, None if row.capacity is None else max(row.capacity - row.taken, 0))


def needing_a_place(event: Event) -> set[int]:
    """Return the ids of the sessions that need a place."""
    return set(db.session.scalars(select(Terms.session_id).where(Terms.event_id == event.id)))


def sign_ups_of(registration: Registration) -> dict[int, SignUp]:
    """Return the delegate's places, and what he waits for, by the session's id."""
    mine = _fresh(select(SignUp).where(SignUp.registration_id == registration.id))
    return {each.session_id: each for each in mine}


def find_sign_up(registration: Registration, session: Session) -> SignUp | None:
    """Return the delegate's place in the session or in its line."""
    return sign_ups_of(registration).get(session.id)


def stars_of(registration: Registration) -> set[int]:
    """Return the ids of the sessions that the delegate has starred."""
    return set(db.session.scalars(select(Star.session_id).where(Star.registration_id == registration.id)))


def places_in_line(registration: Registration) -> dict[int, int]:
    """Return which number in the line the delegate has wherever he waits, by the session's id."""
    before = aliased(SignUp)
    earlier = tuple_(before.since, before.id) < tuple_(SignUp.since, SignUp.id)
    same = (before.session_id == SignUp.session_id) & (before.mode == SignUp.mode) & before.holds.is_(False)
    number = select(func.count(before.id)).where(same, earlier).scalar_subquery()
    mine = (SignUp.registration_id == registration.id) & SignUp.holds.is_(False)
    return {row[0]: row[1] + 1 for row in db.session.execute(select(SignUp.session_id, number).where(mine))}


def _offers(terms: Mapping[int, Terms]) -> dict[int, Offer]:
    places: dict[int, dict[Mode, Places]] = defaultdict(dict)
    waiting: dict[int, dict[Mode, int]] = defaultdict(dict)
    if terms:
        for row in _fresh(select(Places).where(Places.session_id.in_(terms))):
            places[row.session_id][row.mode] = row
        lines = select(*OF_SESSION, func.count()).where(SignUp.session_id.in_(terms), SignUp.holds.is_(False))
        for session_id, mode, number in db.session.execute(lines.group_by(*OF_SESSION)):
            waiting[session_id][mode] = number
    return {
        number: Offer(each, {mode: places[number][mode] for mode in Mode}, waiting[number])
        for number, each in terms.items()
    }


def _fresh(asked: Select[Row]) -> Sequence[Row]:
    return db.session.scalars(asked, execution_options={"populate_existing": True}).all()
