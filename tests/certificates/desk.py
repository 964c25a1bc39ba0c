"""A certificate given to someone, whatever the day is."""

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.certificates import giving, links, making
from eventapp.certificates.deserving import Deserved
from eventapp.certificates.models import Certificate, CertificateRun, CertificateTerms, RunStage
from eventapp.certificates.queries import find_of
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.references import new_reference
from eventapp.registration.models import Registration
from eventapp.uploads import jobs


def certified(event: Event, registration: Registration) -> dict[str, str]:
    """Give someone a certificate and make its file; return how it, its run and the page that verifies it are named."""
    with transaction():
        db.session.add(
            CertificateTerms(event_id=event.id, minutes=0, percent=70, series="/GCN", remark="", remark_en="")
        )
        run = CertificateRun(
            event_id=event.id, ref=new_reference(), key=f"key {event.slug}", sends_letters=False,
            stage=RunStage.MAKING, number=1, files=[], by=SYSTEM.words, by_id=None, at=clock.now(), job_id=None,
        )  # fmt: skip
        db.session.add(run)
        db.session.flush()
        giving.give(event, run, [Deserved(registration.id, registration.mode, 60)])
        work = making.begin(run)
    jobs.do(work)
    certificate = find_of(registration)
    assert isinstance(certificate, Certificate)
    return {
        "certificate": certificate.ref,
        "certificate_run": run.ref,
        "verified": links.secret(certificate),
    }
