"""Seats allotted to a delegation. Never more used than allotted, unless an organiser says so."""

from sqlalchemy import update

from eventapp.database import change, db
from eventapp.delegations.models import Delegation, Quota
from eventapp.errors import N_, DomainError
from eventapp.events.models import Mode


class QuotaExhausted(DomainError):
    """The delegation has no seat left in that mode."""

    code = "quota_exhausted"
    message = N_("%(delegation)s has no seat left for this form of attendance. The organiser can allot more.")


class QuotaBelowUsed(DomainError):
    """More delegates are registered than the new number of seats."""

    code = "quota_below_used"
    message = N_(
        "%(delegation)s already has %(used)s registered for this form of attendance; the number of seats allotted "
        "cannot be lower than that."
    )


def allot(delegation: Delegation, mode: Mode, seats: int) -> bool:
    """Allot so many seats in that mode; False when it was so already. Raises QuotaBelowUsed."""
    quota = db.session.get(Quota, (delegation.id, mode))
    if quota is None:
        db.session.add(Quota(delegation_id=delegation.id, mode=mode, allotted=seats, used=0))
        db.session.flush()
        return True
    if quota.allotted == seats:
        return False
    this = (Quota.delegation_id == delegation.id) & (Quota.mode == mode)
    is_lowered = change(update(Quota).where(this, Quota.used <= seats).values(allotted=seats)) == 1
    db.session.refresh(quota)
    if not is_lowered:
        raise QuotaBelowUsed(delegation=delegation.organisation.names, used=quota.used)
    return True


def take(delegation: Delegation, mode: Mode, *, beyond: bool = False) -> None:
    """Use one allotted seat; `beyond` lets an organiser exceed the quota. Raises QuotaExhausted."""
    used = update(Quota).where(Quota.delegation_id == delegation.id, Quota.mode == mode).values(used=Quota.used + 1)
    if change(used if beyond else used.where(Quota.used < Quota.allotted)) == 1:
        return
    if not beyond:
        raise QuotaExhausted(delegation=delegation.organisation.names)
    db.session.add(Quota(delegation_id=delegation.id, mode=mode, allotted=0, used=1))


def take_many(delegation_id: int, mode: Mode, number: int) -> bool:
    """Use so many allotted seats. False, and nothing used, where too few are left."""
    this = (Quota.delegation_id == delegation_id) & (Quota.mode == mode)
    has_room = Quota.used + number <= Quota.allotted
    return change(update(Quota).where(this, has_room).values(used=Quota.used + number)) == 1


def give_back(delegation_id: int, mode: Mode) -> None:
    """Free one used seat."""
    change(update(Quota).where(Quota.delegation_id == delegation_id, Quota.mode == mode).values(used=Quota.used - 1))
