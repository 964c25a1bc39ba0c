"""The line before each form of attendance: who waits, in which order, and at which place.

Two kinds of people stand in it: those on the waiting list, and those who attend online meanwhile and keep their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode, Site
from eventapp.registration import search
from eventapp.registration.models import Registration, Status

Place = tuple[datetime, int]
"""Since when someone waits, and the registration's number: whose is smaller comes first."""

IS_LISTED = Registration.status.in_((Status.WAITLISTED, Status.OFFERED)) | Registration.wished_mode.is_not(None)


def place_of(registration: Registration) -> Place:
    """Return what the delegate's place in the line follows from."""
    return registration.waits_since, registration.id


def next_in_line(event_id: int, mode: Mode, *, after: Place | None) -> Registration | None:
    """Return who has waited longest for the mode, after that place where one is given; no one who has an offer."""
    heads = []
    for moment, waits in _kinds(event_id, mode):
        asked = select(Registration).where(waits).order_by(moment, Registration.id).limit(1)
        if after is not None:
            asked = asked.where(tuple_(moment, Registration.id) > after)
        heads.append(db.session.scalar(asked, execution_options={"populate_existing": True}))
    return min(filter(None, heads), key=place_of, default=None)


def number_in_line(event_id: int, mode: Mode, *, before: Place | None = None) -> int:
    """Return how many wait for the mode, before that place where one is given."""
    number = 0
    for moment, waits in _kinds(event_id, mode):
        asked = select(func.count()).select_from(Registration).where(waits)
        if before is not None:
            asked = asked.where(tuple_(moment, Registration.id) < before)
        number += db.session.scalar(asked) or 0
    return number


def place_in_line(registration: Registration) -> int | None:
    """Return the place in the line, from 1, or None for who does not wait or has an offer."""
    if registration.awaited is None or registration.has_offer:
        return None
    mode, _site = registration.awaited
    return 1 + number_in_line(registration.event_id, mode, before=place_of(registration))


def is_anyone_before(registration: Registration) -> bool:
    """Does someone who registered earlier wait for just such a seat, so that it is not to be given past him?"""
    here = Registration.site_id.is_not_distinct_from(registration.site_id)
    wished = Registration.wished_site_id.is_not_distinct_from(registration.site_id)
    for (moment, waits), same in zip(_kinds(registration.event_id, registration.mode), (here, wished), strict=True):
        earlier = tuple_(moment, Registration.id) < place_of(registration)
        if db.session.scalar(select(Registration.id).where(waits, same, earlier).limit(1)) is not None:
            return True
    return False


@dataclass(frozen=True)
class Line:
    """One who waits: the place from 1, or None with an open offer, and the bridge point awaited."""

    place: int | None
    registration: Registration
    site: Site | None


def listed(event: Event, mode: Mode, *, q: str = "") -> list[Line]:
    """Return those who wait for the mode in order, open offers first; with `q`, those who are searched for.

    A place does not depend on the search, so the whole line is read: two statements.
    """
    awaited = (Registration.event_id == event.id) & (func.coalesce(Registration.wished_mode, Registration.mode) == mode)
    since = func.coalesce(Registration.wished_at, Registration.registered_at)
    asked = select(Registration).join(Registration.person).where(awaited, IS_LISTED).order_by(since, Registration.id)
    asked = asked.options(
        contains_eager(Registration.person).joinedload(Person.organisation),
        joinedload(Registration.site),
        joinedload(Registration.wished_site),
    )
    found = db.session.scalars(asked).all()
    wanted = _refs_of(event, q) if q.strip() else None
    return [line for line in _placed(found) if wanted is None or line.registration.ref in wanted]


def numbers_listed(event: Event) -> dict[Mode, int]:
    """Return how many stand in each mode's list, open offers with them; a mode nobody waits for is left out."""
    awaited = func.coalesce(Registration.wished_mode, Registration.mode).label("awaited")
    asked = select(awaited, func.count().label("number")).where(Registration.event_id == event.id, IS_LISTED)
    return {Mode(row.awaited): row.number for row in db.session.execute(asked.group_by(awaited))}


def _placed(found: Sequence[Registration]) -> list[Line]:
    offered = [each for each in found if each.has_offer]
    waiting = [each for each in found if not each.has_offer]
    placed = [(None, each) for each in offered] + list(enumerate(waiting, start=1))
    return [Line(place, each, each.wished_site if each.wished_mode else each.site) for place, each in placed]


def _refs_of(event: Event, q: str) -> set[str]:
    asked = select(Registration.ref).join(Registration.person)
    return set(db.session.scalars(asked.where(*search.conditions(event, search.Wanted(q=q)))))


def _kinds(event_id: int, mode: Mode) -> list[tuple[InstrumentedAttribute[datetime], ColumnElement[bool]]]:
    """Return those two kinds: since when they wait, and who they are. Each has an index of its own."""
    here = Registration.event_id == event_id
    listed = here & (Registration.mode == mode) & (Registration.status == Status.WAITLISTED)
    wishing = here & (Registration.wished_mode == mode) & (Registration.status == Status.CONFIRMED)
    return [
        (Registration.registered_at, listed),
        (Registration.wished_at, wishing & Registration.offer_expires_at.is_(None)),  # type: ignore[list-item]
    ]
