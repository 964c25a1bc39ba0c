"""The job that gives certificates and makes their files. An edge: it opens transactions, and knows the app."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from eventapp import clock, files
from eventapp.certificates import giving, paper
from eventapp.certificates.deserving import in_order, terms_of
from eventapp.certificates.models import Certificate, CertificateRun, RunStage
from eventapp.database import change, db, transaction
from eventapp.events.models import Event
from eventapp.mail import outbox
from eventapp.mail.outbox import Wanted
from eventapp.registration.models import Registration
from eventapp.work import following, registry
from eventapp.work.models import Job
from eventapp.work.registry import job, progress

WORK, LETTER = "certificates", "certificates/given"
PART = 250  # certificates in one file
SHORT = 20  # certificates that a request makes itself
KEPT_FOR = timedelta(days=2)  # files hold names; they can be made again


def spoken() -> dict[str, Callable[..., str]]:
    """Return what speaks each language of the paper."""

    def say_in(locale: str) -> Callable[..., str]:
        def say(message: str, **values: object) -> str:
            with force_locale(locale):
                return str(gettext(message, **values))

        return say

    return {locale: say_in(locale) for locale in paper.LOCALES}


def drawn(event: Event, certificates: list[Certificate]) -> bytes:
    """Return these certificates as a PDF."""
    external = current_app.config["EXTERNAL_URL"]
    return paper.certificates_pdf(event, certificates, terms_of(event), external_url=external, say=spoken())


def folder() -> Path:
    """Return where the files of runs lie."""
    return Path(current_app.config["INSTANCE"]) / "uploads" / "certificates"


def begin(run: CertificateRun) -> Job | None:
    """Queue the work of a run; the job, leased, where it is short enough to be done by whoever asks."""
    if run.job_id is not None and run.stage is RunStage.MAKING and not has_failed(run):
        return None
    run.stage = RunStage.MAKING
    run.job_id = registry.enqueue(WORK, {"run": run.id}, event_id=run.event_id, created_by=run.by_id)
    db.session.flush()
    if run.number > SHORT:
        return None
    return following.lease_here(run.job_id)


def has_failed(run: CertificateRun) -> bool:
    """Was the work given up?"""
    return following.has_failed(run.job_id)


def done_of(run: CertificateRun) -> int:
    """Return how many certificates of the run are made."""
    return following.done_of(run.job_id) if run.stage is RunStage.MAKING else run.number


def sweep(kept_in: Path) -> int:
    """Remove the files of runs that were made long ago; return how many."""
    young = select(CertificateRun.files).where(CertificateRun.at > clock.now() - KEPT_FOR)
    return files.sweep(kept_in, {name for names in db.session.scalars(young) for name in names})


@job(WORK)
def make(work: Job) -> dict[str, int]:
    """Give whoever is due one a certificate, make the files, and queue the letters where they are wanted."""
    run = db.session.get(CertificateRun, work.payload["run"])
    if run is None or run.stage is not RunStage.MAKING:
        return {}
    event = db.session.get_one(Event, run.event_id)
    lacking = {} if run.files else giving.due(event)
    due = [lacking[number] for number in in_order(list(lacking))]
    for start in range(0, len(due), giving.SLICE):
        with transaction():
            giving.give(event, run, due[start : start + giving.SLICE])
    whole = joinedload(Certificate.registration).joinedload(Registration.person)
    mine = select(Certificate).where(Certificate.run_id == run.id, Certificate.withdrawn_at.is_(None)).options(whole)
    given = list(db.session.scalars(mine.order_by(Certificate.number)))
    made = []
    for start in range(0, len(given), PART):
        progress(work, start, len(given))
        body = drawn(event, given[start : start + PART])
        made.append(files.keep(folder(), files.CleanFile("pdf", body)))
    with transaction():
        still = (CertificateRun.id == run.id) & (CertificateRun.stage == RunStage.MAKING)
        values = {"stage": RunStage.READY, "files": made, "number": len(given)}
        if change(update(CertificateRun).where(still).values(**values)) and run.sends_letters:
            outbox.queue_all([wanted(each) for each in given])
    return {"made": len(given)}


def wanted(certificate: Certificate) -> Wanted:
    """Return the letter that brings someone the certificate."""
    registration = certificate.registration
    return Wanted(
        kind=LETTER,
        recipient=registration.person.email,
        name=registration.person.full_name,
        subject_id=certificate.id,
        locale=registration.locale,
        occasion=f"certificate {certificate.ref}",
        event_id=certificate.event_id,
    )
