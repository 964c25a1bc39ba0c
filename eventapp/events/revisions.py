"""A change that many events show at once, or that no rule of an event makes: their revisions rise all the same."""

from typing import cast

from sqlalchemy import ColumnElement, Connection, Table, update

from eventapp import clock
from eventapp.events.models import Event

_events = cast(Table, Event.__table__)


def rise(connection: Connection, which: ColumnElement[bool]) -> None:
    """Note that something a visitor sees of these events has changed. For mappers, in the midst of a flush.

    Objects in the session are not told.
    """
    connection.execute(update(_events).where(which).values(revision=_events.c.revision + 1, revised_at=clock.now()))
