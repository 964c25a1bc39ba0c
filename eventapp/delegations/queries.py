"""Reads of delegations that several places need."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from eventapp.database import db
from eventapp.delegations.models import Delegation, Quota
from eventapp.directory.models import Organisation
from eventapp.events.models import Event, Mode


def find_delegation(event: Event, code: str) -> Delegation | None:
    """Return the event's delegation with that code, whatever its case."""
    return db.session.scalar(select(Delegation).where(Delegation.event_id == event.id, has_code(code)))


def has_code(code: str) -> ColumnElement[bool]:
    """Return the condition that a delegation has that code; SQLite knows the case of ASCII letters alone."""
    code = code.strip()
    return (Delegation.code == code) | (func.upper(Delegation.code) == code.upper())


def delegations_of(event: Event) -> Sequence[Delegation]:
    """Return the event's delegations in the order of their codes."""
    return db.session.scalars(select(Delegation).where(Delegation.event_id == event.id).order_by(Delegation.code)).all()


def quotas_of(event: Event) -> dict[int, list[Quota]]:
    """Return the quotas by delegation id."""
    found: dict[int, list[Quota]] = {}
    rows = db.session.scalars(
        select(Quota).join(Delegation, Delegation.id == Quota.delegation_id).where(Delegation.event_id == event.id)
    )
    for quota in rows:
        found.setdefault(quota.delegation_id, []).append(quota)
    return found


def zones_of(event: Event) -> dict[str, int]:
    """Return the zones the event's delegations live in, and how many delegations live in each."""
    rows = db.session.execute(
        select(Organisation.zone, func.count())
        .join(Delegation, Delegation.organisation_id == Organisation.id)
        .where(Delegation.event_id == event.id, Organisation.zone.is_not(None))
        .group_by(Organisation.zone)
    )
    return {str(zone): count for zone, count in rows}


def find_by_ref(event: Event, ref: str) -> Delegation | None:
    """Return the event's delegation with that reference."""
    return db.session.scalar(select(Delegation).where(Delegation.event_id == event.id, Delegation.ref == ref.upper()))


def quotas_by_id(numbers: Sequence[int]) -> dict[int, dict[Mode, Quota]]:
    """Return the quotas of these delegations by their ids and modes."""
    found: dict[int, dict[Mode, Quota]] = {number: {} for number in numbers}
    for quota in db.session.scalars(select(Quota).where(Quota.delegation_id.in_(numbers))):
        found[quota.delegation_id][quota.mode] = quota
    return found


def kinds_of(event: Event) -> set[str]:
    """Return the kinds of organisations that have a delegation at the event."""
    rows = db.session.scalars(
        select(Organisation.kind)
        .join(Delegation, Delegation.organisation_id == Organisation.id)
        .where(Delegation.event_id == event.id)
        .distinct()
    )
    return {kind for kind in rows if kind}
