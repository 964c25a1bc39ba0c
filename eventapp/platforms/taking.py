"""Take a report into the ledger, slice after slice, and throw one away with what it said."""

from collections.abc import Iterator, Sequence

from sqlalchemy import delete, select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db, transaction
from eventapp.events.models import Event
from eventapp.platforms.models import COUNTING, PlatformPerson, PlatformReport
from eventapp.platforms.settling import numbers_of, settle

SLICE = 250  # people in one transaction: on SQLite everybody else waits for its end


def take(report: PlatformReport, *, by: Actor) -> None:
    """Let the report count. An edge: slice after slice in transactions of its own; begun again it goes on."""
    event = db.session.get_one(Event, report.event_id)
    with transaction():
        mine = (PlatformReport.id == report.id) & PlatformReport.taken_at.is_(None)
        if change(update(PlatformReport).where(mine).values(taken_at=clock.now())):
            trail.record("platform_report_taken", report, by=by, event_id=event.id, name=report.filename)
    db.session.refresh(report)
    for some in _slices(_counted(report)):
        with transaction():
            settle(event, some, set(), by=by)


def throw_away(event: Event, report: PlatformReport, *, by: Actor) -> None:
    """Forget a report; what nothing else says counts no more."""
    people = db.session.scalars(select(PlatformPerson).where(PlatformPerson.report_id == report.id)).all()
    former = numbers_of(people) if report.taken_at else set()
    touched = {each.registration_id for each in people if each.standing.counts}
    for each in people:
        db.session.expunge(each)
    change(delete(PlatformReport).where(PlatformReport.id == report.id))
    trail.record(
        "platform_report_removed", f"platform_reports/{report.id}", by=by, event_id=event.id, name=report.filename
    )
    settle(event, touched, former, by=by)


def _counted(report: PlatformReport) -> list[int]:
    mine = (PlatformPerson.report_id == report.id) & PlatformPerson.standing.in_(COUNTING)
    asked = select(PlatformPerson.registration_id).where(mine, PlatformPerson.registration_id.is_not(None))
    return sorted({each for each in db.session.scalars(asked) if each is not None})


def _slices(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), SLICE):
        yield numbers[start : start + SLICE]
