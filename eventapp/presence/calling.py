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
from eventapp.directory import people
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.presence import recording
from eventapp.presence.models import Evidence, Sign
from eventapp.presence.recording import Tick
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session
from eventapp.registration import enrolment, substitution
from eventapp.registration.models import DEAD, Registration
from eventapp.registration.queries import find_by_ref


class NotOnThisRoll(DomainError):
    """The delegate attends elsewhere, or is unknown."""

    code = "not_on_this_roll"
    message = N_("This delegate is not on the list of your bridge point any more.")


class NamedHere(DomainError):
    """Whoever is to stand in has the name of somebody on the same list, and no address tells them apart."""

    code = "named_here"
    message = N_(
        "%(who)s stands on the list of your bridge point already. If it is the same person, mark that one present"
        " there; if it is somebody else, enter it once more and tick “Somebody else of the same name”."
    )


class NamedElsewhere(DomainError):
    """Whoever is to stand in has the name of somebody who attends elsewhere, and no address tells them apart."""

    code = "named_elsewhere"
    message = N_(
        "%(who)s is registered already and attends elsewhere. If it is the same person, ask the organiser to move the"
        " registration to your bridge point; if it is somebody else, enter it once more and tick “Somebody else of the"
        " same name”."
    )


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
    """Somebody who is not on the list. With `stands_for` he attends for the delegate with that registration code.

    Whoever `is_namesake` is another one than the person of that name whom the event knows.
    """

    full_name: str
    position: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    stands_for: str = ""
    is_namesake: bool = False


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
    """Note it; False where it is known already.

    Raises NotOnThisRoll, NoSuchSession, NamedHere, NamedElsewhere, and what the rules beneath do.
    """
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
        return _stand_in(former, site, given, by)
    entered = _registered(event, site, given, by)
    trail.record("walked_in", f"registrations/{entered.ref}", by=by, event_id=event.id)
    return entered


def _stand_in(former: Registration, site: Site, given: Newcomer, by: Actor) -> Registration:
    said = {name: getattr(given, name) for name in ("full_name", "email", "phone", "position")}
    is_namesake = given.is_namesake and not given.email
    try:
        with db.session.begin_nested():
            return substitution.substitute(former, by=by, is_namesake=is_namesake, **said)
    except enrolment.AlreadyRegistered:
        other = None if given.email else _live(former.event_id, given.full_name)
        if other is None:
            raise
        person = other.person
        organisation = other.delegation.organisation.name if other.delegation else person.organisation_name
        who = ", ".join(filter(None, (person.full_name, person.position, organisation)))
        raise (NamedHere if _is_expected(other, site) else NamedElsewhere)(who=who) from None


def _live(event_id: int, full_name: str) -> Registration | None:
    """Return the live registration of the person of that name without an address."""
    person = people.find_person(event_id, full_name=full_name)
    if person is None:
        return None
    mine = (Registration.person_id == person.id) & Registration.status.not_in(DEAD)
    return db.session.scalar(select(Registration).where(mine))


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
