"""How many seats each mode and site has."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from eventapp import clock, names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventMode, Mode, Site
from eventapp.references import new_reference


class BelowTaken(DomainError):
    """More people are confirmed than the new number of seats."""

    code = "capacity_below_taken"
    message = N_(
        "%(taken)s seats are already taken, those offered included; the number of seats cannot be lower than that."
    )


class SiteExists(DomainError):
    """The event has a site of that name."""

    code = "site_exists"
    message = N_("There is already a site called “%(name)s”.")


class MainSiteExists(DomainError):
    """An event has one hall."""

    code = "main_site_exists"
    message = N_("The main site is “%(name)s” already. Change it, or add a bridge point.")


class SiteInUse(DomainError):
    """People are confirmed at the site."""

    code = "site_in_use"
    message = N_("Delegates with a seat at this site: %(taken)s. Let them attend elsewhere, or cancel them first.")


def set_capacity(event: Event, mode: Mode, capacity: int | None, *, by: Actor) -> bool:
    """Offer the mode with so many seats (None: no limit); False when that is so already. Raises BelowTaken."""
    row = db.session.get(EventMode, (event.id, mode), populate_existing=True)
    if row is not None and row.capacity == capacity:
        return False
    if row is None:
        with db.session.begin_nested():
            db.session.add(EventMode(event_id=event.id, mode=mode, capacity=capacity, taken=0))
    else:
        enough = EventMode.taken <= capacity if capacity is not None else EventMode.taken >= 0
        this = (EventMode.event_id == event.id) & (EventMode.mode == mode)
        is_enough = change(update(EventMode).where(this, enough).values(capacity=capacity)) == 1
        db.session.refresh(row)
        if not is_enough:
            raise BelowTaken(taken=row.taken)
    life_cycle.touch(event)
    trail.record("capacity_set", f"events/{event.id}", by=by, event_id=event.id, mode=mode.value, capacity=capacity)
    return True


def withdraw_mode(event: Event, mode: Mode, *, by: Actor) -> bool:
    """Stop offering a mode nobody is confirmed in; False when it is not offered. Raises BelowTaken."""
    row = db.session.get(EventMode, (event.id, mode), populate_existing=True)
    if row is None:
        return False
    this = (EventMode.event_id == event.id) & (EventMode.mode == mode) & (EventMode.taken == 0)
    if change(delete(EventMode).where(this)) != 1:
        db.session.refresh(row)
        raise BelowTaken(taken=row.taken)
    db.session.expunge(row)
    life_cycle.touch(event)
    trail.record("mode_withdrawn", f"events/{event.id}", by=by, event_id=event.id, mode=mode.value)
    return True


def add_site(
    event: Event,
    name: str,
    *,
    mode: Mode,
    by: Actor,
    name_en: str = "",
    address: str = "",
    capacity: int | None = None,
    zone: str | None = None,
    position: int = 0,
) -> Site:
    """Add the main hall or a bridge point. Raises SiteExists, MainSiteExists."""
    life_cycle.touch(event)  # of two who add a main site at once the second waits here, and is told
    if mode is Mode.HALL:
        _check_no_main_site(event)
    site = Site(
        event_id=event.id,
        ref=new_reference(),
        mode=mode,
        name=name,
        name_en=name_en,
        key=names.search_key(name),
        address=address,
        capacity=capacity,
        zone=zone,
        position=position,
    )
    try:
        with db.session.begin_nested():
            db.session.add(site)
    except IntegrityError:
        raise SiteExists(name=name) from None
    trail.record("site_added", f"sites/{site.id}", by=by, event_id=event.id, name=site.names)
    return site


def _check_no_main_site(event: Event) -> None:
    main = select(Site).where(Site.event_id == event.id, Site.mode == Mode.HALL, Site.removed_at.is_(None))
    if (site := db.session.scalar(main.limit(1))) is not None:
        raise MainSiteExists(name=site.names)


def edit_site(event: Event, site: Site, *, by: Actor, capacity: int | None, **changes: Any) -> None:
    """Change what is said of a site, and its seats (None: no limit). Raises SiteExists, BelowTaken."""
    enough = Site.taken <= capacity if capacity is not None else Site.taken >= 0
    if change(update(Site).where(Site.id == site.id, enough).values(capacity=capacity)) != 1:
        db.session.refresh(site)
        raise BelowTaken(taken=site.taken)
    try:
        with db.session.begin_nested():
            for name, value in changes.items():
                setattr(site, name, value)
            site.key = names.search_key(site.name)
    except IntegrityError:
        raise SiteExists(name=changes["name"]) from None
    db.session.refresh(site)
    life_cycle.touch(event)
    trail.record("site_edited", f"sites/{site.id}", by=by, event_id=event.id, name=site.names)


def remove_site(event: Event, site: Site, *, is_kept: bool, by: Actor) -> None:
    """Take away a site where nobody has a seat. Raises SiteInUse.

    It is no more than a name where it `is_kept`, for registrations that have ended there; else nothing points to it.
    """
    number, called = site.id, site.names
    empty = (Site.id == number) & (Site.taken == 0)
    kept = update(Site).where(empty).values(removed_at=clock.now(), key=f"removed {site.ref}")
    if change(kept if is_kept else delete(Site).where(empty)) != 1:
        db.session.refresh(site)
        raise SiteInUse(taken=site.taken)
    db.session.expunge(site)
    life_cycle.touch(event)
    trail.record("site_removed", f"sites/{number}", by=by, event_id=event.id, name=called)
