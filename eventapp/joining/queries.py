"""What organisers see of join pages: who opened them when, and on how many devices at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from eventapp import names
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.joining.models import Visit
from eventapp.joining.visiting import GAP
from eventapp.registration.models import Registration

_BESIDE = func.sum(case((Visit.is_beside, 1), else_=0))


def page_of(event: Event, *, q: str, only_shared: bool, per_page: int, number: int) -> tuple[Sequence[Any], int, int]:
    """Return a page of those who opened a room, how many there are, and the number of the page.

    Rows bear full_name, organisation_name, ref, first_at, last_at, devices, beside.
    """
    asked = (
        select(
            Person.full_name, Person.organisation_name, Registration.ref, func.min(Visit.opened_at).label("first_at"),
            func.max(Visit.seen_at).label("last_at"), func.count().label("visits"), _BESIDE.label("beside"),
        )
        .join(Registration, Registration.id == Visit.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(Visit.event_id == event.id)
        .group_by(Person.full_name, Person.organisation_name, Registration.ref, Person.sort_key, Person.id)
    )  # fmt: skip
    for term in names.search_terms(q):
        asked = asked.where(Person.search_words.like(f"% {term}%"))
    if only_shared:
        asked = asked.having(_BESIDE > 0)
    total = db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    number = max(1, min(number, -(-total // per_page)))
    rows = asked.order_by(Person.sort_key, Person.id).limit(per_page).offset((number - 1) * per_page)
    return db.session.execute(rows).all(), total, number


def live_number(event: Event, at: datetime) -> int:
    """Return on how many people's devices a room is open and visible at that moment."""
    mine = (Visit.event_id == event.id) & Visit.replaced_at.is_(None) & (Visit.seen_at > at - GAP)
    return db.session.scalar(select(func.count(func.distinct(Visit.registration_id))).where(mine)) or 0
