"""What would clash if everything that is drafted were published."""

from collections.abc import Mapping

from eventapp import names
from eventapp.events.models import Event
from eventapp.programme.clash_values import Clash, Expectations, Expected, Held, Place, Who
from eventapp.programme.clashes import find_clashes
from eventapp.programme.models import OnPlatform, Session
from eventapp.programme.planned import NOBODY, frame_of, held_in
from eventapp.versions.queries import Programme


def clashes_in(event: Event, programme: Programme, expected: Expectations = NOBODY) -> list[Clash]:
    """Return what would be wrong with the programme as it is drafted."""
    return find_clashes(held_as_drafted(event, programme, expected), frame_of(event))


def held_as_drafted(event: Event, programme: Programme, expected: Expectations = NOBODY) -> list[Held]:
    """Return the sessions that would take place, as plain values."""
    published = held_in(event, expected)
    if not programme.drafts:
        return published
    drafted = {each.shown.id: each.shown for each in programme.drafts}
    known = {person.id: person for session in published for person in session.people}
    met: dict[str, int] = {}
    to_be = [each for each in drafted.values() if each.cancelled_at is None]
    return [each for each in published if each.id not in drafted] + [
        _held(each, known, met, expected.of(each.id)) for each in to_be
    ]


def _held(session: Session, known: Mapping[int, Who], met: dict[str, int], expected: Expected) -> Held:
    room = session.room
    place = Place(room.id, room.name, room.name_en, room.capacity) if room else None
    people = dict.fromkeys(_who(seat, known, met) for seat in session.platform)
    words = (session.id, session.ref, session.kind, session.title, session.title_en)
    return Held(*words, session.starts_at, session.ends_at, place, tuple(people), expected)


def _who(seat: OnPlatform, known: Mapping[int, Who], met: dict[str, int]) -> Who:
    """Return who that is; people whom the event does not know yet are told apart by their names."""
    person = seat.person
    if not person.ref:
        number = met.setdefault(names.search_key(person.full_name), -1 - len(met))
        return Who(number, person.full_name, has_email=False)
    return known.get(person.id) or Who(person.id, person.full_name, has_email=bool(person.email))
