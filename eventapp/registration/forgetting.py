"""What the features keep of a person besides the registration: each registers here how it forgets him."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import inspect, select, update
from sqlalchemy.orm import InstrumentedAttribute

from eventapp.audit.trail import Actor
from eventapp.database import Model, change, db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.registration.redacting import Redactor


@dataclass(frozen=True)
class Erasure:
    """Whom it is about: one human, perhaps known as several people and by several registrations."""

    event: Event
    people: Sequence[Person]
    registrations: Sequence[Registration]
    redactor: Redactor
    by: Actor

    @property
    def pseudonym(self) -> str:
        """What he is called from now on."""
        return self.redactor.pseudonym

    @property
    def registration_ids(self) -> list[int]:
        """The numbers of the registrations."""
        return [each.id for each in self.registrations]

    @property
    def person_ids(self) -> list[int]:
        """The numbers of the people."""
        return [each.id for each in self.people]

    @property
    def ticket_ids(self) -> list[int]:
        """The numbers of the tickets."""
        return [each.ticket_id for each in self.registrations if each.ticket_id is not None]


Forgetter = Callable[[Erasure], Collection[str]]
Witness = Callable[[Registration], bool]
_forgetters: list[Forgetter] = []
_witnesses: list[Witness] = []
_free: list[InstrumentedAttribute[Any]] = []


def forgets(function: Forgetter) -> Forgetter:
    """Register what a feature forgets of someone, in the transaction of the erasing.

    It returns the files that are to go then, as paths below the instance's folder ("uploads/portraits/….jpg").
    """
    _forgetters.append(function)
    return function


def vouches(function: Witness) -> Witness:
    """Register how a feature knows that somebody was there: then the registration stays as it stands."""
    _witnesses.append(function)
    return function


def is_free(*columns: Any) -> None:
    """Register columns of an event's rows in which people write freely, and may have named anybody."""
    _free.extend(columns)


def was_there(registration: Registration) -> bool:
    """Is there evidence that he came?"""
    return any(each(registration) for each in _witnesses)


def forget(erasure: Erasure) -> list[str]:
    """Let every feature forget him; return the files that are to go."""
    return [path for each in _forgetters for path in each(erasure)]


def black_out(erasure: Erasure) -> int:
    """Put the pseudonym where he is named in what was written freely; return in how many rows."""
    db.session.flush()
    models: dict[type[Model], None] = dict.fromkeys(cast(type[Model], each.class_) for each in _free)
    return sum([_black_out_rows(model, erasure) for model in models])


def _black_out_rows(model: type[Model], erasure: Erasure) -> int:
    columns = [each for each in _free if each.class_ is model]
    keys = inspect(model).primary_key
    number = 0
    for row in _rows(model, columns, erasure.event):
        before = {column.key: value for column, value in zip(columns, row[len(keys) :], strict=True)}
        after = erasure.redactor.redacted(before)
        if after != before:
            mine = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
            number += change(update(model).where(*mine).values(_cut(model, after)))
    return number


def _rows(model: type[Model], columns: Sequence[Any], event: Event) -> Iterator[Any]:
    asked = select(*inspect(model).primary_key, *columns).where(model.__table__.c.event_id == event.id)
    return iter(db.session.execute(asked).all())


def _cut(model: type[Model], values: dict[str, Any]) -> dict[str, Any]:
    """The pseudonym may be longer than the name was."""
    lengths = {name: getattr(model.__table__.c[name].type, "length", None) for name in values}
    return {
        name: value[: lengths[name]] if isinstance(value, str) and lengths[name] else value
        for name, value in values.items()
    }
