"""Put the entries right when a scan arrives that happened before others: they are what the set of scans says."""

from datetime import datetime, time, timedelta

from sqlalchemy import bindparam, delete, insert, select

from eventapp.checkin import cases
from eventapp.checkin.entries import Step
from eventapp.checkin.histories import Passing, Spell, doubles, spells
from eventapp.checkin.models import Entry, Scan, Verdict
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.tickets.models import Ticket

_INSERT = insert(Entry)
_THERE = (Scan.ticket_id == bindparam("ticket_id")) & (Scan.place == bindparam("place"))
_OF_DAY = (Scan.at >= bindparam("starts")) & (Scan.at < bindparam("ends"))
_SCANS = select(Scan.uuid, Scan.direction, Scan.verdict, Scan.at, Scan.device, Scan.sequence, Scan.gate).where(
    Scan.event_id == bindparam("event_id"), _THERE, Scan.verdict != Verdict.REFUSED, _OF_DAY
)
_ENTRIES = (
    select(Entry.entered_at, Entry.gate, Entry.left_at)
    .where(Entry.ticket_id == bindparam("ticket_id"), Entry.place == bindparam("place"), Entry.day == bindparam("day"))
    .order_by(Entry.spell)
)


def settle(event: Event, step: Step) -> list[str]:
    """Write the entries of the step's ticket, place and day anew from all its scans; return those that let in twice.

    On PostgreSQL no other scan of the ticket is written meanwhile: its foreign key waits for this row.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        db.session.execute(select(Ticket.id).where(Ticket.id == step.ticket_id).with_for_update())
    passings = _passings(event, step)
    found = spells(passings)
    kept = [tuple(row) for row in connection.execute(_ENTRIES, step.key)]
    if kept != [(each.entered_at, each.gate, each.left_at) for each in found]:
        _write(event, step, found, is_new=not kept)
    twice = doubles(found)
    if len(passings) > 1:
        cases.keep_double(event, step, twice)
    return twice


def _passings(event: Event, step: Step) -> list[Passing]:
    starts, ends = (datetime.combine(day, time.min, event.tz) for day in (step.day, step.day + timedelta(days=1)))
    asked = {"event_id": event.id, "ticket_id": step.ticket_id, "place": step.place, "starts": starts, "ends": ends}
    return [Passing(**row._mapping) for row in db.session.connection().execute(_SCANS, asked)]


def _write(event: Event, step: Step, found: list[Spell], *, is_new: bool) -> None:
    connection = db.session.connection()
    if not is_new:
        connection.execute(delete(Entry).filter_by(**step.key))
    rows = [
        {
            **step.key,
            "spell": number,
            "event_id": event.id,
            "entered_at": each.entered_at,
            "gate": each.gate,
            "left_at": each.left_at,
        }
        for number, each in enumerate(found)
    ]
    if rows:
        connection.execute(_INSERT, rows)
