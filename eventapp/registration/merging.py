"""Two registrations turn out to be one human's: one is kept, the other ends, and it can be taken back."""

from collections.abc import Sequence

from sqlalchemy import and_, select, update
from sqlalchemy.orm import aliased, contains_eager

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event
from eventapp.programme.models import OnPlatform, PlatformRole
from eventapp.registration import enrolment, letters
from eventapp.registration.models import DEAD, Merge, Registration

FILLED = ("salutation", "position", "phone", "organisation_name", "zone")


class OneRegistration(DomainError):
    """A registration is merged with another one, never with itself."""

    code = "same_registration"
    message = N_("These are not two registrations of this event.")


class WasScanned(DomainError):
    """The ticket that would end has been at the door."""

    code = "was_scanned"
    message = N_("The ticket of %(name)s has been scanned. Keep that registration, and let the other one end.")


class NotMerged(DomainError):
    """There is nothing to take back."""

    code = "not_merged"
    message = N_("This was taken back already.")


def alike(registration: Registration) -> Sequence[Registration]:
    """Return the other live registrations of someone of the same name, the oldest first."""
    same = and_(Person.event_id == registration.event_id, Person.name_key == registration.person.name_key)
    return db.session.scalars(
        select(Registration)
        .join(Registration.person)
        .options(contains_eager(Registration.person))
        .where(same, Registration.id != registration.id, Registration.status.not_in(DEAD))
        .order_by(Registration.registered_at, Registration.id)
    ).all()


def doubles(event: Event, *, limit: int, offset: int) -> Sequence[tuple[Registration, Registration]]:
    """Return pairs of live registrations of the same name and organisation: perhaps one human, never merged unasked."""
    first, second, one, other = aliased(Registration), aliased(Registration), aliased(Person), aliased(Person)
    is_alike = (other.name_key == one.name_key) & (other.organisation_name == one.organisation_name)
    pairs = (
        select(first, second)
        .join(one, first.person_id == one.id)
        .join(other, (other.event_id == one.event_id) & is_alike & (other.id > one.id))
        .join(second, second.person_id == other.id)
        .options(contains_eager(first.person.of_type(one)), contains_eager(second.person.of_type(other)))
        .where(one.event_id == event.id, first.status.not_in(DEAD), second.status.not_in(DEAD))
        .order_by(one.sort_key, first.id, second.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(pairs.limit(limit).offset(offset))]


def fills(kept: Registration, ended: Registration) -> dict[str, str]:
    """Return what is unknown of the one and known of the other."""
    return {name: value for name in FILLED if (value := getattr(ended.person, name)) and not getattr(kept.person, name)}


def merge(kept: Registration, ended: Registration, *, by: Actor, was_scanned: bool = False) -> Merge:
    """Let one registration end in favour of the other; what only it knew, and its places on the platform, pass over.

    `was_scanned` says that the ending ticket has been at the door. Its holder is told that the other one counts. A
    seat that becomes free goes to whoever waited longest. Raises OneRegistration, WasScanned, NotLive.
    """
    if kept.id == ended.id or kept.event_id != ended.event_id:
        raise OneRegistration
    if was_scanned:
        raise WasScanned(name=ended.person.full_name)
    if not kept.status.is_live:
        raise enrolment.NotLive
    enrolment.end(ended, by=by)
    filled = fills(kept, ended)
    for name, value in filled.items():
        setattr(kept.person, name, value)
    done = _once(kept, ended)
    done.filled, done.platform = filled, _hand_over(ended.person, kept.person)
    change(update(Delegation).where(Delegation.head_id == ended.person_id).values(head_id=kept.person_id))
    _record("merged", kept, ended, by)
    letters.merged(ended)
    return done


def part(done: Merge, *, by: Actor) -> Registration:
    """Take a merge back: the one that ended is registered again, with its place in the line and a new ticket.

    What had passed over goes back, unless it was changed since. Raises NotMerged, and what `register` raises.
    """
    undone = update(Merge).where(Merge.id == done.id, Merge.undone_at.is_(None)).values(undone_at=clock.now())
    if change(undone) != 1:
        raise NotMerged
    kept, ended = done.kept, done.ended
    for name, value in done.filled.items():
        if getattr(kept.person, name) == value:
            setattr(kept.person, name, None if name == "zone" else "")
    for session_id, role in done.platform:
        _seat(session_id, PlatformRole(role), kept.person, ended.person)
    again = _register_again(ended, by)
    _record("parted", kept, again, by)
    return again


def find_merge(ended: Registration) -> Merge | None:
    """Return the merge in which this registration ended, if it stands."""
    return db.session.scalar(select(Merge).where(Merge.ended_id == ended.id, Merge.undone_at.is_(None)))


def merges_into(kept: Registration) -> Sequence[Merge]:
    """Return the merges that stand for a registration, the newest first."""
    asked = select(Merge).where(Merge.kept_id == kept.id, Merge.undone_at.is_(None))
    return db.session.scalars(asked.order_by(Merge.id.desc())).all()


def _once(kept: Registration, ended: Registration) -> Merge:
    done = Merge(event_id=kept.event_id, kept=kept, ended=ended, filled={}, platform=[], at=clock.now())
    db.session.add(done)
    return done


def _hand_over(former: Person, present: Person) -> list[list[object]]:
    """Let the one sit on the platform where the other did; return the places that passed over."""
    places = db.session.execute(
        select(OnPlatform.session_id, OnPlatform.role).where(OnPlatform.person_id == former.id)
    ).all()
    if places:
        life_cycle.touch(db.session.get_one(Event, former.event_id))
    return [[row.session_id, row.role.value] for row in places if _seat(row.session_id, row.role, former, present)]


def _seat(session_id: int, role: PlatformRole, former: Person, present: Person) -> bool:
    """Give a place on the platform to someone else, unless he has it already; did it pass over?"""
    place = (OnPlatform.session_id == session_id) & (OnPlatform.role == role)
    has_it = select(OnPlatform.person_id).where(place, OnPlatform.person_id == present.id)
    if db.session.scalar(has_it) is not None:
        return False
    mine = place & (OnPlatform.person_id == former.id)
    return change(update(OnPlatform).where(mine).values(person_id=present.id)) == 1


def _register_again(ended: Registration, by: Actor) -> Registration:
    person = ended.person
    again = enrolment.register(
        ended.event,
        full_name=person.full_name,
        email=person.email,
        mode=ended.mode,
        site=ended.site,
        category=ended.category,
        delegation=ended.delegation,
        by=by,
        locale=ended.locale,
        is_office=True,
        is_approved=ended.approved_at is not None or ended.ticket_id is not None,
        note=ended.note,
    )
    again.registered_at = ended.registered_at
    again.consent_version, again.consented_at = ended.consent_version, ended.consented_at
    return again


def _record(action: str, kept: Registration, other: Registration, by: Actor) -> None:
    for here, there in ((kept, other), (other, kept)):
        trail.record(action, f"registrations/{here.ref}", by=by, event_id=here.event_id, other=there.ref)
