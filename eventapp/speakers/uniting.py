"""A speaker who is also a delegate is one person: what was known of two is known of one."""

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.directory import people, unions
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event
from eventapp.programme.models import OnPlatform, Profile
from eventapp.registration.models import Registration
from eventapp.speakers.profiles import is_registered


class IsADelegate(DomainError):
    """The name and address of someone who is registered are corrected where the registration is."""

    code = "is_a_delegate"
    message = N_("%(name)s is registered as a delegate. Correct the name and the address on the delegate's page.")


def name(event: Event, speaker: Person, *, full_name: str, email: str, by: Actor) -> Person:
    """Call the speaker so, at that address; return who that is.

    Where the event knows someone of that name at that address, the two are one from now on. Raises IsADelegate.
    """
    if (speaker.full_name, speaker.email) == (full_name, email):
        return speaker
    if is_registered(speaker):
        raise IsADelegate(name=speaker.full_name)
    other = people.find_person(event.id, full_name=full_name, email=email)
    if other is not None and other.id != speaker.id:
        return unite(event, speaker, other, by=by)
    try:
        with db.session.begin_nested():
            people.rename(speaker, full_name)
            speaker.email = email
    except IntegrityError:  # met at the same moment elsewhere
        other = people.find_person(event.id, full_name=full_name, email=email)
        assert other is not None  # noqa: S101 - the unique key has just said so
        return unite(event, speaker, other, by=by)
    life_cycle.touch(event)
    trail.record("person_renamed", speaker, by=by, event_id=event.id, name=full_name)
    return speaker


def unite(event: Event, speaker: Person, other: Person, *, by: Actor) -> Person:
    """Let the other person speak instead of this one, who is known no longer; return the other.

    Raises IsADelegate where this one is registered too: two registrations are merged where delegates are.
    """
    if is_registered(speaker):
        raise IsADelegate(name=speaker.full_name)
    _hand_seats_over(speaker, other)
    _hand_profile_over(speaker, other)
    unions.hand_over(speaker, other)
    for word in ("salutation", "position", "organisation_name", "phone"):
        if not getattr(other, word):
            setattr(other, word, getattr(speaker, word))
    db.session.flush()
    db.session.expunge(speaker)
    change(delete(Person).where(Person.id == speaker.id))
    life_cycle.touch(event)
    trail.record("speaker_united", other, by=by, event_id=event.id, name=other.full_name)
    return other


def namesakes(event: Event, speakers: list[Person]) -> dict[int, Person]:
    """Return the delegates who bear a speaker's name, by the speaker's id: perhaps they are the same."""
    alone = {person.name_key: person for person in speakers if not person.email}
    asked = select(Person).where(
        Person.event_id == event.id,
        Person.name_key.in_(alone),
        Person.email != "",
        exists().where(Registration.person_id == Person.id),
    )
    return {alone[other.name_key].id: other for other in db.session.scalars(asked.order_by(Person.id.desc()))}


def _hand_seats_over(speaker: Person, other: Person) -> None:
    mine = db.session.scalars(select(OnPlatform).where(OnPlatform.person_id == speaker.id)).all()
    taken = {
        (seat.session_id, seat.role)
        for seat in db.session.scalars(select(OnPlatform).where(OnPlatform.person_id == other.id))
    }
    for seat in mine:
        key = (OnPlatform.session_id == seat.session_id) & (OnPlatform.role == seat.role)
        here = key & (OnPlatform.person_id == speaker.id)
        if (seat.session_id, seat.role) in taken:
            change(delete(OnPlatform).where(here))
        else:
            change(update(OnPlatform).where(here).values(person_id=other.id))
    db.session.expire_all()


def _hand_profile_over(speaker: Person, other: Person) -> None:
    there = db.session.get(Profile, other.id)
    if there is None:
        change(update(Profile).where(Profile.person_id == speaker.id).values(person_id=other.id))
        return
    mine = db.session.get(Profile, speaker.id)
    for word in ("bio", "bio_en", "portrait") if mine else ():
        if not getattr(there, word):
            setattr(there, word, getattr(mine, word))
