"""Seats of a mode and of a bridge point. Never more taken than there are, however many people ask at once.

Each step is one conditional UPDATE whose row count is read; the mode's row is always locked first.
"""

from sqlalchemy import ColumnElement, or_, select, update

from eventapp.database import change, db
from eventapp.events.models import EventMode, Mode, Site


def hold(event_id: int) -> None:
    """Lock the modes of the event until the end of the transaction, always in the same order.

    For whoever takes many seats in one transaction: two of them wait for one another's end, not for each other.
    """
    db.session.execute(
        select(EventMode.mode).where(EventMode.event_id == event_id).order_by(EventMode.mode).with_for_update()
    )


def take(event_id: int, mode: Mode, site_id: int | None) -> bool:
    """Take one seat in the mode, and at the site if there is one. False, and nothing taken, when one is full."""
    if not _take(EventMode, EventMode.event_id == event_id, EventMode.mode == mode):
        return False
    if site_id is None or _take(Site, Site.id == site_id):
        return True
    _free(EventMode, EventMode.event_id == event_id, EventMode.mode == mode)
    return False


def exchange(event_id: int, before: tuple[Mode, int | None], after: tuple[Mode, int | None]) -> bool:
    """Take the one seat and free the other. False, and nothing changed, when there is none to take."""
    (left, left_site), (mode, site_id) = before, after
    if left is not mode:
        if not take(event_id, mode, site_id):
            return False
        give_back(event_id, left, left_site)
        return True
    if site_id is not None and not _take(Site, Site.id == site_id):  # of the mode there is one taken either way
        return False
    if left_site is not None:
        _free(Site, Site.id == left_site)
    return True


def give_back(event_id: int, mode: Mode, site_id: int | None) -> None:
    """Free one seat that was taken."""
    _free(EventMode, EventMode.event_id == event_id, EventMode.mode == mode)
    if site_id is not None:
        _free(Site, Site.id == site_id)


def _take(table: type[EventMode] | type[Site], *which: ColumnElement[bool]) -> bool:
    has_room = or_(table.capacity.is_(None), table.taken < table.capacity)
    return change(update(table).where(*which, has_room).values(taken=table.taken + 1)) == 1


def _free(table: type[EventMode] | type[Site], *which: ColumnElement[bool]) -> None:
    change(update(table).where(*which).values(taken=table.taken - 1))
