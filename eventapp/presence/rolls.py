"""The roll of a bridge point: who is expected there, who was named, how many were counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Organisation, Person
from eventapp.events.models import Event, Mode, Site
from eventapp.presence.models import Evidence, Headcount, Sign, Source
from eventapp.programme.models import Session
from eventapp.registration.models import DEAD, Registration


def roll_of(event: Event, site: Site) -> Sequence[Registration]:
    """Return who is expected at the bridge point, grouped by organisation, in Vietnamese order of names."""
    mine = (
        (Registration.event_id == event.id)
        & (Registration.mode == Mode.BRIDGE)
        & (Registration.site_id == site.id)
        & Registration.status.not_in(DEAD)
    )
    return db.session.scalars(
        select(Registration)
        .join(Registration.person)
        .outerjoin(Registration.delegation)
        .outerjoin(Delegation.organisation)
        .options(
            joinedload(Registration.person),
            joinedload(Registration.delegation).joinedload(Delegation.organisation),
            joinedload(Registration.attends_for).joinedload(Registration.person),
        )
        .where(mine)
        .order_by(Organisation.key.is_(None), Organisation.sort_order, Organisation.key, Person.organisation_name)
        .order_by(Person.sort_key, Person.id)
    ).all()


@dataclass(frozen=True)
class Named:
    """What the roll call says of somebody now."""

    is_here: bool
    at: datetime


def named_at(event: Event, site: Site, *, now: datetime) -> Mapping[str, Mapping[str, Named]]:
    """Return what the roll call says of whom: by session (its reference), then by registration code.

    "" is the event as a whole: what was said of that day of it.
    """
    asked = (
        select(Session.ref, Registration.ref, Evidence.sign, Evidence.said_at, Evidence.at, Evidence.uuid)
        .select_from(Evidence)
        .join(Registration, Registration.id == Evidence.registration_id)
        .outerjoin(Session, Session.id == Evidence.session_id)
        .where(Evidence.event_id == event.id, Evidence.source == Source.ROLL_CALL)
        .where(or_(Evidence.site_id == site.id, Registration.site_id == site.id))
    )
    rows = [(row[3] or row[4], row[5], row[0] or "", row[1], row[2]) for row in db.session.execute(asked)]
    today = _day(event, now)
    rows = [row for row in rows if row[2] or _day(event, row[0]) == today]
    steps: dict[str, dict[str, list[tuple[Sign, datetime]]]] = {}
    for at, _uuid, session, ref, sign in sorted(rows, key=lambda row: row[:2]):
        mine = steps.setdefault(session, {}).setdefault(ref, [])
        is_in = bool(mine) and mine[-1][0] is Sign.IN
        if sign is Sign.UNDO and mine:
            mine.pop()
        elif (sign is Sign.IN and not is_in) or (sign is Sign.OUT and is_in):
            mine.append((sign, at))
    return {
        session: {ref: Named(mine[-1][0] is Sign.IN, mine[-1][1]) for ref, mine in of_session.items() if mine}
        for session, of_session in steps.items()
    }


def _day(event: Event, at: datetime) -> date:
    """Return which day of the event that is; before it is the first, afterwards the last."""
    first, last, day = (each.astimezone(event.tz).date() for each in (event.starts_at, event.ends_at, at))
    return min(max(day, first), last)


def counted_at(event: Event, site: Site) -> Mapping[str, tuple[int, datetime]]:
    """Return how many people the point last said are in its room, and when, by session."""
    asked = (
        select(Session.ref, Headcount.number, Headcount.at)
        .select_from(Headcount)
        .outerjoin(Session, Session.id == Headcount.session_id)
        .where(Headcount.event_id == event.id, Headcount.site_id == site.id)
        .order_by(Headcount.at, Headcount.uuid)
    )
    return {row[0] or "": (row[1], row[2]) for row in db.session.execute(asked)}
