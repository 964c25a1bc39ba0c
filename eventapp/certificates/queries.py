"""Certificates and runs of an event."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from eventapp import names
from eventapp.certificates.models import Certificate, CertificateRun
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration

VALID, WITHDRAWN = "valid", "withdrawn"
_SORTS: dict[str, Any] = {
    "number": Certificate.number,
    "name": Certificate.full_name,
    "minutes": Certificate.minutes,
    "issued": Certificate.issued_at,
}


def listed(event: Event, *, q: str, state: str, sort: str) -> Select[Certificate]:
    """Return the question for the certificates wanted, in order, each with the registration."""
    key = _SORTS.get(sort.removeprefix("-"), Certificate.number)
    order = key.desc() if sort.startswith("-") else key
    asked = select(Certificate).where(*_wanted(event, q, state)).options(joinedload(Certificate.registration))
    return asked.order_by(order, Certificate.number)


def page_of(
    event: Event, *, q: str, state: str, sort: str, per_page: int, number: int
) -> tuple[Sequence[Certificate], int, int]:
    """Return a page of them, how many there are, and the number of the page."""
    total = db.session.scalar(select(func.count()).select_from(Certificate).where(*_wanted(event, q, state))) or 0
    number = max(1, min(number, -(-total // per_page)))
    asked = listed(event, q=q, state=state, sort=sort).limit(per_page).offset((number - 1) * per_page)
    return db.session.scalars(asked).all(), total, number


def find_by_ref(event: Event, ref: str) -> Certificate | None:
    """Return the event's certificate with that reference."""
    mine = (Certificate.event_id == event.id) & (Certificate.ref == ref.upper())
    return db.session.scalar(select(Certificate).where(mine))


def find_of(registration: Registration) -> Certificate | None:
    """Return the certificate that someone was given and that is valid."""
    mine = (Certificate.registration_id == registration.id) & Certificate.withdrawn_at.is_(None)
    return db.session.scalar(select(Certificate).where(mine))


def runs_of(event: Event) -> Sequence[CertificateRun]:
    """Return the runs, the latest first."""
    mine = select(CertificateRun).where(CertificateRun.event_id == event.id)
    return db.session.scalars(mine.order_by(CertificateRun.id.desc()).limit(20)).all()


def find_run(event: Event, ref: str) -> CertificateRun | None:
    """Return the event's run with that reference."""
    mine = (CertificateRun.event_id == event.id) & (CertificateRun.ref == ref.upper())
    return db.session.scalar(select(CertificateRun).where(mine))


def _wanted(event: Event, q: str, state: str) -> list[Any]:
    wanted: list[Any] = [Certificate.event_id == event.id]
    if state in (VALID, WITHDRAWN):
        wanted.append(Certificate.withdrawn_at.is_(None) if state == VALID else Certificate.withdrawn_at.is_not(None))
    if q.strip().isdecimal():
        return [*wanted, Certificate.number == int(q.strip()[:9])]
    return wanted + [Certificate.search_words.like(f"% {term}%") for term in names.search_terms(q)]
