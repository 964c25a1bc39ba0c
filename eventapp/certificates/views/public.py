"""Verify a certificate: /c/<secret>, where its QR leads. And one's own, from the page of one's registration."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from eventapp.certificates import links, making, queries
from eventapp.certificates.views import bp
from eventapp.events.models import EventStatus
from eventapp.registration.links import find_registration
from eventapp.web import downloads, limits
from eventapp.web.access import public
from eventapp.web.networks import network


@bp.get("/c/<secret>")
@public
def verify(secret: str) -> ResponseReturnValue:
    """Say whether the certificate with this number bears this name; nothing of a person beyond what is on the paper."""
    limits.count(limits.LOOK_UPS, network())
    certificate = links.find_certificate(secret.lower())
    event = certificate.registration.event if certificate else None
    if certificate is None or event is None or event.status is EventStatus.DRAFT:
        return render_template("certificates/unknown.html"), 404
    return render_template("certificates/verify.html", certificate=certificate, event=event)


@bp.get("/my/<secret>/certificate.pdf")
@public
def own(secret: str) -> Response:
    """Return the delegate's own certificate."""
    registration = find_registration(secret) or abort(404)
    certificate = queries.find_of(registration) or abort(404)
    body = making.drawn(registration.event, [certificate])
    return downloads.attachment(f"certificate-{certificate.ref.lower()}.pdf", body, downloads.PDF)
