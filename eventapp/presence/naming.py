"""Who the people of a roll are: names for the annex, in the order of precedence or as asked for, filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from eventapp.database import db
from eventapp.directory.models import Organisation, Person
from eventapp.events.models import Event, Mode, Site
from eventapp.presence.attending import Line, Roll
from eventapp.presence.judging import State
from eventapp.registration.models import DEAD, Registration
from eventapp.registration.search import matches

SORTS = ("precedence", "name", "organisation", "arrived", "left", "minutes")
_AT_ONCE = 500  # as many names as one statement asks for
_ORDERS: dict[str, tuple[Any, ...]] = {
    "precedence": (Person.precedence, Person.sort_key, Person.id),
    "name": (Person.sort_key, Person.id),
    "organisation": (Person.organisation_order, Person.sort_key, Person.id),
}


class NamedLine(NamedTuple):
    """A line with the names that stand in it."""

    line: Line
    full_name: str
    position: str
    organisation: str
    organisation_en: str
    site: str
    site_en: str
    attends_for: str

    def organisation_in(self, locale: str) -> str:
        """What the organisation is called in that language, or in the one there is."""
        return (self.organisation_en or self.organisation) if locale == "en" else self.organisation

    def site_in(self, locale: str) -> str:
        """What the site is called in that language, or in the one there is."""
        return (self.site_en or self.site) if locale == "en" else self.site


@dataclass(frozen=True)
class Choice:
    """Which lines are wanted: found by name, of a state, a way to attend, a site, a delegation; late or left early."""

    q: str = ""
    state: State | None = None
    mode: Mode | None = None  # the actual one; of who was not present, the registered one
    site_id: int | None = None
    delegation_id: int | None = None
    of_which: str = ""  # "late", "left_early", "substituted", "changed"
    sort: str = "precedence"


def chosen(event: Event, roll: Roll, choice: Choice) -> list[Line]:
    """Return the lines that are wanted, in order."""
    places = _places(event, choice)
    wanted = [line for line in roll.lines if line.registration_id in places and _is_wanted(line, choice)]
    wanted.sort(key=lambda line: places[line.registration_id])
    word = choice.sort.removeprefix("-")
    if word in ("arrived", "left", "minutes"):
        wanted.sort(key=lambda line: _moment(line, word))
    if choice.sort.startswith("-"):
        wanted.reverse()
    return wanted


def named(lines: Sequence[Line]) -> list[NamedLine]:
    """Return the lines with their names: a statement for each five hundred."""
    found: dict[int, tuple[Any, ...]] = {}
    former, stood_for = aliased(Registration), aliased(Person)
    asked = (
        select(
            Registration.id, Person.full_name, Person.position, Person.organisation_name,
            Organisation.name_en, stood_for.full_name,
        )
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .outerjoin(former, former.id == Registration.attends_for_id)
        .outerjoin(stood_for, stood_for.id == former.person_id)
    )  # fmt: skip
    numbers = [line.registration_id for line in lines]
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        found |= {row[0]: tuple(row[1:]) for row in db.session.execute(asked.where(Registration.id.in_(some)))}
    sites = _site_names(lines)
    result = []
    for line in lines:
        full_name, position, organisation, english, attends_for = found[line.registration_id]
        site = sites.get(line.attendance.site_id or (None if line.attendance.mode else line.site_id) or 0, ("", ""))
        result.append(NamedLine(line, full_name, position, organisation, english or "", *site, attends_for or ""))
    return result


def _site_names(lines: Sequence[Line]) -> dict[int, tuple[str, str]]:
    if not lines:
        return {}
    event_id = select(Registration.event_id).where(Registration.id == lines[0].registration_id).scalar_subquery()
    rows = db.session.execute(select(Site.id, Site.name, Site.name_en).where(Site.event_id == event_id))
    return {row.id: (row.name, row.name_en) for row in rows}


def _places(event: Event, choice: Choice) -> dict[int, int]:
    """Return the place in the order of everybody whom the search finds."""
    asked = (
        select(Registration.id)
        .join(Registration.person)
        .where(Person.event_id == event.id, Registration.status.not_in(DEAD))
    )
    if choice.q.strip():
        asked = asked.where(matches(choice.q))
    order = _ORDERS.get(choice.sort.removeprefix("-"), _ORDERS["name"])
    return {number: place for place, number in enumerate(db.session.scalars(asked.order_by(*order)))}


def _is_wanted(line: Line, choice: Choice) -> bool:
    attendance = line.attendance
    return (
        choice.state in (None, attendance.state)
        and choice.mode in (None, attendance.mode or line.mode)
        and choice.site_id in (None, line.site_id)
        and choice.delegation_id in (None, line.delegation_id)
        and _is_of_which(line, choice.of_which)
    )


def _is_of_which(line: Line, word: str) -> bool:
    attendance = line.attendance
    match word:
        case "late":
            return attendance.is_late
        case "left_early":
            return attendance.has_left_early
        case "substituted":
            return line.is_stand_in
        case "changed":
            return attendance.mode not in (None, line.mode)
    return True


def _moment(line: Line, word: str) -> tuple[bool, Any]:
    attendance = line.attendance
    value = {"arrived": attendance.arrived_at, "left": attendance.left_at, "minutes": attendance.minutes}[word]
    return (True, 0) if value is None else (False, value)
