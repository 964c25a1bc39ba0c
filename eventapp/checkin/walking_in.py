"""Somebody nobody expected comes in: entered by name at the door, with network or later."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.checkin import scanning
from eventapp.checkin.models import Scan
from eventapp.checkin.scanning import Answer, Reading
from eventapp.database import db
from eventapp.events.categories import find_category
from eventapp.events.models import Event
from eventapp.events.queries import find_site
from eventapp.registration import enrolment
from eventapp.registration.models import Registration
from eventapp.tickets import issuing
from eventapp.tickets.codes import read_code


def scan(event: Event, reading: Reading) -> Answer:
    """Enter whoever walks in, then answer the scan of the new ticket. The same id enters nobody twice.

    Raises AnsweredMeanwhile, and what `enrolment.register` raises.
    """
    former = db.session.scalars(
        select(Registration.ref)
        .join(Scan, Scan.ticket_id == Registration.ticket_id)
        .where(Scan.event_id == event.id, Scan.uuid == str(reading.id))
    ).one_or_none()
    if former is not None:
        return _answered(event, reading, _code(event, former))
    registration = _enter(event, reading)
    if registration.ticket is None and reading.decision == "offline_admitted":
        registration.ticket = issuing.issue(event.id)  # inside without a seat: what happened is not rewritten
        db.session.flush()
    code = issuing.code_of(registration.ticket) if registration.ticket else registration.ref
    return _answered(event, reading, code)


def _answered(event: Event, reading: Reading, code: str) -> Answer:
    return replace(scanning.scan(event, replace(reading, code=code)), code=code if read_code(code) else "")


def _enter(event: Event, reading: Reading) -> Registration:
    """Register, at the office's own hand; people of one name are two people unless they have one address."""
    by = Actor(reading.operator_name or reading.operator)
    walk_in = reading.walk_in
    if walk_in is None:
        raise ValueError("nobody walks in")
    values: dict[str, Any] = {
        "full_name": walk_in.full_name,
        "mode": walk_in.mode,
        "organisation": walk_in.organisation,
        "site": find_site(event, walk_in.site) if walk_in.site else None,
        "category": find_category(event, walk_in.category) if walk_in.category else None,
        "position": walk_in.position,
        "phone": walk_in.phone,
        "by": by,
        "is_office": True,
        "is_approved": True,
        "sends_letter": False,
    }
    try:
        with db.session.begin_nested():
            registration = enrolment.register(event, email=walk_in.email, **values)
    except enrolment.AlreadyRegistered:
        if walk_in.email:
            raise
        registration = enrolment.register(event, email="", is_namesake=True, **values)
    trail.record("walked_in", f"registrations/{registration.ref}", by=by, event_id=event.id)
    return registration


def _code(event: Event, ref: str) -> str:
    found = db.session.scalars(
        select(Registration).where(Registration.event_id == event.id, Registration.ref == ref)
    ).one()
    return issuing.code_of(found.ticket) if found.ticket else ref
