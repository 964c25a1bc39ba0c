"""What the letter with a certificate says: composed by the worker, with the certificate as a PDF."""

from dataclasses import replace

from flask_babel import gettext

from eventapp.certificates import letter_kinds, making  # noqa: F401 - the kind is offered, the job registered
from eventapp.certificates.models import Certificate
from eventapp.database import db
from eventapp.mail.composing import Attachment, Composed, letter
from eventapp.mail.models import Letter
from eventapp.registration.letter_writing import written
from eventapp.registration.models import Registration


@letter(making.LETTER)
def given(row: Letter) -> Composed | None:
    """Bring someone the certificate. Not wanted any more once it is withdrawn, or the address is another."""
    certificate = db.session.get(Certificate, row.subject_id)
    if certificate is None or certificate.withdrawn_at or certificate.registration.person.email != row.recipient:
        return None
    registration = certificate.registration
    body = making.drawn(registration.event, [certificate])
    composed = written(registration, row.kind, row.locale, number=certificate.called)
    name = f"certificate-{certificate.ref.lower()}.pdf"
    return replace(composed, attachments=(*composed.attachments, Attachment(name, body, "application/pdf")))


@letter(f"trial/{making.LETTER}")
def trial(row: Letter) -> Composed:
    """Compose a letter that an organiser sends to himself to see it; its subject says so."""
    registration = db.session.get_one(Registration, row.subject_id)
    composed = written(registration, making.LETTER, row.locale, number="0000")
    return replace(composed, subject=gettext("[Trial] %(subject)s", subject=composed.subject))
