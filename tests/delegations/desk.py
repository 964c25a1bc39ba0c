"""Delegations and the office for tests of their pages."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.delegations import amendment
from eventapp.delegations.models import Delegation
from eventapp.directory import organisations
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from tests.factories import give_role, make_user
from tests.visits import signed_in


def make_delegation(event: Event, name: str = "Bộ Ngoại giao", code: str = "TW01", **details: Any) -> Delegation:
    """Return a delegation with two seats in the hall and an e-mail address."""
    seats = details.pop("seats", {Mode.HALL: 2})
    kind = details.pop("kind", "")
    given = {"mode": Mode.HALL, "contact_email": f"focal.{code.lower()}@example.vn", **details}
    with transaction():
        organisation, _is_new = organisations.enter(name, kind=kind)
        return amendment.add(event, organisation, by=SYSTEM, seats=seats, code=code, **given)


def office(app: Flask, event: Event, role: Role = Role.REGISTRAR) -> FlaskClient:
    """Return the browser of a member of the event's team."""
    user = make_user()
    give_role(event, user, role)
    return signed_in(app, user)


def typed(delegation: Delegation, **changes: Any) -> dict[str, Any]:
    """Return what the form of that delegation holds when it is sent unchanged, but for these."""
    form = {
        "code": delegation.code,
        "mode": delegation.mode.value,
        "hall": "2",
        "bridge": "0",
        "online": "0",
        "contact_email": delegation.contact_email,
        "contact_name": delegation.contact_name,
        "revision": str(delegation.revision),
    }
    return form | changes
