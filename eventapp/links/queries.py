"""Which links an event has, and which of them lead whom into a session."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventapp.database import db
from eventapp.events.models import Event
from eventapp.links.models import Audience, Channel, Link
from eventapp.references import read_reference


def links_of(event: Event) -> Sequence[Link]:
    """Return the event's links, in a constant number of queries."""
    mine = select(Link).where(Link.event_id == event.id).order_by(Link.id)
    return db.session.scalars(mine.options(joinedload(Link.session), joinedload(Link.site))).all()


def find_link(event: Event, ref: str) -> Link | None:
    """Return the event's link with that reference."""
    return db.session.scalar(select(Link).where(Link.event_id == event.id, Link.ref == read_reference(ref)))


def leading_to(
    links: Iterable[Link], audience: Audience, *, session_id: int | None = None, site_id: int | None = None
) -> list[Link]:
    """Return the links by which such people join, one for each language channel, the original sound first.

    What is said of the session stands above what is said of the whole event; then a point's own above everybody's.
    Without a session those of the whole event are meant.
    """
    best: dict[Channel, Link] = {}
    for link in links:
        fits = link.session_id in (None, session_id) and link.site_id in (None, site_id)
        if link.audience is audience and fits:
            other = best.get(link.channel)
            if other is None or _nearness(link) > _nearness(other):
                best[link.channel] = link
    return [best[channel] for channel in Channel if channel in best]


def _nearness(link: Link) -> tuple[bool, bool]:
    return link.session_id is not None, link.site_id is not None
