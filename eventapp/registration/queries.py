"""Reads of registrations that several places need."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventapp.audit.models import AuditEntry
from eventapp.audit.queries import entries_about, entries_about_any
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode
from eventapp.references import read_reference
from eventapp.registration.models import DEAD, Registration, Status


def waiting_by_mode(event: Event) -> dict[Mode, int]:
    """Return how many people wait for a seat in each mode; a mode nobody waits for is left out."""
    awaited = func.coalesce(Registration.wished_mode, Registration.mode).label("awaited")
    waits = (Registration.status == Status.WAITLISTED) | Registration.wished_mode.is_not(None)
    rows = db.session.execute(
        select(awaited, func.count().label("number"))
        .where(Registration.event_id == event.id, waits, Registration.offer_expires_at.is_(None))
        .group_by(awaited)
    )
    return {Mode(row.awaited): row.number for row in rows}


def find_by_ref(event: Event, ref: str) -> Registration | None:
    """Return the event's registration with that reference."""
    reference = read_reference(ref)
    if reference is None:
        return None
    return db.session.scalar(
        select(Registration).where(Registration.event_id == event.id, Registration.ref == reference)
    )


def live_refs(event: Event, refs: Iterable[str]) -> list[str]:
    """Return those of the references that belong to live registrations of the event, in Vietnamese order of names."""
    asked = select(Registration.ref).join(Registration.person).order_by(Person.sort_key, Person.id)
    known = {reference for ref in refs if (reference := read_reference(ref))}
    mine = (Registration.event_id == event.id) & Registration.ref.in_(known) & Registration.status.not_in(DEAD)
    return list(db.session.scalars(asked.where(mine)))


def delegates_of(delegation: Delegation) -> Sequence[Registration]:
    """Return the delegation's live registrations as they came, with person, site and whom each attends for."""
    mine = (Registration.delegation_id == delegation.id) & Registration.status.not_in(DEAD)
    return db.session.scalars(
        select(Registration)
        .where(mine)
        .options(
            joinedload(Registration.person),
            joinedload(Registration.site),
            joinedload(Registration.attends_for).joinedload(Registration.person),
        )
        .order_by(Registration.id)
    ).all()


def deeds_of_delegation(delegation: Delegation, *, most: int = 50) -> Sequence[AuditEntry]:
    """Return what was last done about the delegation and its delegates, the newest first."""
    refs = db.session.scalars(select(Registration.ref).where(Registration.delegation_id == delegation.id))
    subjects = [f"delegations/{delegation.id}", *(f"registrations/{ref}" for ref in refs)]
    return entries_about_any(subjects, delegation.event_id, most=most)


def moves_of(registration: Registration) -> Sequence[AuditEntry]:
    """Return what the trail says of the changes of attendance, the newest first."""
    if registration.moves == 0:
        return ()
    return [
        entry
        for entry in entries_about(f"registrations/{registration.ref}", registration.event_id)
        if entry.action == "transferred"
    ]


def names_by_ref(refs: Sequence[str]) -> dict[str, str]:
    """Return the names of those who registered under these references, as far as they exist."""
    rows = db.session.execute(
        select(Registration.ref, Person.full_name)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.ref.in_(refs))
    )
    return {row.ref: row.full_name for row in rows}
