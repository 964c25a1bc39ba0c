"""The roll call of a bridge point: what its secretary notes of people and of their number.

A page without network keeps its marks and sends them later, several at once; each has a number (uuid) and counts once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.presence import recording
from eventapp.presence.models import Evidence, Sign
from eventapp.presence.recording import Tick
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session
from eventapp.registration import enrolment, substitution
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref


class NotOnThisRoll(DomainError):
    """The delegate attends elsewhere, or is unknown."""

    code = "not_on_this_roll"
    message = N_("This delegate is not on the list of your bridge point any more.")


class NoSuchSession(DomainError):
    """The session is not there any more."""

    code = "no_such_session"
    message = N_("There is no such session any more.")


class Kind(StrEnum):
    """What a secretary notes."""

    TICK = "tick"
    HEADCOUNT = "headcount"
    ARRIVAL = "arrival"  # of somebody who is not on the list, in his own right or for another


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who is not on the list. With `stands_for` he attends for the delegate with that registration code."""

    full_name: str
    position: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    stands_for: str = ""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing that was noted at a bridge point, of the event or of a session (its reference)."""

    uuid: UUID
    kind: Kind
    session: str = ""
    ref: str = ""
    sign: Sign = Sign.IN
    at: datetime | None = None
    clock_offset: float = 0
    is_late: bool = False
    number: int = 0
    newcomer: Newcomer | None = None


def take(event: Event, site: Site, mark: Mark, *, by: Actor) -> bool:
    """Note it; False where it is known already. Raises NotOnThisRoll, NoSuchSession, and what the rules beneath do."""
    session = find_session(event, mark.session) if mark.session else None
    if mark.session and session is None:
        raise NoSuchSession
    if mark.kind is Kind.HEADCOUNT:
        return recording.report_headcount(
            event, site, mark.number, uuid=mark.uuid, by=by, session=session, at=_said_at(mark)
        )
    if mark.kind is Kind.ARRIVAL:
        return _receive(event, site, mark, session, by)
    registration = find_by_ref(event, mark.ref)
    if registration is None or not _is_expected(registration, site):
        raise NotOnThisRoll
    return recording.tick(registration, _tick(mark), by=by, session=session, site=site)


def _receive(event: Event, site: Site, mark: Mark, session: Session | None, by: Actor) -> bool:
    """Enter somebody new and name him; the same number enters nobody twice, also where two come at once."""
    if _is_known(event, mark.uuid):
        return False
    try:
        with db.session.begin_nested():
            registration = _entered(event, site, mark, by)
            if not recording.tick(registration, _tick(mark), by=by, session=session, site=site):
                raise _KnownMeanwhile
    except _KnownMeanwhile:
        return False
    except DomainError:
        if _is_known(event, mark.uuid):
            return False
        raise
    return True


class _KnownMeanwhile(Exception):
    """Somebody else has noted the same at this very moment."""


def _entered(event: Event, site: Site, mark: Mark, by: Actor) -> Registration:
    given = mark.newcomer
    if given is None:
        raise ValueError("nobody arrives")
    if given.stands_for:
        former = find_by_ref(event, given.stands_for)
        if former is None or not _is_expected(former, site):
            raise NotOnThisRoll
        return substitution.substitute(
            former, by=by, full_name=given.full_name, email=given.email, phone=given.phone, position=given.position
        )
    entered = _registered(event, site, given, by)
    trail.record("walked_in", f"registrations/{entered.ref}", by=by, event_id=event.id)
    return entered


def _registered(event: Event, site: Site, given: Newcomer, by: Actor) -> Registration:
    """Register him at the office's own hand; people of one name without an address are two people."""
    values: dict[str, Any] = {
        "full_name": given.full_name,
        "mode": Mode.BRIDGE,
        "site": site,
        "organisation": given.organisation or None,
        "position": given.position,
        "phone": given.phone,
        "by": by,
        "is_office": True,
        "is_approved": True,
        "sends_letter": bool(given.email),
    }
    try:
        with db.session.begin_nested():
            return enrolment.register(event, email=given.email, **values)
    except enrolment.AlreadyRegistered:
        if given.email:
            raise
        return enrolment.register(event, email="", is_namesake=True, **values)


def _tick(mark: Mark) -> Tick:
    return Tick(uuid=mark.uuid, sign=mark.sign, at=mark.at, clock_offset=mark.clock_offset, is_late=mark.is_late)


def _said_at(mark: Mark) -> datetime | None:
    return recording.corrected(mark.at, mark.clock_offset) if mark.at else None


def _is_expected(registration: Registration, site: Site) -> bool:
    return registration.mode is Mode.BRIDGE and registration.site_id == site.id


def _is_known(event: Event, uuid: UUID) -> bool:
    known = (Evidence.event_id == event.id) & (Evidence.uuid == str(uuid))
    return db.session.scalar(select(Evidence.id).where(known)) is not None
