"""Before the day: what the simulator is told of the conference, and what an organiser prepares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from eventapp.agenda.models import SignUp, Terms
from eventapp.audit.trail import Actor
from eventapp.checkin import devices
from eventapp.checkin.gates import gates_of
from eventapp.checkin.models import Right, Scan
from eventapp.database import db
from eventapp.delegations.models import Delegation, Quota
from eventapp.errors import N_, DomainError
from eventapp.events import team
from eventapp.events.models import ApiToken, Event, Mode
from eventapp.events.queries import sites_of
from eventapp.events.roles import Role
from eventapp.links.keeping import Opened, Place, add_link
from eventapp.links.models import Audience
from eventapp.links.queries import leading_to, links_of
from eventapp.presence.models import Evidence, RealTime, Ruling, Threshold
from eventapp.programme.queries import sessions_of
from eventapp.registration.models import DEAD, Registration, Status
from eventapp.rehearsal.cast import Cast, Delegate, Sitting

BEGINNINGS = ("08:00", "08:15", "08:45", "10:00", "10:00", "10:00", "13:30", "15:30", "16:30")
TELEPHONE, PROGRAM = "Sample day", "Sample day"  # as their lists call them


class DayHasBegun(DomainError):
    """What was noted before would mingle with what is played."""

    code = "day_has_begun"
    message = N_("Somebody's attendance is noted already. The sample day is played once, on a sample nobody has used.")


class AnotherDay(DomainError):
    """The play was written for the programme of the sample."""

    code = "another_day"
    message = N_("Programme or thresholds are not those of the sample any more: the sample day cannot be played.")


@dataclass(frozen=True)
class Stage:
    """What the player holds: the code that pairs a telephone at the door, and tokens of two programs."""

    pairing: str
    registrar: str
    viewer: str


def cast_of(event: Event) -> Cast:
    """Return the conference as the simulator is told of it. Raises DayHasBegun, AnotherDay."""
    if any(_has_any(event, model) for model in (Scan, Evidence, Ruling)):
        raise DayHasBegun
    cast = Cast(
        event.slug, event.tz, event.starts_at, event.ends_at, _delegates(event), _sittings(event),
        [site.ref for site in sites_of(event, Mode.BRIDGE)], [gate.name for gate in gates_of(event)], _invited(event),
    )  # fmt: skip
    begin = tuple(f"{each.starts_at.astimezone(event.tz):%H:%M}" for each in cast.sittings)
    is_changed = any(_has_any(event, kind) for kind in (RealTime, Threshold))
    if begin != BEGINNINGS or is_changed or len(cast.gates) < 2:
        raise AnotherDay
    return cast


def prepare(event: Event, *, by: Actor) -> Stage:
    """Give the day a link for those online, where there is none, a telephone at the door, and programs to ask with."""
    if not leading_to(links_of(event), Audience.ONLINE, session_id=None):
        add_link(event, Place(audience=Audience.ONLINE), Opened(url="https://zoom.us/j/94512345678"), by=by)
    rights = (Right.SCAN, Right.SEARCH, Right.OVERRIDE)
    _device, pairing = devices.add_device(event, TELEPHONE, rights=rights, by=by)
    registrar, viewer = (team.create_token(event, role, name=PROGRAM, by=by) for role in (Role.REGISTRAR, Role.VIEWER))
    return Stage(pairing, registrar, viewer)


def clear(event: Event, *, by: Actor) -> None:
    """Let telephone and programs of the play open nothing any more."""
    mine = (ApiToken.event_id == event.id) & (ApiToken.name == PROGRAM) & ApiToken.revoked_at.is_(None)
    for token_id in db.session.scalars(select(ApiToken.id).where(mine)).all():
        team.revoke_token(event, token_id, by=by)
    for device in devices.devices_of(event):
        if device.name == TELEPHONE and device.revoked_at is None:
            devices.revoke(device, by=by)


def _has_any(event: Event, model: Any) -> bool:
    return bool(db.session.scalar(select(exists().where(model.event_id == event.id))))


def _delegates(event: Event) -> list[Delegate]:
    asked = (
        select(Registration)
        .options(joinedload(Registration.person), joinedload(Registration.site), joinedload(Registration.delegation))
        .where(Registration.event_id == event.id, Registration.status.not_in(DEAD))
        .order_by(Registration.id)
    )
    return [
        Delegate(
            each.ref, each.person.full_name, each.person.email, each.mode, each.site.ref if each.site else "",
            each.delegation.code if each.delegation else "", each.status is Status.CONFIRMED,
            each.attends_for_id is not None,
        )
        for each in db.session.scalars(asked)
    ]  # fmt: skip


def _sittings(event: Event) -> list[Sitting]:
    by_place = set(db.session.scalars(select(Terms.session_id)))
    asked = (
        select(SignUp.session_id, Registration.ref)
        .join(Registration, Registration.id == SignUp.registration_id)
        .where(Registration.event_id == event.id, SignUp.holds)
    )
    holders: dict[int, set[str]] = {}
    for number, ref in db.session.execute(asked):
        holders.setdefault(number, set()).add(ref)
    return [
        Sitting(each.ref, each.starts_at, each.ends_at, each.id in by_place, frozenset(holders.get(each.id, ())))
        for each in sessions_of(event)
        if not each.kind.is_pause and each.cancelled_at is None
    ]


def _invited(event: Event) -> Mapping[str, int]:
    asked = (
        select(Delegation.code, func.coalesce(func.sum(Quota.allotted), 0))
        .outerjoin(Quota, Quota.delegation_id == Delegation.id)
        .where(Delegation.event_id == event.id)
        .group_by(Delegation.code)
    )
    return {code: int(number) for code, number in db.session.execute(asked)}
