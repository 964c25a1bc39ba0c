"""Who gets a mailing: everyone the filter finds, once each, but for those whom a hindrance keeps from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, case, exists, func, select, type_coerce

from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.mailings.models import Bounce, Hindrance, Mailing, Unsubscription
from eventapp.registration import search
from eventapp.registration.models import DEAD, Registration
from eventapp.registration.search import Wanted
from eventapp.registration.shapes import ListShape
from eventapp.shapes import read

_OF_THE_LIST_ALONE = ("sort", "page", "per_page")


def question_of(asked: Mapping[str, Any]) -> dict[str, str]:
    """Return the filter in an address or a form as it is kept: only what is asked, as plain words."""
    values = read(ListShape, asked).values
    return {name: str(value) for name, value in values.items() if value and name not in _OF_THE_LIST_ALONE}


def wanted_of(mailing: Mailing) -> Wanted:
    """Return whom the mailing wants."""
    return search.wanted_by(read(ListShape, mailing.wanted).values)


def counts(event: Event, wanted: Wanted) -> dict[Hindrance | None, int]:
    """Return how many people would get a letter (None), and how many would not, by hindrance."""
    people = search.found(event, wanted).with_only_columns(
        Person.id, hindrance().label("hindrance"), maintain_column_froms=True
    )
    each = people.order_by(None).distinct().subquery()
    rows = db.session.execute(select(each.c.hindrance, func.count()).group_by(each.c.hindrance)).all()
    return {Hindrance(word) if word else None: number for word, number in rows}


def people_wanted(event: Event, wanted: Wanted) -> Sequence[Any]:
    """Return registration_id, person_id and hindrance of everyone wanted; of a person's registrations a live one."""
    found = search.found(event, wanted).with_only_columns(
        Registration.id.label("registration_id"),
        Person.id.label("person_id"),
        hindrance().label("hindrance"),
        maintain_column_froms=True,
    )
    rows = db.session.execute(found.order_by(None).order_by(Registration.status.in_(DEAD), Registration.id)).all()
    return list({row.person_id: row for row in reversed(rows)}.values())[::-1]


def hindrance() -> ColumnElement[str | None]:
    """Return why a person gets no letter to many, as a column; NULL for who does."""
    is_unsubscribed = exists().where(Unsubscription.person_id == Person.id)
    does_not_work = exists().where(Bounce.person_id == Person.id, Bounce.email == Person.email)
    return case(
        (Person.email == "", Hindrance.NO_ADDRESS.value),
        (is_unsubscribed, Hindrance.UNSUBSCRIBED.value),
        (does_not_work, Hindrance.BOUNCED.value),
        else_=None,
    )


def hindrance_of(person_id: int) -> Hindrance | None:
    """Return why that person gets no letter to many."""
    word = db.session.scalar(select(type_coerce(hindrance(), String)).select_from(Person).where(Person.id == person_id))
    return Hindrance(word) if word else None
