"""Which registrations are wanted: searched by name, address, reference or telephone, filtered, sorted, counted."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, false, or_, select

from eventapp import names, telephones
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import has_code
from eventapp.directory.models import Person
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.references import read_reference
from eventapp.registration import asked_of, circles
from eventapp.registration.approval import AWAITING
from eventapp.registration.models import DEAD, Registration, Status

ALL = "all"  # the status that stands for every one, the ended ones included
LONGEST_QUERY = 200  # characters of a search; what is longer names nobody


_registrations, _people = (cast(Table, model.__table__) for model in (Registration, Person))


class Sort(StrEnum):
    """In which order a list stands; the same word with a hyphen in front is the other way round."""

    NAME = "name"
    PRECEDENCE = "precedence"
    REGISTERED = "registered"
    ORGANISATION = "organisation"  # by the order of precedence of organisations


@dataclass(frozen=True)
class Wanted:
    """What is looked for. None and "" leave a question out; without a status all are wanted, or only the live ones."""

    q: str = ""
    mode: Mode | None = None
    status: Status | None = None
    delegation: str = ""  # its code
    organisation: str = ""  # its name, exactly
    site: str = ""  # its reference
    category: str = ""  # its reference
    circle: str = ""  # as another feature names it, see circles.py
    only_live: bool = False
    awaiting: bool = False  # the organiser's decision, or that something is completed
    changed: bool = False  # after approval, and to be judged again
    lacking: bool = False  # an answer that is required

    @property
    def asks_for_people(self) -> bool:
        """Can only the people's table answer it?"""
        return bool(self.q.strip() or self.organisation)


def wanted_by(values: Mapping[str, Any]) -> Wanted:
    """Return what the values of a ListShape ask for. Without a status the ended ones are left out, with ALL nobody."""
    status = next((each for each in Status if each.value == values.get("status")), None)
    return Wanted(
        q=values.get("q") or "",
        mode=values.get("mode"),
        status=status,
        delegation=values.get("delegation") or "",
        organisation=values.get("organisation") or "",
        site=values.get("site") or "",
        category=values.get("category") or "",
        circle=values.get("circle") or "",
        lacking=bool(values.get("lacking")),
        only_live=status is None and values.get("status") != ALL,
    )


def conditions(event: Event, wanted: Wanted, through: Table = _people) -> list[ColumnElement[bool]]:
    """Return what a registration, joined with its person, must fulfil.

    A person is of one event as the registration is, so the event is asked of one table alone: the one `through` which
    the rows are to be found. Asked of both, SQLite goes through the other, and 50,000 people cost 50 ms more.
    """
    asked: list[ColumnElement[bool]] = [through.c.event_id == event.id]
    if wanted.q.strip():
        asked.append(matches(wanted.q))
    if wanted.mode is not None:
        asked.append(_registrations.c.mode == wanted.mode)
    if wanted.status is not None:
        asked.append(_registrations.c.status == wanted.status)
    elif wanted.only_live:
        asked.append(_registrations.c.status.not_in(DEAD))
    asked += _undecided(wanted)
    if wanted.lacking:
        asked.append(asked_of.is_lacking(event))
    if wanted.delegation:
        asked.append(
            _registrations.c.delegation_id.in_(
                select(Delegation.id).where(Delegation.event_id == event.id, has_code(wanted.delegation))
            )
        )
    if wanted.organisation:
        asked.append(_people.c.organisation_name == wanted.organisation)
    return asked + _among(event, wanted)


def _among(event: Event, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return that a registration is at the site, in the category and in the circle that are wanted."""
    asked: list[ColumnElement[bool]] = []
    if wanted.site:
        site = select(Site.id).where(Site.event_id == event.id, Site.ref == wanted.site.upper())
        asked.append(_registrations.c.site_id.in_(site))
    if wanted.circle:
        asked.append(circles.condition(event, wanted.circle, _registrations.c.id))
    if wanted.category:
        mine = (Category.event_id == event.id) & (Category.ref == wanted.category.upper())
        asked.append(_registrations.c.category_id.in_(select(Category.id).where(mine)))
    return asked


def _undecided(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return that something is still to be decided, where that is wanted; whoever has ended asks nothing any more."""
    is_changed = _registrations.c.asks_again_at.is_not(None)
    if wanted.changed:
        return [is_changed]
    return [_registrations.c.status.in_(AWAITING) | is_changed] if wanted.awaiting else []


def matches(query: str) -> ColumnElement[bool]:
    """Return the condition that someone is who the query asks for.

    Every word begins a word of the full name, whatever its case and accents, or is its initials ("nva"); or the
    whole query is the e-mail, the reference or the telephone number.
    """
    ways: list[ColumnElement[bool]] = []
    query = query.replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST_QUERY]
    if terms := names.search_terms(query):
        ways.append(and_(*(_people.c.search_words.like(f"% {term}%") for term in terms)))
    if "@" in query:
        ways.append(_people.c.email == names.fold_email(query))
    if reference := read_reference(query):
        ways.append(_registrations.c.ref == reference)
    with suppress(telephones.NotATelephone):
        ways.append(_people.c.phone == telephones.normalise(query).e164)
    return or_(*ways) if ways else false()


def found(event: Event, wanted: Wanted, sort: str = Sort.NAME) -> Select[Registration]:
    """Return the registrations wanted, in order, to be executed with options of one's own."""
    return select(Registration).join(Registration.person).where(*conditions(event, wanted)).order_by(*order(sort))


def organisations_of(event: Event) -> list[str]:
    """Return the names of the organisations that the event's people come from, in alphabetical order."""
    asked = select(_people.c.organisation_name).where(_people.c.event_id == event.id).distinct()
    return sorted(filter(None, db.session.connection().execute(asked).scalars()), key=names.fold)


def order(sort: str) -> list[Any]:
    name = [_people.c.sort_key, _people.c.id, _registrations.c.id]  # as the people's index stands
    keys: dict[str, list[Any]] = {
        Sort.NAME: name,
        Sort.PRECEDENCE: [_people.c.precedence, *name],
        Sort.REGISTERED: [_registrations.c.registered_at, _registrations.c.id],
        Sort.ORGANISATION: [_people.c.organisation_order, *name],
    }
    chosen = keys.get(sort.removeprefix("-"), name)
    return [key.desc() for key in chosen] if sort.startswith("-") else chosen
