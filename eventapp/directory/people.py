"""Meet a person: the same e-mail with the same name is the same person of an event."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from eventapp import clock, names
from eventapp.database import db
from eventapp.directory import precedence  # noqa: F401 - where people stand follows whoever describes them
from eventapp.directory.models import Organisation, Person
from eventapp.references import new_reference

NAMESAKE = " #"  # in a key before the reference of somebody without an address whose name another one has too
_KNOWN = select(Person).where(
    Person.event_id == bindparam("event_id"),
    Person.email == bindparam("email"),
    Person.name_key == bindparam("name_key"),
)


def find_person(event_id: int, *, full_name: str, email: str = "") -> Person | None:
    """Return the person of that name and (folded) e-mail."""
    asked = {"event_id": event_id, "email": email, "name_key": names.search_key(full_name)}
    return db.session.scalar(_KNOWN, asked)


def meet(
    event_id: int,
    *,
    full_name: str,
    email: str = "",
    organisation: Organisation | None = None,
    is_new: bool = False,
    is_namesake: bool = False,
    waits: bool = False,
    **details: Any,
) -> Person:
    """Return the person of that name and (folded) e-mail, made known now if need be.

    What `details` say (position, phone, salutation, organisation_name, zone) is kept where it is not empty. Who has
    looked beforehand says `is_new`: then nobody is looked for. Nor where somebody `is_namesake`: another of a name that
    is known without an address. A new person `waits` for the caller's own flush, which
    raises IntegrityError where somebody else met them at the same moment; as does one that `is_new`.
    """
    person = None if is_new or is_namesake else find_person(event_id, full_name=full_name, email=email)
    if person is None:
        person = _new_person(event_id, full_name, email)
        if is_namesake:
            person.name_key = _key(full_name, person.ref)
        describe(person, organisation, details)
        if is_new or waits:
            db.session.add(person)
            return person
        try:
            with db.session.begin_nested():
                db.session.add(person)
            return person
        except IntegrityError:  # met at the same moment elsewhere
            person = find_person(event_id, full_name=full_name, email=email)
            assert person is not None  # noqa: S101 - the unique key has just said so
    describe(person, organisation, details)
    return person


def rename(person: Person, full_name: str) -> None:
    """Correct a person's name, with the keys that follow from it. A namesake stays one until there is an address."""
    _plain, _sign, mark = (person.name_key or "").partition(NAMESAKE)
    person.full_name = full_name
    person.name_key = _key(full_name, "" if person.email else mark)
    person.search_words = names.search_words(full_name)
    person.sort_key = names.sort_key(full_name)


def _key(full_name: str, mark: str) -> str:
    plain = names.search_key(full_name)
    return plain[: names.KEY_LENGTH - len(NAMESAKE) - len(mark)] + NAMESAKE + mark if mark else plain


def _new_person(event_id: int, full_name: str, email: str) -> Person:
    person = Person(event_id=event_id, ref=new_reference(), email=email, created_at=clock.now())
    rename(person, full_name)
    return person


def describe(person: Person, organisation: Organisation | None, details: dict[str, Any]) -> None:
    """Write down what is said of a person; an empty value says nothing."""
    if organisation is not None:
        person.organisation = organisation
        person.organisation_name = organisation.name
    for name, value in details.items():
        if value and getattr(person, name) != value:
            setattr(person, name, value)
