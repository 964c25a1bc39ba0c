"""Where a ticket stands at a place on a day, and how many are there: for gates whose answer depends on it."""

from datetime import date

from sqlalchemy import func, select, update

from eventapp.checkin.entries import Step
from eventapp.checkin.models import Entry, Gate
from eventapp.checkin.rules import GateRule, PlaceFacts
from eventapp.database import change, db


def hold(gate: GateRule, step: Step) -> PlaceFacts:
    """Return where the ticket stands. Of a room that fills up, whoever asks holds the count until the transaction ends.

    SQLite has one writer; on PostgreSQL the rows of the room's gates are written so that the next one waits.
    """
    if gate.capacity is not None:
        room = (Gate.event_id == step.event_id) & (Gate.session == gate.session) & Gate.capacity.is_not(None)
        change(update(Gate).where(room).values(capacity=Gate.capacity))
    spells, is_inside = db.session.execute(
        select(func.count(Entry.spell), func.count(Entry.spell).filter(Entry.left_at.is_(None))).filter_by(**step.key)
    ).one()
    inside = None if gate.capacity is None else number_inside(step.event_id, step.place, step.day)
    return PlaceFacts(is_inside=bool(is_inside), spells=spells, inside=inside)


def number_inside(event_id: int, place: str, day: date) -> int:
    """Return how many are at that place."""
    there = (Entry.event_id == event_id) & (Entry.place == place) & (Entry.day == day) & Entry.left_at.is_(None)
    return db.session.scalar(select(func.count()).select_from(Entry).where(there)) or 0
