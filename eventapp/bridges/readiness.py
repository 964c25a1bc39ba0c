"""How ready the bridge points are: what each of them lacks, in a constant number of statements for all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from eventapp.bridges.links import empty
from eventapp.bridges.models import Contact, Duty, LineState, Point
from eventapp.bridges.queries import contacts_by_site, contacts_of, point_of, points_of
from eventapp.bridges.words import Lack
from eventapp.database import db
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.links.models import Audience, Link
from eventapp.links.queries import links_of
from eventapp.names import search_key
from eventapp.programme.models import Session
from eventapp.programme.queries import sessions_of
from eventapp.registration.models import DEAD, Registration


@dataclass(frozen=True)
class Readiness:
    """A bridge point, its people, how many delegates are to come, and what it lacks."""

    site: Site
    point: Point
    contacts: Mapping[Duty, Contact]
    delegates: int
    lacks: Sequence[Lack]

    @property
    def is_ready(self) -> bool:
        """Does it lack nothing?"""
        return not self.lacks

    @property
    def secretary(self) -> Contact | None:
        """Who can be written to; None where no address is known."""
        found = self.contacts.get(Duty.SECRETARY)
        return found if found and found.email else None


class Coverage:
    """Which sessions bridge points join by a link, and which point lacks one for any of them."""

    def __init__(self, links: Iterable[Link], sessions: Iterable[Session]) -> None:
        """Take the event's links and those sessions that are joined."""
        self._sessions = frozenset(each.id for each in sessions)
        self._by_site: dict[int | None, set[int | None]] = {}
        for link in links:
            if link.audience is Audience.BRIDGE:
                self._by_site.setdefault(link.site_id, set()).add(link.session_id)

    def is_whole(self, site_id: int) -> bool:
        """Has the point a link for every session, or for the whole event?"""
        led = self._by_site.get(None, set()) | self._by_site.get(site_id, set())
        return None in led or (bool(self._sessions) and self._sessions <= led)


def joined(sessions: Iterable[Session]) -> list[Session]:
    """Return those sessions that somebody joins: no pause, and not cancelled."""
    return [each for each in sessions if not each.kind.is_pause and each.cancelled_at is None]


def readiness_of(event: Event) -> list[Readiness]:
    """Return how ready each of the event's bridge points is, in their order."""
    points, contacts, numbers = points_of(event), contacts_by_site(event), _delegates_by_site(event)
    coverage = Coverage(links_of(event), joined(sessions_of(event)))
    return [
        _judged(site, points.get(site.id) or empty(site), contacts.get(site.id, {}), numbers.get(site.id, 0), coverage)
        for site in sites_of(event, Mode.BRIDGE)
    ]


def readiness_at(event: Event, site: Site) -> Readiness:
    """Return how ready one bridge point is."""
    coverage = Coverage(links_of(event), joined(sessions_of(event)))
    return _judged(site, point_of(site), contacts_of(site), _delegates_by_site(event).get(site.id, 0), coverage)


def wanted(found: Iterable[Readiness], *, q: str = "", lack: str = "") -> list[Readiness]:
    """Return those whose name, host or people hold every word, and which lack that; "ready": which lack none."""
    terms = search_key(q).split()
    return [each for each in found if _lacks(each, lack) and all(term in _words(each) for term in terms)]


def _lacks(one: Readiness, lack: str) -> bool:
    if lack == "ready":
        return one.is_ready
    return not lack or (lack == "any" and not one.is_ready) or lack in one.lacks


def _words(one: Readiness) -> str:
    host = one.point.organisation.name if one.point.organisation else ""
    people = (contact.name for contact in one.contacts.values())
    return search_key(" ".join([one.site.name, one.site.name_en, host, one.site.address, *people]))


def _judged(
    site: Site, point: Point, contacts: Mapping[Duty, Contact], delegates: int, coverage: Coverage
) -> Readiness:
    chair = contacts.get(Duty.CHAIR)
    lacks = {
        Lack.ADDRESS: not site.address,
        Lack.CHAIR: chair is None or not chair.name,
        Lack.LINE: point.line is not LineState.PASSED,
        Lack.LINK: not coverage.is_whole(site.id),
    }
    return Readiness(site, point, contacts, delegates, [lack for lack, is_so in lacks.items() if is_so])


def _delegates_by_site(event: Event) -> dict[int, int]:
    comes = (
        (Registration.event_id == event.id)
        & (Registration.mode == Mode.BRIDGE)
        & Registration.site_id.is_not(None)
        & Registration.status.not_in(DEAD)
    )
    asked = select(Registration.site_id, func.count()).where(comes).group_by(Registration.site_id)
    return {site_id: number for site_id, number in db.session.execute(asked) if site_id is not None}
