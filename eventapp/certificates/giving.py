"""Give certificates once, numbered without gaps, and withdraw one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.certificates.deserving import Deserved, deserving, terms_of
from eventapp.certificates.models import Certificate, CertificateRun, CertificateTerms, RunStage
from eventapp.database import change, db, insert_all_once
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.names import search_words
from eventapp.references import new_reference
from eventapp.registration.models import Registration

SLICE = 200  # certificates in one transaction: on SQLite everybody else waits for its end


class NotOverYet(DomainError):
    """Nobody has attended yet."""

    code = "not_yet_over"
    message = N_("Certificates are given when the event is over.")


class NobodyDeserves(DomainError):
    """Whoever was there long enough has one already."""

    code = "nobody_deserves"
    message = N_("Nobody is left to whom a certificate is due: whoever was there long enough has one.")


class WithdrawnAlready(DomainError):
    """Somebody else was faster."""

    code = "withdrawn_already"
    message = N_("Certificate %(number)s is withdrawn already.")


def begin(event: Event, *, key: str, sends_letters: bool, by: Actor) -> tuple[CertificateRun, bool]:
    """Begin a run for whoever is due one and has none; with a key used before, that run. Whether it is new.

    The caller queues the work. Raises NotOverYet, NobodyDeserves.
    """
    now = clock.now()
    if now < event.ends_at:
        raise NotOverYet
    mine = (CertificateRun.event_id == event.id) & (CertificateRun.key == key)
    known = db.session.scalar(select(CertificateRun).where(mine))
    if known is not None:
        return known, False
    number = len(due(event))
    if not number:
        raise NobodyDeserves
    terms = {column.name: getattr(terms_of(event), column.name) for column in CertificateTerms.__table__.columns}
    insert_all_once(CertificateTerms, [terms], returning="event_id")
    run = CertificateRun(
        event_id=event.id, ref=new_reference(), key=key, sends_letters=sends_letters, stage=RunStage.MAKING,
        number=number, files=[], by=by.words, by_id=by.id, at=now, job_id=None,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    trail.record("certificates_given", run, by=by, event_id=event.id, number=number)
    return run, True


def due(event: Event) -> dict[int, Deserved]:
    """Return who is due a certificate and has none, by registration."""
    have = set(db.session.scalars(select(Certificate.registration_id).where(Certificate.event_id == event.id)))
    return {number: each for number, each in deserving(event, at=clock.now()).items() if number not in have}


def give(event: Event, run: CertificateRun, some: Sequence[Deserved]) -> int:
    """Give these their certificates, with the next numbers; return how many had none. Whoever has one keeps it."""
    taken = update(CertificateTerms).where(CertificateTerms.event_id == event.id)
    change(taken.values(last_number=CertificateTerms.last_number))  # the row is ours until the transaction ends
    have = set(
        db.session.scalars(
            select(Certificate.registration_id).where(
                Certificate.registration_id.in_([each.registration_id for each in some])
            )
        )
    )
    lacking = [each for each in some if each.registration_id not in have]
    last, series = db.session.execute(
        select(CertificateTerms.last_number, CertificateTerms.series).where(CertificateTerms.event_id == event.id)
    ).one()
    people = _people([each.registration_id for each in lacking])
    rows = [
        _row(event, run, people[each.registration_id], each, number, series)
        for number, each in enumerate(lacking, last + 1)
    ]
    change(taken.values(last_number=last + len(rows)))
    return len(insert_all_once(Certificate, rows, returning="id"))


def withdraw(certificate: Certificate, *, reason: str, by: Actor) -> None:
    """Say that a certificate is no longer valid; its number is not given again. Raises WithdrawnAlready."""
    mine = (Certificate.id == certificate.id) & Certificate.withdrawn_at.is_(None)
    if not change(update(Certificate).where(mine).values(withdrawn_at=clock.now(), reason=reason)):
        raise WithdrawnAlready(number=certificate.called)
    db.session.refresh(certificate)
    subject = f"registrations/{certificate.registration_id}"
    words = {"number": certificate.called, "reason": reason}
    trail.record("certificate_withdrawn", subject, by=by, event_id=certificate.event_id, **words)


def _people(numbers: Sequence[int]) -> dict[int, Registration]:
    asked = (
        select(Registration)
        .join(Registration.person)
        .options(contains_eager(Registration.person).joinedload(Person.organisation))
        .where(Registration.id.in_(numbers))
    )
    return {each.id: each for each in db.session.scalars(asked)}


def _row(
    event: Event, run: CertificateRun, registration: Registration, deserved: Deserved, number: int, series: str
) -> dict[str, Any]:
    person = registration.person
    return {
        "event_id": event.id,
        "registration_id": registration.id,
        "run_id": run.id,
        "ref": new_reference(),
        "number": number,
        "series": series,
        "salutation": person.salutation,
        "full_name": person.full_name,
        "position": person.position,
        "organisation": person.organisation_name,
        "organisation_en": person.organisation_in("en"),
        "search_words": search_words(person.full_name),
        "mode": deserved.mode,
        "minutes": deserved.minutes,
        "issued_at": clock.now(),
        "withdrawn_at": None,
        "reason": "",
    }
