"""What a supervisor looks at: double entries, entries against the rules, records that do not fit, wrong clocks."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from eventapp import clock, signing
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.checkin.entries import Step
from eventapp.checkin.models import Case, CaseKind
from eventapp.database import change, db, insert_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.references import new_reference

PURPOSE = "door record"
LONGEST_RECORD = 16_000  # characters kept of a record that does not fit
MOST_KEPT = 10_000  # records of one event: what sends more is no telephone of ours


class CaseSettled(DomainError):
    """Somebody else was faster."""

    code = "case_settled"
    message = N_("Somebody has settled this meanwhile.")


def number_open(event: Event) -> int:
    """Return how many cases nobody has settled."""
    asked = select(func.count()).select_from(Case).where(Case.event_id == event.id, Case.settled_at.is_(None))
    return db.session.scalar(asked) or 0


def find_case(event: Event, ref: str) -> Case | None:
    """Return the event's case with that reference."""
    return db.session.scalar(select(Case).where(Case.event_id == event.id, Case.ref == ref.upper()))


def open_case(
    event: Event,
    kind: CaseKind,
    key: str,
    *,
    ticket_id: int | None = None,
    scans: Sequence[str] = (),
    record: Any = None,
    **detail: Any,
) -> None:
    """Open a case, once for each key."""
    if record is not None and number_open(event) >= MOST_KEPT:
        return
    sealed = None if record is None else signing.seal(json.dumps(record)[:LONGEST_RECORD], PURPOSE)
    insert_once(
        Case,
        event_id=event.id,
        ref=new_reference(),
        kind=kind,
        key=key[:120],
        ticket_id=ticket_id,
        scans=list(scans),
        detail=detail,
        record=sealed,
        opened_at=clock.now(),
        settled_at=None,
        settled_by="",
        settlement="",
    )


def keep_double(event: Event, step: Step, scans: Sequence[str]) -> None:
    """Keep the case of a ticket that let in twice true: open it, add to it, or drop it where it was none after all."""
    key = f"double/{step.ticket_id}/{step.place}/{step.day}"
    mine = (Case.event_id == event.id) & (Case.key == key)
    if not scans:
        db.session.execute(delete(Case).where(mine, Case.settled_at.is_(None)))
        return
    open_case(event, CaseKind.DOUBLE_ENTRY, key, ticket_id=step.ticket_id, scans=scans, place=step.place)
    found = db.session.scalars(select(Case).where(mine)).one()
    if found.scans != list(scans):
        found.scans, found.settled_at, found.settlement = list(scans), None, ""


def read_record(case: Case) -> Any:
    """Return the record that did not fit, as far as it was kept; None where there is none, or it was too long."""
    if case.record is None:
        return None
    try:
        return json.loads(signing.unseal(case.record, PURPOSE))
    except ValueError:
        return None


def settle(case: Case, said: str, *, by: Actor) -> None:
    """Write down what was done about it. Raises CaseSettled."""
    values = {"settled_at": clock.now(), "settled_by": by.words, "settlement": said}
    if not change(update(Case).where(Case.id == case.id, Case.settled_at.is_(None)).values(**values)):
        raise CaseSettled
    db.session.refresh(case)
    trail.record("case_settled", case, by=by, event_id=case.event_id, name=said)


def digest(record: Any) -> str:
    """Return what tells one record from another."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:24]


def is_clock_off(at: Any, now: Any) -> bool:
    """Is a scan's time so far from now that the device's clock is to be looked at?"""
    return not (timedelta(days=-3) < at - now < timedelta(minutes=2))


def as_seen(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a record what a person may see: everything but the ticket's code."""
    return {name: value for name, value in record.items() if name != "code"}
