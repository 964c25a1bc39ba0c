"""Seats of a mode and of a bridge point. Never more taken than there are, however many people ask at once.

Each step is one conditional UPDATE whose row count is read; the mode's row is always locked first.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, or_, select, update

from eventapp.database import change, db
from eventapp.events.models import EventMode, Mode, Site

_MODE = (EventMode.event_id == bindparam("its_event"), EventMode.mode == bindparam("its_mode"))
_SITE = (Site.id == bindparam("its_site"), Site.removed_at.is_(None))


def hold(event_id: int) -> None:
    """Lock the modes of the event until the end of the transaction, always in the same order.

    For whoever takes many seats in one transaction: two of them wait for one another's end, not for each other.
    """
    db.session.execute(
        select(EventMode.mode).where(EventMode.event_id == event_id).order_by(EventMode.mode).with_for_update()
    )


def take(event_id: int, mode: Mode, site_id: int | None) -> bool:
    """Take one seat in the mode, and at the site if there is one. False, and nothing taken, when one is full."""
    if not _take(EventMode, *_MODE, its_event=event_id, its_mode=mode):
        return False
    if site_id is None or _take(Site, *_SITE, its_site=site_id):
        return True
    _free(EventMode, EventMode.event_id == event_id, EventMode.mode == mode)
    return False


def take_many(event_id: int, mode: Mode, by_site: Mapping[int | None, int]) -> bool:
    """Take so many seats of the mode, at so many sites or none. False, and nothing taken, where one has too few."""
    number = sum(by_site.values())
    if not _take_number(EventMode, number, EventMode.event_id == event_id, EventMode.mode == mode):
        return False
    taken: list[tuple[int, int]] = []
    for site_id, wanted in sorted((site, wanted) for site, wanted in by_site.items() if site is not None):
        if not _take_number(Site, wanted, Site.id == site_id, Site.removed_at.is_(None)):
            _free_number(EventMode, number, EventMode.event_id == event_id, EventMode.mode == mode)
            for earlier, were in taken:
                _free_number(Site, were, Site.id == earlier)
            return False
        taken.append((site_id, wanted))
    return True


def exchange(event_id: int, before: tuple[Mode, int | None], after: tuple[Mode, int | None]) -> bool:
    """Take the one seat and free the other. False, and nothing changed, when there is none to take."""
    (left, left_site), (mode, site_id) = before, after
    if left is not mode:
        if not take(event_id, mode, site_id):
            return False
        give_back(event_id, left, left_site)
        return True
    if site_id is not None and not _take(Site, *_SITE, its_site=site_id):  # of the mode there is one taken either way
        return False
    if left_site is not None:
        _free(Site, Site.id == left_site)
    return True


def give_back(event_id: int, mode: Mode, site_id: int | None) -> None:
    """Free one seat that was taken."""
    _free(EventMode, EventMode.event_id == event_id, EventMode.mode == mode)
    if site_id is not None:
        _free(Site, Site.id == site_id)


def _take(table: type[EventMode] | type[Site], *which: ColumnElement[bool], **its: Any) -> bool:
    return change(_taking(table, *which), its) == 1


@cache  # every registration takes one: to put the statement together costs more than to run it
def _taking(table: type[EventMode] | type[Site], *which: ColumnElement[bool]) -> Update:
    has_room = or_(table.capacity.is_(None), table.taken < table.capacity)
    return update(table).where(*which, has_room).values(taken=table.taken + 1)


def _free(table: type[EventMode] | type[Site], *which: ColumnElement[bool]) -> None:
    _free_number(table, 1, *which)


def _take_number(table: type[EventMode] | type[Site], number: int, *which: ColumnElement[bool]) -> bool:
    has_room = or_(table.capacity.is_(None), table.taken + number <= table.capacity)
    return change(update(table).where(*which, has_room).values(taken=table.taken + number)) == 1


def _free_number(table: type[EventMode] | type[Site], number: int, *which: ColumnElement[bool]) -> None:
    change(update(table).where(*which).values(taken=table.taken - number))
