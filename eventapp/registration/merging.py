"""Two registrations turn out to be one human's: one is kept, the other ends, and it can be taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, select, update
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
from eventapp.registration import consequences, enrolment, letters, seats, undoing
from eventapp.registration.models import DEAD, Merge, Registration, Status

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
    same = and_(Person.event_id == registration.event_id, Person.search_words == registration.person.search_words)
    return db.session.scalars(
        select(Registration)
        .join(Registration.person)
        .options(contains_eager(Registration.person).joinedload(Person.organisation))
        .where(same, Registration.id != registration.id, Registration.status.not_in(DEAD))
        .order_by(Registration.registered_at, Registration.id)
    ).all()


def doubles(event: Event, *, limit: int, offset: int) -> Sequence[tuple[Registration, Registration]]:
    """Return pairs of live registrations of the same name and organisation: perhaps one human, never merged unasked."""
    first, second, one, other = aliased(Registration), aliased(Registration), aliased(Person), aliased(Person)
    is_alike = (other.search_words == one.search_words) & (other.organisation_name == one.organisation_name)
    pairs = (
        select(first, second)
        .join(one, first.person_id == one.id)
        .join(other, (other.event_id == one.event_id) & is_alike & (other.id > one.id))
        .join(second, second.person_id == other.id)
        .options(
            contains_eager(first.person.of_type(one)).joinedload(one.organisation),
            contains_eager(second.person.of_type(other)),
        )
        .where(one.event_id == event.id, first.status.not_in(DEAD), second.status.not_in(DEAD))
        .order_by(one.sort_key, first.id, second.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(pairs.limit(limit).offset(offset))]


def fills(kept: Registration, ended: Registration) -> dict[str, str]:
    """Return what is unknown of the one and known of the other."""
    return {name: value for name in FILLED if (value := getattr(ended.person, name)) and not getattr(kept.person, name)}


def merge(kept: Registration, ended: Registration, *, by: Actor, was_scanned: bool = False) -> Merge:
    """Let one registration end in favour of the other; what only it knew, and its places in sessions, pass over.

    `was_scanned` says that the ending ticket has been at the door. Its holder is told that the other one counts. A
    seat that becomes free goes to whoever waited longest. Raises OneRegistration, WasScanned, NotLive.
    """
    if kept.id == ended.id or kept.event_id != ended.event_id:
        raise OneRegistration
    if was_scanned:
        raise WasScanned(name=ended.person.full_name)
    if not kept.status.is_live:
        raise enrolment.NotLive
    seats.hold(kept.event_id)
    consequences.pass_over(ended, kept, by)
    before = undoing.snapshot(ended)
    _hand_over_head(ended.person, kept.person)
    enrolment.end(ended, by=by)
    filled = fills(kept, ended)
    for name, value in filled.items():
        setattr(kept.person, name, value)
    done = _once(kept, ended)
    done.before, done.filled, done.platform = before, filled, _hand_over(ended.person, kept.person)
    _record("merged", kept, ended, by)
    letters.merged(ended)
    return done


def part(done: Merge, *, by: Actor) -> Registration:
    """Take a merge back: the one that ended stands as before, with its ticket, answers and place in the line.

    Where its seat has gone to someone else it waits. What had passed over goes back, unless it was changed since.
    Raises NotMerged, and what `undoing.stand_again` raises.
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
    _lead_back(done)
    undoing.stand_again(ended, done.before or _as_known(ended), by=by)
    letters.parted(ended)
    _record("parted", kept, ended, by)
    return ended


def find_merge(ended: Registration) -> Merge | None:
    """Return the merge in which this registration ended, if it stands."""
    return db.session.scalar(select(Merge).where(Merge.ended_id == ended.id, Merge.undone_at.is_(None)))


def merges_into(kept: Registration) -> Sequence[Merge]:
    """Return the merges that stand for a registration, the newest first."""
    asked = select(Merge).where(Merge.kept_id == kept.id, Merge.undone_at.is_(None))
    return db.session.scalars(asked.order_by(Merge.id.desc())).all()


def _once(kept: Registration, ended: Registration) -> Merge:
    change(delete(Merge).where(Merge.ended_id == ended.id, Merge.undone_at.is_not(None)))  # parted, and merged again
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


def _hand_over_head(former: Person, present: Person) -> None:
    """Let the one be head of the delegation that the other was head of."""
    for delegation in db.session.scalars(select(Delegation).where(Delegation.head_id == former.id)).all():
        delegation.head = present
    db.session.flush()


def _seat(session_id: int, role: PlatformRole, former: Person, present: Person) -> bool:
    """Give a place on the platform to someone else, unless he has it already; did it pass over?"""
    place = (OnPlatform.session_id == session_id) & (OnPlatform.role == role)
    has_it = select(OnPlatform.person_id).where(place, OnPlatform.person_id == present.id)
    if db.session.scalar(has_it) is not None:
        return False
    mine = place & (OnPlatform.person_id == former.id)
    return change(update(OnPlatform).where(mine).values(person_id=present.id)) == 1


def _as_known(ended: Registration) -> dict[str, Any]:
    """Return how a registration stood that was merged before that was kept: with a ticket it had a seat."""
    has_seat, place = ended.ticket_id is not None, undoing.place_of(ended)
    return {
        **dict.fromkeys([*undoing.WORDS, *undoing.MOMENTS]),
        "status": Status.CONFIRMED if has_seat else Status.WAITLISTED,
        "decision_note": "",
        "ticket_id": ended.ticket_id,
        "place": place,
        "seats": [place[:2]] if has_seat else [],
        "quotas": [[ended.delegation_id, ended.mode]] if ended.delegation_id else [],
    }


def _lead_back(done: Merge) -> None:
    """Let who was head of the delegation be it again, where the other one still is."""
    delegation = done.ended.delegation
    if delegation is not None and (done.before or {}).get("is_head") and delegation.head_id == done.kept.person_id:
        delegation.head = done.ended.person


def _record(action: str, kept: Registration, other: Registration, by: Actor) -> None:
    for here, there in ((kept, other), (other, kept)):
        trail.record(action, f"registrations/{here.ref}", by=by, event_id=here.event_id, other=there.ref)
