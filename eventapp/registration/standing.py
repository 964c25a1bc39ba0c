"""What a registration holds, and the condition that it still is as it was read."""

from typing import Any

from sqlalchemy import ColumnElement, update

from eventapp import clock
from eventapp.database import change, db
from eventapp.events.models import Mode
from eventapp.registration.models import Registration, Status

Seat = tuple[Mode, int | None]
"""What a seat is taken of: a mode, and a site where there is one."""

WAITS_FOR_NOTHING: dict[str, Any] = {
    "offer_expires_at": None,
    "wished_mode": None,
    "wished_site_id": None,
    "wished_at": None,
}
ASKS_NOTHING: dict[str, Any] = {"asks_again_at": None, "stood_before": None}


def seats_of(registration: Registration) -> list[Seat]:
    """Return the seats that are taken for the delegate: the one he has, and the one that was offered to him."""
    held: list[Seat] = []
    if registration.status in (Status.CONFIRMED, Status.OFFERED):
        held.append((registration.mode, registration.site_id))
    if registration.wished_mode is not None and registration.has_offer:
        held.append((registration.wished_mode, registration.wished_site_id))
    return held


def quotas_of(registration: Registration) -> list[tuple[int, Mode]]:
    """Return the seats allotted that the delegate uses: of how he attends, and of what he waits for meanwhile."""
    number = registration.delegation_id
    if number is None:
        return []
    return [(number, mode) for mode in (registration.mode, registration.wished_mode) if mode is not None]


def is_head(registration: Registration) -> bool:
    """Does the delegate lead the delegation?"""
    delegation = registration.delegation
    return delegation is not None and delegation.head_id == registration.person_id


def lead_again(registration: Registration, before: dict[str, Any]) -> None:
    """Let whoever was head be it again, where nobody else has become it."""
    delegation = registration.delegation
    if before.get("is_head") and delegation is not None and delegation.head_id is None:
        delegation.head = registration.person


def leave_head(registration: Registration) -> None:
    """Let whoever ends be head of a delegation no more."""
    if registration.delegation is not None and is_head(registration):
        registration.delegation.head = None


def change_as_read(registration: Registration, **values: Any) -> bool:
    """Change the row if it still is as it was read; of many who try at once one succeeds."""
    db.session.flush()
    changed = change(update(Registration).where(_as_read(registration)).values(changed_at=clock.now(), **values)) == 1
    db.session.refresh(registration)
    return changed


def _as_read(registration: Registration) -> ColumnElement[bool]:
    condition = (Registration.id == registration.id) & (Registration.status == registration.status)
    for name in ("mode", "site_id", "delegation_id", "wished_mode", "wished_site_id", "offer_expires_at"):
        condition &= getattr(Registration, name).is_not_distinct_from(getattr(registration, name))
    return condition
