"""The office adds a delegation, corrects it, gives it a new link and takes it away."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation, Quota
from eventapp.delegations.queries import find_delegation
from eventapp.directory.models import Organisation
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event, Mode


class StaleDelegation(DomainError):
    """The form was shown an older revision."""

    code = "stale"
    message = N_("Someone has changed this delegation since you opened it. Nothing of yours is saved yet.")


class CodeTaken(DomainError):
    """Another delegation of the event bears that code."""

    code = "code_taken"
    message = N_("Another delegation of this event has the code %(delegation)s.")


class AlreadyInvited(DomainError):
    """The organisation has a delegation at the event."""

    code = "already_invited"
    message = N_("“%(name)s” already has a delegation at this event.")


class DelegationInUse(DomainError):
    """Delegates of it are registered."""

    code = "delegation_in_use"
    message = N_("%(used)s delegates of this delegation are registered. Cancel or move them first.")


def add(
    event: Event, organisation: Organisation, *, by: Actor, seats: Mapping[Mode, int], **details: Any
) -> Delegation:
    """Add a delegation of the organisation. Raises CodeTaken, AlreadyInvited."""
    delegation = Delegation(event_id=event.id, organisation=organisation, created_at=clock.now(), **details)
    if find_delegation(event, delegation.code) is not None:
        raise CodeTaken(delegation=delegation.code)
    called = organisation.names
    try:
        with db.session.begin_nested():
            db.session.add(delegation)
    except IntegrityError:
        raise AlreadyInvited(name=called) from None
    _allot(delegation, seats)
    life_cycle.touch(event)
    trail.record("delegation_invited", delegation, by=by, event_id=event.id, code=delegation.code)
    return delegation


def amend(delegation: Delegation, *, seen: int, by: Actor, seats: Mapping[Mode, int], **details: Any) -> bool:
    """Change what is known of a delegation and the seats allotted to it; return whether anything was different.

    `seen` is the revision that whoever changes it was shown. Raises StaleDelegation, CodeTaken, QuotaBelowUsed.
    """
    this = (Delegation.id == delegation.id) & (Delegation.revision == seen)
    if change(update(Delegation).where(this).values(revision=Delegation.revision + 1)) != 1:
        db.session.refresh(delegation)
        raise StaleDelegation
    db.session.refresh(delegation)
    changed = {name for name, value in details.items() if getattr(delegation, name) != value}
    _refuse_taken_code(delegation, details.get("code", delegation.code))
    for name in changed:
        setattr(delegation, name, details[name])
    db.session.flush()
    if _allot(delegation, seats):
        changed.add("quotas")
    if not changed:
        return False
    trail.record(
        "delegation_amended", delegation, by=by, event_id=delegation.event_id, code=delegation.code,
        fields=sorted(changed),
    )  # fmt: skip
    return True


def keep_letter(delegation: Delegation, name: str, *, by: Actor) -> None:
    """Note under which name the signed letter is kept; "" is none any more."""
    delegation.letter_file = name
    action = "delegation_letter_kept" if name else "delegation_letter_removed"
    trail.record(action, delegation, by=by, event_id=delegation.event_id, code=delegation.code)


def renew_link(delegation: Delegation, *, by: Actor) -> None:
    """Give the focal point a new link: whoever has the old one is shut out at once."""
    change(update(Delegation).where(Delegation.id == delegation.id).values(generation=Delegation.generation + 1))
    db.session.refresh(delegation)
    trail.record("delegation_link_renewed", delegation, by=by, event_id=delegation.event_id, code=delegation.code)


def remove(event: Event, delegation: Delegation, *, by: Actor) -> None:
    """Take away a delegation of which nobody is registered, and to which nothing points. Raises DelegationInUse."""
    number, code, called = delegation.id, delegation.code, delegation.organisation.names
    mine = Quota.delegation_id == number
    change(update(Quota).where(mine, Quota.used == 0).values(allotted=0))  # nobody takes a seat of it any more
    if used := db.session.scalar(select(func.sum(Quota.used)).where(mine)):
        raise DelegationInUse(used=used)
    change(delete(Delegation).where(Delegation.id == number))
    db.session.expunge(delegation)
    life_cycle.touch(event)
    trail.record("delegation_removed", f"delegations/{number}", by=by, event_id=event.id, code=code, name=called)


def _allot(delegation: Delegation, seats: Mapping[Mode, int]) -> bool:
    """Allot what differs; nothing is written for a mode without seats that never had any."""
    had = {quota.mode for quota in db.session.scalars(select(Quota).where(Quota.delegation_id == delegation.id))}
    wanted = [(mode, number) for mode, number in seats.items() if number or mode in had]
    return sum(quotas.allot(delegation, mode, number) for mode, number in wanted) > 0


def _refuse_taken_code(delegation: Delegation, code: str) -> None:
    alike = (Delegation.event_id == delegation.event_id) & (func.upper(Delegation.code) == code.upper())
    if db.session.scalar(select(Delegation.id).where(alike, Delegation.id != delegation.id)) is not None:
        raise CodeTaken(delegation=code)
