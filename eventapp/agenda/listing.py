"""Who has signed up for a session: searched, filtered by mode, sorted, and where each stands in the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from eventapp.agenda.models import SignUp
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Mode
from eventapp.programme.models import Session
from eventapp.registration.models import Registration
from eventapp.registration.search import matches

_IN_ORDER = (SignUp.holds.desc(), SignUp.since, SignUp.id)  # who has a place, then the lines
_ORDERS: dict[str, tuple[Any, ...]] = {
    "": _IN_ORDER,
    "name": (Person.sort_key, Person.id),
    "organisation": (Person.organisation_name, Person.sort_key, Person.id),
    "since": (SignUp.since, SignUp.id),
}


@dataclass(frozen=True)
class Line:
    """One who has signed up; `place` is the place in the line, from 1, or None for who has one in the session."""

    sign_up: SignUp
    place: int | None


def listed(session: Session, *, q: str = "", mode: Mode | None = None, sort: str = "") -> list[Line]:
    """Return those who are wanted, in order: two statements, however many they are."""
    asked = select(SignUp).join(SignUp.registration).join(Registration.person).where(SignUp.session_id == session.id)
    if q.strip():
        asked = asked.where(matches(q))
    if mode is not None:
        asked = asked.where(SignUp.mode == mode)
    asked = asked.options(
        contains_eager(SignUp.registration).contains_eager(Registration.person).joinedload(Person.organisation)
    )
    found: Sequence[SignUp] = db.session.scalars(asked.order_by(*_ordered(sort))).all()
    places = _places(session)
    return [Line(each, places.get(each.id)) for each in found]


def _ordered(sort: str) -> list[Any]:
    columns = _ORDERS.get(sort.removeprefix("-"), _IN_ORDER)
    first = columns[0].desc() if sort.startswith("-") else columns[0]
    return [first, *columns[1:]]


def _places(session: Session) -> dict[int, int]:
    """Return the place in the line of its mode of each one who waits."""
    number = func.row_number().over(partition_by=SignUp.mode, order_by=(SignUp.since, SignUp.id))
    waiting = (SignUp.session_id == session.id) & SignUp.holds.is_(False)
    return {row[0]: row[1] for row in db.session.execute(select(SignUp.id, number).where(waiting))}
