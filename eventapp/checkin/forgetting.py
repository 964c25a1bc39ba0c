"""Scans and entries stay; what was written about him at the door goes. His telephones' lists follow by themselves."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from eventapp.checkin.models import Attention, Case, Scan
from eventapp.database import change, db
from eventapp.registration.forgetting import Erasure, forgets, is_free, vouches
from eventapp.registration.models import Registration

is_free(Attention.text, Case.detail, Case.settlement, Scan.override_reason, Scan.operator_name)


@vouches
def was_at_a_door(registration: Registration) -> bool:
    """Has the ticket been scanned?"""
    if registration.ticket_id is None:
        return False
    return db.session.scalar(select(Scan.id).where(Scan.ticket_id == registration.ticket_id).limit(1)) is not None


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget notes for the door, why somebody let him in, and what a telephone sent that nobody could read."""
    mine = Attention.registration_id.in_(erasure.registration_ids)
    change(delete(Attention).where(mine, Attention.is_blocked.is_(False)))
    change(update(Attention).where(mine).values(text=""))
    change(update(Scan).where(Scan.ticket_id.in_(erasure.ticket_ids)).values(override_reason=""))
    change(update(Case).where(Case.ticket_id.in_(erasure.ticket_ids)).values(record=None, settlement=""))
    return []
