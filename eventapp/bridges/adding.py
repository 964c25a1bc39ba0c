"""Bridge points made in bulk: one for each organisation that is named, or that was invited to a bridge point."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from eventapp import names
from eventapp.audit.trail import Actor
from eventapp.bridges.describing import hold
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Organisation
from eventapp.errors import N_, DomainError
from eventapp.events import capacity
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.names import clean_line

MOST = 1000
LONGEST = 255


class TooManyPoints(DomainError):
    """A list of bridge points has an end."""

    code = "too_many_points"
    message = N_("At most %(number)s bridge points can be made at once.")
    status = 422


@dataclass
class Added:
    """What came of a list: which points are new, which there were, which lines are no names."""

    made: list[Site] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def read_names(block: str) -> list[str]:
    """Return the names of a pasted block: one a line, the first cell of a row of a sheet. Raises TooManyPoints."""
    cells = (line.split("\t")[0] for line in block.splitlines())
    found = list(dict.fromkeys(name for cell in cells if (name := clean_line(cell))))
    if len(found) > MOST:
        raise TooManyPoints(number=MOST)
    return found


def add_points(event: Event, called: Sequence[str], *, by: Actor) -> Added:
    """Make a bridge point for each name that the event has none of yet; an organisation of that name is its host."""
    sites = sites_of(event)
    known, place, added = {site.key for site in sites}, len(sites), Added()
    hosts = {each.key: each for each in db.session.scalars(_hosts(event))}
    for name in called:
        key = names.search_key(name)
        if not key or len(name) > LONGEST:
            added.unreadable.append(name[:80])
        elif key in known:
            added.known.append(name)
        else:
            known.add(key)
            host = hosts.get(names.fold(name))
            added.made.append(_made(event, name, host, place + len(added.made), by=by))
    return added


def invited_without_point(event: Event) -> Sequence[Delegation]:
    """Return the delegations that attend at a bridge point and have none, in order of their codes."""
    mine = (Delegation.event_id == event.id) & (Delegation.mode == Mode.BRIDGE) & Delegation.site_id.is_(None)
    asked = select(Delegation).join(Delegation.organisation).options(contains_eager(Delegation.organisation))
    return db.session.scalars(asked.where(mine).order_by(Delegation.code)).all()


def add_for_invited(event: Event, *, by: Actor) -> Added:
    """Make a bridge point for each delegation that attends at one and has none; it attends there from now on."""
    added = Added()
    sites = {site.key: site for site in sites_of(event)}
    for delegation in invited_without_point(event):
        name = delegation.organisation.name
        site = sites.get(names.search_key(name))
        if site is None:
            site = _made(event, name, delegation.organisation, len(sites), by=by)
            sites[site.key] = site
            added.made.append(site)
        elif site.mode is not Mode.BRIDGE:
            added.unreadable.append(name)
            continue
        else:
            added.known.append(name)
        delegation.site = site
    db.session.flush()
    return added


def _hosts(event: Event) -> Select[Organisation]:
    """Organisations whose name a point may bear: those that were invited."""
    return (
        select(Organisation)
        .join(Delegation, Delegation.organisation_id == Organisation.id)
        .where(Delegation.event_id == event.id)
    )


def _made(event: Event, name: str, host: Organisation | None, position: int, *, by: Actor) -> Site:
    site = capacity.add_site(
        event,
        name,
        mode=Mode.BRIDGE,
        by=by,
        name_en=host.name_en if host else "",
        zone=host.zone if host else None,
        position=position,
    )
    point = hold(site)
    point.organisation_id = host.id if host else None
    return site
