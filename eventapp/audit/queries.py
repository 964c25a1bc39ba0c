"""Reads of the audit trail."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select

from eventapp import names
from eventapp.audit.models import AuditEntry
from eventapp.database import db


def entries_about(subject: str, event_id: int | None) -> Sequence[AuditEntry]:
    """Return what was done about a subject ("registrations/K7QM4XTR"), the newest first."""
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == subject, AuditEntry.event_id == event_id)
        .order_by(AuditEntry.id.desc())
    ).all()


def entries_about_any(subjects: Collection[str], event_id: int, *, most: int) -> Sequence[AuditEntry]:
    """Return what was last done about any of the subjects, the newest first."""
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject.in_(subjects), AuditEntry.event_id == event_id)
        .order_by(AuditEntry.id.desc())
        .limit(most)
    ).all()


def page_of_trail(
    event_id: int, *, query: str, actions: Mapping[str, Collection[str]], page: int, per_page: int
) -> tuple[Sequence[AuditEntry], int]:
    """Return one page of an event's trail, the newest first, and how many lines there are.

    Every word of `query` is looked for in the actor's name, in the reference of what was acted on, and among the
    deeds whose sentence holds it: `actions` gives those for each (folded) word of the query.
    """
    found = select(AuditEntry).where(AuditEntry.event_id == event_id)
    if terms := names.search_terms(query):
        known = db.session.scalars(select(AuditEntry.actor).where(AuditEntry.event_id == event_id).distinct()).all()
        found = found.where(*(_matches(term, known, actions.get(term, ())) for term in terms))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    lines = found.order_by(AuditEntry.id.desc()).limit(per_page).offset((page - 1) * per_page)
    return db.session.scalars(lines).all(), total


def _matches(term: str, actors: Sequence[str], actions: Collection[str]) -> ColumnElement[bool]:
    meant = [actor for actor in actors if any(word.startswith(term) for word in names.fold(actor).split())]
    return or_(
        AuditEntry.actor.in_(meant), AuditEntry.action.in_(actions), AuditEntry.subject.like(f"%/{term.upper()}%")
    )
