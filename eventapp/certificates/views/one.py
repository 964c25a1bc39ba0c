"""One certificate for the organiser: the paper, sent again, withdrawn. /manage/events/<slug>/certificates/<ref>."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.audit import trail
from eventapp.certificates import giving, links, making, queries
from eventapp.certificates.models import Certificate
from eventapp.certificates.shapes import WithdrawalShape
from eventapp.certificates.views import bp
from eventapp.certificates.views.listing import CERTIFICATES
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mail import outbox
from eventapp.web import downloads
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form

ONE = f"{CERTIFICATES}/<ref>"


@bp.get(ONE)
@staff(Role.ORGANISER)
@with_event
def show(event: Event, ref: str) -> ResponseReturnValue:
    """Show one certificate."""
    return _page(event, get_certificate(event, ref), Form(WithdrawalShape))


@bp.get(f"{ONE}/paper.pdf")
@staff(Role.ORGANISER)
@with_event
def paper(event: Event, ref: str) -> Response:
    """Return the certificate as a PDF."""
    certificate = get_certificate(event, ref)
    return downloads.attachment(
        f"certificate-{certificate.ref.lower()}.pdf", making.drawn(event, [certificate]), downloads.PDF
    )


@bp.post(f"{ONE}/letter")
@staff(Role.ORGANISER)
@with_event
def send(event: Event, ref: str) -> ResponseReturnValue:
    """Send it again by letter."""
    certificate = get_certificate(event, ref)
    if certificate.withdrawn_at is not None:
        abort(409)
    with transaction():
        letter = making.wanted(certificate)
        outbox.queue(
            letter.kind,
            recipient=letter.recipient,
            name=letter.name,
            subject_id=letter.subject_id,
            locale=letter.locale,
            occasion=f"{letter.occasion} {clock.now().isoformat(timespec='minutes')}",
            event_id=letter.event_id,
        )
        subject = f"registrations/{certificate.registration_id}"
        trail.record("certificate_sent", subject, by=actor(), event_id=event.id, number=certificate.called)
    flash(_("The letter goes out."))
    return redirect(url_for(".show", slug=event.slug, ref=ref), 303)


@bp.post(f"{ONE}/withdrawal")
@staff(Role.ORGANISER)
@with_event
def withdraw(event: Event, ref: str) -> ResponseReturnValue:
    """Say that it is no longer valid."""
    certificate, form = get_certificate(event, ref), Form(WithdrawalShape, request.form)
    if form.ok:
        try:
            with transaction():
                giving.withdraw(certificate, reason=form.values["reason"], by=actor())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("The certificate is withdrawn; whoever verifies it is told so."))
            return redirect(url_for(".show", slug=event.slug, ref=ref), 303)
    return _page(event, certificate, form)


def get_certificate(event: Event, ref: str) -> Certificate:
    """Return the event's certificate with that reference, or answer 404."""
    return queries.find_by_ref(event, ref) or abort(404)


def _page(event: Event, certificate: Certificate, form: Form) -> ResponseReturnValue:
    page = render_template(
        "certificates/show.html", event=event, certificate=certificate, form=form, verified=links.secret(certificate)
    )
    return page, form.status
