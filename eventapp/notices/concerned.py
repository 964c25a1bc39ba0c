"""Whom a session concerns: the delegates in whose calendar it stands or who wait for it, and those on its platform."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from eventapp.agenda.models import SignUp, Star, Terms
from eventapp.agenda.own import is_for_everybody
from eventapp.agenda.queries import find_offer
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.programme.models import Session
from eventapp.registration.models import Registration, Status

KNOWN = (EventStatus.PUBLISHED, EventStatus.CLOSED)
"""The stages in which people know of the programme and still wait for it."""


@dataclass(frozen=True)
class Concerned:
    """How many people a session concerns, and at how many bridge points delegates of it sit."""

    delegates: int
    speakers: int
    sites: int

    @property
    def anyone(self) -> bool:
        """Is there anybody?"""
        return bool(self.delegates or self.speakers)


NOBODY = Concerned(0, 0, 0)


def is_awaited(event: Event, *ends: datetime, now: datetime) -> bool:
    """Does anybody wait for a session that ends then: is the programme known, and is it still to come?"""
    return event.status in KNOWN and any(end > now for end in ends)


def count(session: Session, platform: Collection[int]) -> Concerned:
    """Count them; `platform` are the people on it, before and after a change. A delegate who speaks is a delegate."""
    mine = concerns(session)
    delegates = func.count(Registration.id)
    sites = func.count(Registration.site_id.distinct()).filter(Registration.mode == Mode.BRIDGE)
    row = db.session.execute(select(delegates, sites).where(mine)).one()
    also = select(Registration.person_id).where(mine)
    speakers = select(func.count(Person.id)).where(Person.id.in_(platform), Person.email != "", Person.id.not_in(also))
    return Concerned(row[0], db.session.scalar(speakers) or 0, row[1])


def count_each(event: Event, platforms: Mapping[Session, Collection[Person]]) -> tuple[list[Concerned], Concerned]:
    """Count them for many sessions at once, each with the people on its platform before and after; and all in all.

    In a constant number of statements. Who is concerned by several sessions is one in all.
    """
    numbers = [session.id for session in platforms]
    mine = (Registration.event_id == event.id) & (Registration.status == Status.CONFIRMED)
    columns = (Registration.id, Registration.person_id, Registration.site_id, Registration.mode)
    confirmed = {row.id: row for row in db.session.execute(select(*columns).where(mine))}
    chosen: dict[int, set[int]] = defaultdict(set)
    for each in (SignUp, Star):
        rows = select(each.session_id, each.registration_id).where(each.session_id.in_(numbers))
        for session_id, registration_id in db.session.execute(rows):
            chosen[session_id].add(registration_id)
    needing = set(db.session.scalars(select(Terms.session_id).where(Terms.session_id.in_(numbers))))
    by_person = {row.person_id: row.id for row in confirmed.values()}
    found, everyone, all_speakers = [], set(), set()
    for session, people in platforms.items():
        seated = {by_person[seat.person_id] for seat in session.platform if seat.person_id in by_person}
        there = (
            set(confirmed)
            if is_for_everybody(session, needing & {session.id})
            else (chosen[session.id] | seated) & confirmed.keys()
        )
        known = {confirmed[number].person_id for number in there}
        speakers = {person.id for person in people if person.email and person.id not in known}
        found.append(Concerned(len(there), len(speakers), _sites(confirmed[number] for number in there)))
        everyone |= there
        all_speakers |= speakers
    also = {confirmed[number].person_id for number in everyone}
    in_all = Concerned(len(everyone), len(all_speakers - also), _sites(confirmed[number] for number in everyone))
    return found, in_all


def _sites(rows: Iterable[Any]) -> int:
    return len({row.site_id for row in rows if row.mode is Mode.BRIDGE and row.site_id is not None})


def concerns(session: Session) -> ColumnElement[bool]:
    """Return that a registration is confirmed and the session stands in its delegate's calendar, or is waited for."""
    confirmed = (Registration.event_id == session.event_id) & (Registration.status == Status.CONFIRMED)
    if is_for_everybody(session, {session.id} if find_offer(session) else ()):
        return confirmed
    chosen = (select(each.registration_id).where(each.session_id == session.id) for each in (SignUp, Star))
    platform = [seat.person_id for seat in session.platform]
    ways = (Registration.id.in_(mine) for mine in chosen)
    return confirmed & or_(*ways, Registration.person_id.in_(platform))
