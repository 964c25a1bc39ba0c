"""Reads of bridge points that several places need."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.bridges.links import empty
from eventapp.bridges.models import Contact, Duty, Point, SpeakingRequest
from eventapp.database import db
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import find_site
from eventapp.references import read_reference

Contacts = Mapping[Duty, Contact]


def find_point(event: Event, ref: str) -> tuple[Site, Point] | None:
    """Return the event's bridge point with the reference of its site."""
    site = find_site(event, ref)
    return (site, point_of(site)) if site is not None and site.mode is Mode.BRIDGE else None


def point_of(site: Site) -> Point:
    """Return what has been said of the bridge point; an empty one where nothing has."""
    return db.session.scalar(select(Point).where(Point.site_id == site.id)) or empty(site)


def points_of(event: Event) -> dict[int, Point]:
    """Return what has been said of the event's bridge points, by site."""
    mine = select(Point).where(Point.event_id == event.id).options(joinedload(Point.organisation))
    return {point.site_id: point for point in db.session.scalars(mine)}


def contacts_of(site: Site) -> dict[Duty, Contact]:
    """Return who does what for the bridge point."""
    found = db.session.scalars(select(Contact).where(Contact.site_id == site.id))
    return {contact.duty: contact for contact in found}


def contacts_by_site(event: Event) -> dict[int, dict[Duty, Contact]]:
    """Return who does what for each of the event's bridge points."""
    found: dict[int, dict[Duty, Contact]] = {}
    for contact in db.session.scalars(select(Contact).where(Contact.event_id == event.id)):
        found.setdefault(contact.site_id, {})[contact.duty] = contact
    return found


def requests_of(event: Event, site: Site | None = None) -> Sequence[SpeakingRequest]:
    """Return who asks to speak, whoever asked first first; of one point or all."""
    stands = (SpeakingRequest.event_id == event.id) & SpeakingRequest.withdrawn_at.is_(None)
    if site is not None:
        stands &= SpeakingRequest.site_id == site.id
    asked = select(SpeakingRequest).where(stands).order_by(SpeakingRequest.asked_at, SpeakingRequest.id)
    return db.session.scalars(
        asked.options(joinedload(SpeakingRequest.site), joinedload(SpeakingRequest.session))
    ).all()


def find_request(site: Site, ref: str) -> SpeakingRequest | None:
    """Return the point's request with that reference."""
    mine = (SpeakingRequest.site_id == site.id) & (SpeakingRequest.ref == read_reference(ref))
    return db.session.scalar(select(SpeakingRequest).where(mine))
