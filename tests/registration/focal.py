"""A delegation and its focal point: what tests of nomination stand on."""

import re
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from eventapp import clock
from eventapp.database import db, transaction
from eventapp.delegations import links, quotas
from eventapp.delegations.models import Delegation, Quota
from eventapp.directory import organisations
from eventapp.events.models import Event, Mode, Site
from eventapp.registration.models import DEAD, Registration

MINISTRY = "Bộ Ngoại giao"
PASTED = (
    "Đinh Thị Ánh Tuyết\tTrưởng phòng Lễ tân\ttuyet@bo.example.vn\t0912345678\n"
    "Phạm Đức Mậu\tChuyên viên\tmau.pd@bo\n"
    "Vi Văn Bảo Khánh\tPhó Chánh Văn phòng\ttuyet@bo.example.vn\n"
)


def make_delegation(
    event: Event,
    name: str = MINISTRY,
    *,
    hall: int = 3,
    online: int = 0,
    bridge: int = 0,
    mode: Mode = Mode.HALL,
    site: Site | None = None,
    deadline_at: datetime | None = None,
) -> Delegation:
    """Return a delegation with seats in the hall and, perhaps, online."""
    with transaction():
        organisation, _is_new = organisations.enter(name)
        made = Delegation(
            event_id=event.id,
            organisation=organisation,
            code=name[:8],
            mode=mode,
            site=site,
            created_at=clock.now(),
            deadline_at=deadline_at,
        )
        db.session.add(made)
        db.session.flush()
        quotas.allot(made, Mode.HALL, hall)
        if online:
            quotas.allot(made, Mode.ONLINE, online)
        if bridge:
            quotas.allot(made, Mode.BRIDGE, bridge)
    return made


def secret_of(delegation: Delegation) -> str:
    """Return the way to the focal point's page."""
    return f"/delegations/{links.secret(delegation)}"


def row(number: int, name: str = "Trần Thị Bình", **more: str) -> dict[str, str]:
    """Return what a form sends for one person."""
    typed = {"full_name": name, "email": "van.phong@bo.example.vn", **more}
    return {f"{field}-{number}": value for field, value in typed.items()}


def hidden(page: str, name: str) -> str:
    """Return the value of the first hidden field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def listed(app: Flask) -> list[tuple[str, str, str]]:
    """Return name, mode and status of everybody who lives on a delegation's list, as they came."""
    with app.app_context():
        rows = db.session.scalars(
            select(Registration)
            .where(Registration.delegation_id.is_not(None), Registration.status.not_in(DEAD))
            .order_by(Registration.id)
        ).all()
        return [(each.person.full_name, each.mode.value, each.status.value) for each in rows]


def used(app: Flask, mode: Mode = Mode.HALL) -> int:
    """Return how many of the seats allotted in that mode are used, over all delegations."""
    with app.app_context():
        return sum(db.session.scalars(select(Quota.used).where(Quota.mode == mode)))


def standing(app: Flask) -> Delegation:
    """Return the one delegation as it stands."""
    with app.app_context():
        return db.session.scalars(select(Delegation)).one()
