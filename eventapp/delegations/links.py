"""The focal point's link: a secret derived, never stored; raising the delegation's generation revokes it."""

from sqlalchemy import select

from eventapp import signing
from eventapp.database import db
from eventapp.delegations.models import Delegation

PAGE = "delegation"


def secret(delegation: Delegation) -> str:
    """Return the secret of the focal point's page."""
    return signing.link_secret(PAGE, delegation.ref, delegation.generation)


def find_invited(given: str) -> Delegation | None:
    """Return the delegation whose page this secret opens."""
    ref = signing.split_secret(given)
    delegation = db.session.scalar(select(Delegation).where(Delegation.ref == ref)) if ref else None
    if delegation and signing.opens(given, PAGE, delegation.ref, delegation.generation):
        return delegation
    return None
