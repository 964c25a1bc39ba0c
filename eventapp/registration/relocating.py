"""A site is taken away: whoever was to come there attends elsewhere, all of them or nobody, and what ended is kept."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update

from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.errors import N_, DomainError
from eventapp.events import capacity
from eventapp.events.models import Event, Mode, Site
from eventapp.registration import enrolment, seats, wishes
from eventapp.registration.models import DEAD, Registration, Status
from eventapp.registration.moving import Elsewhere
from eventapp.registration.standing import change_as_read
from eventapp.registration.transfer import transfer

MOST = 500  # people who are moved at once: SQLite's other writers wait for the end of it


class SiteAwaited(DomainError):
    """Delegates or delegations are still to come there."""

    code = "site_awaited"
    message = N_("People still belong to “%(name)s”. Say where they go.")


class TooManyToMove(DomainError):
    """More people are to come there than are moved at once."""

    code = "too_many"
    message = N_("At most %(most)s delegates are moved at once; at “%(name)s” there are %(number)s. Move some first.")


class Use(NamedTuple):
    """Who belongs to a site: delegates who are to come or wait, delegations, and registrations that have ended."""

    people: int
    delegations: int
    ended: int


def use_of(site: Site) -> Use:
    """Return who belongs to the site."""
    is_dead = Registration.status.in_(DEAD)
    delegations = select(func.count()).select_from(Delegation).where(Delegation.site_id == site.id)
    ended = select(func.count()).select_from(Registration).where(Registration.site_id == site.id, is_dead)
    live = select(func.count()).select_from(Registration).where(_is_awaited(site))
    people, of_delegations, dead = (db.session.scalar(each) or 0 for each in (live, delegations, ended))
    return Use(people, of_delegations, dead)


def remove(event: Event, site: Site, *, into: Elsewhere | None, by: Actor, over_quota: bool = False) -> int:
    """Take the site away; return how many delegates attend elsewhere now. All of it or, with a refusal, nothing.

    Their seats are exchanged, and letters tell them; delegations that belong to it go along. Registrations that have
    ended there go on saying so. Raises SiteAwaited where nothing is said of where they go, TooManyToMove, and what
    `transfer` raises.
    """
    seats.hold(event.id)
    use = use_of(site)
    if into is None and (use.people or (use.delegations and site.mode is Mode.BRIDGE)):
        raise SiteAwaited(name=site.names)
    if use.people > MOST:
        raise TooManyToMove(most=MOST, name=site.names, number=use.people)
    awaited = select(Registration).where(_is_awaited(site)).order_by(Registration.registered_at, Registration.id)
    people = db.session.scalars(awaited, execution_options={"populate_existing": True}).all()
    for registration in sorted(people, key=lambda each: each.status is Status.CONFIRMED):  # no seat to who leaves too
        if into is not None:
            _move(registration, site, into, over_quota=over_quota, by=by)
    place = {"mode": into.mode, "site_id": into.site.id if into.site else None} if into else {"site_id": None}
    change(update(Delegation).where(Delegation.site_id == site.id).values(place))
    capacity.remove_site(event, site, is_kept=use.ended > 0, by=by)
    db.session.expire_all()
    return len(people)


def _move(registration: Registration, site: Site, into: Elsewhere, *, over_quota: bool, by: Actor) -> None:
    if registration.site_id != site.id:
        _wait_elsewhere(registration, into, by=by)
        return
    transfer(
        registration, mode=into.mode, site=into.site, delegation=registration.delegation, by=by, over_quota=over_quota
    )


def _wait_elsewhere(registration: Registration, into: Elsewhere, *, by: Actor) -> None:
    """Let someone who attends online meanwhile wait there, with what was offered; who is to go online waits no more."""
    wished = registration.wished_mode
    if into.mode is Mode.ONLINE or wished is None:
        wishes.give_up(registration, by=by)
        return
    place = (into.mode, into.site.id if into.site else None)
    if registration.has_offer and not seats.exchange(
        registration.event_id, (wished, registration.wished_site_id), place
    ):
        raise enrolment.Full
    if registration.delegation is not None and wished is not into.mode:
        quotas.take(registration.delegation, into.mode)
        quotas.give_back(registration.delegation.id, wished)
    if not change_as_read(registration, wished_mode=place[0], wished_site_id=place[1]):
        raise wishes.NotInLine


def _is_awaited(site: Site) -> ColumnElement[bool]:
    """Return the condition that someone is to come to the site, or waits for it."""
    is_there = (Registration.site_id == site.id) | (Registration.wished_site_id == site.id)
    return is_there & Registration.status.not_in(DEAD)
