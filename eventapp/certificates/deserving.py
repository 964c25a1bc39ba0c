"""Who was there long enough: by what was measured at the door, in a roll call or online, in whichever way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.certificates.models import CertificateTerms
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode
from eventapp.presence.attending import roll_of
from eventapp.presence.judging import Attendance, State
from eventapp.presence.models import Level
from eventapp.registration.models import Registration

_MINUTE = timedelta(minutes=1)
_AT_ONCE = 500  # as many numbers as one statement asks for


class Deserved(NamedTuple):
    """Someone who was there long enough."""

    registration_id: int
    mode: Mode
    minutes: int


def terms_of(event: Event) -> CertificateTerms:
    """Return the event's terms; the usual ones, not kept, where nothing was said yet."""
    return db.session.get(CertificateTerms, event.id) or CertificateTerms(
        event_id=event.id, minutes=0, percent=70, series="", remark="", remark_en="", last_number=0
    )


def revise(event: Event, *, minutes: int, percent: int, series: str, remark: str, remark_en: str, by: Actor) -> None:
    """Say how long someone must have been there, and what stands on the paper; certificates given stay."""
    kept = db.session.get(CertificateTerms, event.id)
    if kept is None:
        kept = terms_of(event)
        db.session.add(kept)
    kept.minutes, kept.percent, kept.series, kept.remark, kept.remark_en = minutes, percent, series, remark, remark_en
    trail.record("certificate_terms_revised", event, by=by, event_id=event.id)


def deserving(event: Event, *, at: datetime) -> dict[int, Deserved]:
    """Return who was there long enough as it is known now, by registration."""
    terms, roll = terms_of(event), roll_of(event, at=at)
    working = roll.timetable.working(None) or [(event.starts_at, event.ends_at)]
    whole = sum((end - start for start, end in working), timedelta()) / _MINUTE
    needed = max(terms.minutes, whole * terms.percent / 100)
    return {
        line.registration_id: Deserved(line.registration_id, line.attendance.mode, line.attendance.minutes)
        for line in roll.lines
        if line.attendance.mode is not None and is_measured(line.attendance) and line.attendance.minutes + 1 > needed
    }


def is_measured(attendance: Attendance) -> bool:
    """Does it rest on what somebody saw or a machine noted, not on a declaration or a decision alone?"""
    return attendance.state is State.PRESENT and attendance.level not in (None, Level.F)


def in_order(numbers: Sequence[int]) -> list[int]:
    """Return the registrations in the order of precedence."""
    rows: list[Any] = []
    asked = select(Person.precedence, Person.sort_key, Registration.id).join(Registration.person)
    for start in range(0, len(numbers), _AT_ONCE):
        some = Registration.id.in_(numbers[start : start + _AT_ONCE])
        rows += db.session.execute(asked.where(some)).all()
    return [row[2] for row in sorted(tuple(row) for row in rows)]
