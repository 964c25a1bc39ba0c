"""Who of a list is known already, asked for many at once: registered, met, or another of the same name."""

from collections.abc import Hashable, Iterable, Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager

from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.registration.models import DEAD, Registration

_AT_ONCE = 500


def registrations_of(event: Event, emails: Iterable[str]) -> dict[Hashable | None, Registration]:
    """Return what each person of these addresses has: the live registration, else one that has ended."""
    found: dict[Hashable | None, Registration] = {}
    for part in _parts(emails):
        rows = db.session.scalars(
            select(Registration)
            .join(Registration.person)
            .where(Person.event_id == event.id, Person.email.in_(part))
            .options(contains_eager(Registration.person))
            .order_by(Registration.id)
        )
        for registration in rows:
            person: Person = registration.person
            if (person.email, person.name_key) not in found or registration.status.is_live:
                found[person.email, person.name_key] = registration
    return found


def people_of(event: Event, emails: Iterable[str]) -> set[Hashable]:
    """Return who of these addresses is known, registered or not."""
    known: set[Hashable] = set()
    for part in _parts(emails):
        rows = select(Person.email, Person.name_key).where(Person.event_id == event.id, Person.email.in_(part))
        known.update((email, key) for email, key in db.session.execute(rows))
    return known


def namesakes_of(event: Event, keys: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield key, organisation and address of everyone registered under one of these names."""
    is_live: ColumnElement[bool] = Registration.status.not_in(DEAD)
    for part in _parts(keys):
        yield from db.session.execute(
            select(Person.name_key, Person.organisation_name, Person.email)
            .join(Registration, Registration.person_id == Person.id)
            .where(Person.event_id == event.id, Person.name_key.in_(part), Person.organisation_name != "", is_live)
        )


def _parts(words: Iterable[str]) -> Iterator[list[str]]:
    """Yield the words some at a time: no database takes ever so many in one question."""
    ordered = sorted(words)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
