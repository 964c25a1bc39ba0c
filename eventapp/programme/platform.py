"""Who sits on the platform, given by names: the people the event knows, and new ones."""

from collections.abc import Mapping, Sequence

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.directory import people
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme.models import PlatformRole, Session
from eventapp.programme.programming import Platform
from eventapp.programme.queries import speakers_of


def named(
    event: Event, given: Mapping[PlatformRole, Sequence[str]], *, by: Actor, session: Session | None = None
) -> Platform:
    """Return the people of those names in their roles and order, made known now if need be.

    A name that some other session or this one already has means that person; where it is written otherwise (Hoa for
    Hoà), his name is corrected everywhere.
    """
    known = {person.name_key: person for person in speakers_of(event)}
    if session is not None:
        known |= {seat.person.name_key: seat.person for seat in session.platform}
    seats = [(_person(event, name, known, by), role) for role, written in given.items() for name in written]
    return list(dict.fromkeys(seats))  # a name given twice is one person


def _person(event: Event, name: str, known: dict[str, Person], by: Actor) -> Person:
    key = names.search_key(name)
    person = known.get(key)
    if person is None:
        person = known[key] = people.meet(event.id, full_name=name)
    if person.full_name != name:
        people.rename(person, name)
        trail.record("person_renamed", person, by=by, event_id=event.id, name=name)
    return person
