"""The address that verifies a certificate: a secret derived, never stored, that opens nothing else."""

from sqlalchemy import select

from eventapp import signing
from eventapp.certificates.models import Certificate
from eventapp.database import db

PURPOSE = "certificate"


def secret(certificate: Certificate) -> str:
    """Return the secret in the certificate's QR."""
    return signing.link_secret(PURPOSE, certificate.ref)


def find_certificate(given: str) -> Certificate | None:
    """Return the certificate whose QR bears this secret."""
    ref = signing.split_secret(given)
    certificate = db.session.scalar(select(Certificate).where(Certificate.ref == ref)) if ref else None
    return certificate if certificate and signing.opens(given, PURPOSE, certificate.ref) else None


def address(external_url: str, certificate: Certificate) -> str:
    """Return where anybody verifies it."""
    return f"{external_url.rstrip('/')}/c/{secret(certificate)}"
