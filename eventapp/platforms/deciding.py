"""Say who someone in a report is: who was proposed, somebody else, or nobody of ours. The ledger follows."""

from collections.abc import Collection, Sequence

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.platforms.models import PlatformPerson, Standing, Way
from eventapp.platforms.settling import numbers_of, settle
from eventapp.registration.models import Registration


class NotOfEvent(DomainError):
    """The registration is of another event, or has ended."""

    code = "not_expected"
    message = N_("Nobody with that registration code is expected at this event.")


class StillUnknown(DomainError):
    """Nobody was proposed for someone who was to be confirmed."""

    code = "nobody_proposed"
    message = N_("Nobody was proposed for “%(name)s”. Choose who it is.")


def confirm(event: Event, people: Sequence[PlatformPerson], *, by: Actor) -> int:
    """Say that these are who was proposed; return how many were. Raises StillUnknown."""
    proposed = [each for each in people if each.standing is Standing.PROPOSED]
    unknown = [each.name for each in people if each.registration_id is None]  # as the platform calls them
    if unknown:
        raise StillUnknown(name=unknown[0])
    for each in proposed:
        each.standing, each.by = Standing.CONFIRMED, by.words
    _decided(event, proposed, set(), by=by)
    return len(proposed)


def name(event: Event, person: PlatformPerson, registration: Registration, *, by: Actor) -> None:
    """Say who someone in a report is, whoever was meant before. Raises NotOfEvent."""
    if registration.event_id != event.id or not registration.status.is_live:
        raise NotOfEvent
    former = numbers_of([person])
    touched = {person.registration_id} if person.standing.counts else set()
    person.registration_id, person.standing, person.by = registration.id, Standing.CONFIRMED, by.words
    person.way = person.way or Way.NAME
    _decided(event, [person], former, by=by, touched=touched)


def pass_over(event: Event, people: Sequence[PlatformPerson], *, by: Actor) -> int:
    """Say that these are nobody of ours: a room's device, an interpreter, a guest; return how many."""
    former = numbers_of(people)
    touched = {each.registration_id for each in people if each.standing.counts}
    for each in people:
        each.standing, each.registration_id, each.way, each.by = Standing.PASSED, None, None, by.words
    _decided(event, people, former, by=by, touched=touched)
    return len(people)


def _decided(
    event: Event,
    people: Sequence[PlatformPerson],
    former: set[str],
    *,
    by: Actor,
    touched: Collection[int | None] = (),
) -> None:
    """Write down what was decided of these, and let the ledger follow."""
    db.session.flush()
    deeds = [(f"platform_people/{each.id}", {"name": each.name}) for each in people]
    if deeds:
        trail.record_each("platform_person_named", deeds, by=by, event_id=event.id)
    settle(event, {each.registration_id for each in people} | set(touched), former, by=by)
