"""The secretary's link: a secret derived, never stored; raising the point's generation revokes it."""

from sqlalchemy import select

from eventapp import signing
from eventapp.bridges.models import LineState, Point
from eventapp.database import db
from eventapp.events.models import Mode, Site

PAGE = "site"


def secret(site: Site, generation: int) -> str:
    """Return the secret of the secretary's page."""
    return signing.link_secret(PAGE, site.ref, generation)


def find_point_of(given: str) -> tuple[Site, Point] | None:
    """Return the bridge point whose page this secret opens; one of which nothing has been said yet is an empty one."""
    ref = signing.split_secret(given)
    if ref is None:
        return None
    is_point = (Site.ref == ref) & (Site.mode == Mode.BRIDGE) & Site.removed_at.is_(None)
    row = db.session.execute(
        select(Site, Point).outerjoin(Point, Point.site_id == Site.id).where(is_point)
    ).one_or_none()
    if row is None:
        return None
    site, point = row[0], row[1] or empty(row[0])
    return (site, point) if signing.opens(given, PAGE, site.ref, point.generation) else None


def empty(site: Site) -> Point:
    """Return a point of which nothing has been said yet; it is kept by nobody."""
    return Point(event_id=site.event_id, site_id=site.id, **NOTHING)


NOTHING = {"room": "", "line": LineState.UNTESTED, "line_note": "", "notes": "", "generation": 0}
