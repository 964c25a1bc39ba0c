"""Tell everyone whom a change concerns, or say why nobody is told. The worker makes the letters, some at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change as changed_rows
from eventapp.database import db, insert_once, transaction
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.mail import outbox
from eventapp.notices.concerned import Concerned, concerns, count
from eventapp.notices.models import Addressee
from eventapp.programme.models import Change, ChangeKind, Profile
from eventapp.registration.models import Registration
from eventapp.work.models import Job
from eventapp.work.registry import enqueue, job, progress

TELL = "notices/tell"
BATCH = 50  # letters made in one transaction
LETTERS = {
    ChangeKind.MOVED: "notices/moved",
    ChangeKind.CANCELLED: "notices/cancelled",
    ChangeKind.RESTORED: "notices/restored",
}


class ToldAlready(DomainError):
    """Everyone was told of this change."""

    code = "told_already"
    message = N_("Everyone was told of this change already.")


class NobodyToTell(DomainError):
    """The change concerns nobody, or nobody has to go elsewhere for it."""

    code = "nobody_to_tell"
    message = N_("This change concerns nobody who could be told.")


class ReasonNeeded(DomainError):
    """Keeping a change from those it concerns needs a reason."""

    code = "reason_needed"
    status = 422
    message = N_("Say why nobody is told: it stands in the history.")


def tell(event: Event, change: Change, *, by: Actor) -> Concerned:
    """Tell everyone whom the change concerns, once. Raises ToldAlready, NobodyToTell."""
    found = count(change.session, platform_of(change))
    if change.kind not in LETTERS or not found.anyone:
        raise NobodyToTell
    told = {"delegates": found.delegates, "speakers": found.speakers, "sites": found.sites}
    fresh = (Change.id == change.id) & Change.told_at.is_(None)
    if changed_rows(update(Change).where(fresh).values(told_at=clock.now(), told=told)) == 0:
        raise ToldAlready
    db.session.refresh(change)
    enqueue(TELL, {"change": change.id}, key=f"tell {change.ref}", event_id=event.id)
    trail.record(
        "change_told", f"sessions/{change.session_id}", by=by, event_id=event.id, title=change.session.titles, **told
    )
    return found


def keep_silent(event: Event, change: Change, reason: str, *, by: Actor) -> None:
    """Tell nobody, and say why. Raises ReasonNeeded."""
    if not reason:
        raise ReasonNeeded
    change.reason = reason
    trail.record(
        "change_kept_silent",
        f"sessions/{change.session_id}",
        by=by,
        event_id=event.id,
        title=change.session.titles,
        reason=reason,
    )


def platform_of(change: Change) -> list[int]:
    """Return who is on the session's platform, and who was before the change, by their numbers."""
    here = [seat.person_id for seat in change.session.platform]
    former = [ref for _role, _name, ref in change.before.get("platform", [])]
    asked = select(Person.id).where(Person.event_id == change.event_id, Person.ref.in_(former))
    return [*here, *db.session.scalars(asked)] if former else here


@job(TELL)
def make_letters(work: Job) -> dict[str, Any] | None:
    """Make the letters about a change. Run again after a crash it makes those that are not there yet."""
    change = db.session.get(Change, work.payload["change"])
    if change is None:
        return None
    delegates = db.session.scalars(select(Registration.id).where(concerns(change.session)).order_by(Registration.id))
    people: list[tuple[int | None, int | None]] = [(number, None) for number in delegates]
    people += [(None, number) for number in dict.fromkeys(platform_of(change))]
    for start in range(0, len(people), BATCH):
        with transaction():
            _make(change, people[start : start + BATCH])
        progress(work, min(start + BATCH, len(people)), len(people))
    return {"made": len(people)}


def _make(change: Change, people: Sequence[tuple[int | None, int | None]]) -> None:
    for registration_id, person_id in people:
        registration = db.session.get(Registration, registration_id) if registration_id else None
        person = registration.person if registration else db.session.get(Person, person_id)
        if person is not None and person.email:
            _write_to(change, person, registration)


def _write_to(change: Change, person: Person, registration: Registration | None) -> None:
    number = insert_once(
        Addressee,
        change_id=change.id,
        event_id=change.event_id,
        person_id=person.id,
        registration_id=registration.id if registration else None,
    )
    if number is None:
        return
    profile = None if registration else db.session.get(Profile, person.id)
    outbox.queue(
        LETTERS[change.kind],
        recipient=person.email,
        name=person.full_name,
        subject_id=number,
        locale=registration.locale if registration else profile.locale if profile else "vi",
        occasion=f"change {change.ref}",
        person=f"people/{person.id}",
        event_id=change.event_id,
    )
