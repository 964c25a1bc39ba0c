"""How ready the bridge points are: what each of them lacks, in a constant number of statements for all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from eventapp.bridges.links import empty
from eventapp.bridges.models import Contact, Duty, LineState, Point
from eventapp.bridges.queries import contacts_by_site, contacts_of, point_of, points_of
from eventapp.bridges.words import Lack
from eventapp.database import db
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.links.coverage import Coverage
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


def joined(sessions: Iterable[Session]) -> list[Session]:
    """Return those sessions that somebody joins: no pause, and not cancelled."""
    return [each for each in sessions if not each.kind.is_pause and each.cancelled_at is None]


def readiness_of(event: Event) -> list[Readiness]:
    """Return how ready each of the event's bridge points is, in their order."""
    points, contacts, numbers = points_of(event), contacts_by_site(event), _delegates_by_site(event)
    is_led = _led(event)
    return [
        _judged(site, points.get(site.id) or empty(site), contacts.get(site.id, {}), numbers.get(site.id, 0), is_led)
        for site in sites_of(event, Mode.BRIDGE)
    ]


def readiness_at(event: Event, site: Site) -> Readiness:
    """Return how ready one bridge point is."""
    number = _delegates_by_site(event).get(site.id, 0)
    return _judged(site, point_of(site), contacts_of(site), number, _led(event))


def _led(event: Event) -> Callable[[int], bool]:
    """Return what tells whether a point has a link for every session that is joined."""
    coverage, sessions = Coverage.of(event), frozenset(each.id for each in joined(sessions_of(event)))
    return lambda site_id: coverage.is_whole(site_id, sessions)


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
    site: Site, point: Point, contacts: Mapping[Duty, Contact], delegates: int, is_led: Callable[[int], bool]
) -> Readiness:
    chair = contacts.get(Duty.CHAIR)
    lacks = {
        Lack.ADDRESS: not site.address,
        Lack.CHAIR: chair is None or not chair.name,
        Lack.LINE: point.line is not LineState.PASSED,
        Lack.LINK: not is_led(site.id),
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
