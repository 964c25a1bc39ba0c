"""Reads of scans that several places need."""

from collections.abc import Sequence

from sqlalchemy import select

from eventapp.checkin.models import Scan
from eventapp.database import db


def scans_of(ticket_id: int | None) -> Sequence[Scan]:
    """Return the scans of one ticket, the newest first; none for who has no ticket."""
    if ticket_id is None:
        return []
    return db.session.scalars(select(Scan).where(Scan.ticket_id == ticket_id).order_by(Scan.at.desc(), Scan.id)).all()
