"""Reads of scans that several places need."""

from collections.abc import Sequence

from sqlalchemy import select

from eventapp.checkin.models import Scan
from eventapp.database import db
from eventapp.events.models import Event


def scans_of(ticket_id: int | None) -> Sequence[Scan]:
    """Return the scans of one ticket, the newest first; none for who has no ticket."""
    if ticket_id is None:
        return []
    return db.session.scalars(select(Scan).where(Scan.ticket_id == ticket_id).order_by(Scan.at.desc(), Scan.id)).all()


def scanned_tickets(event: Event) -> set[int]:
    """Return the tickets of the event that have been at a door."""
    asked = select(Scan.ticket_id).where(Scan.event_id == event.id, Scan.ticket_id.is_not(None)).distinct()
    return {number for number in db.session.scalars(asked) if number is not None}
