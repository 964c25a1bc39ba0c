"""Who is expected in which session: delegates with a place there, and those who join it, with or without a link."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Set

from sqlalchemy import select

from eventapp.agenda.models import Places, SignUp, Terms
from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.events.queries import modes_of, sites_of
from eventapp.links.coverage import Coverage
from eventapp.programme.clash_values import Expectations, Expected, Point

OPEN: Set[Mode] = frozenset()


def expected_in(event: Event) -> Expectations:
    """Return who is expected where, as the clash engine wants it, in five statements however long the programme is."""
    unled = _Unled(event)
    delegates, in_hall = _signed_up(event)
    closed = _closed(event)
    named = delegates.keys() | closed.keys() | unled.named
    by_session = {
        each: Expected(frozenset(delegates.get(each, ())), in_hall[each], *unled.of(each, closed.get(each, OPEN)))
        for each in named
    }
    return Expectations(by_session, Expected(frozenset(), 0, *unled.of(None, OPEN)))


class _Unled:
    """Whom no link leads into a session, of those who take part in the event."""

    def __init__(self, event: Event) -> None:
        offered, self._coverage = modes_of(event), Coverage.of(event)
        self._has_online = Mode.ONLINE in offered
        sites = sites_of(event, Mode.BRIDGE) if Mode.BRIDGE in offered else ()
        self._points = {site.id: Point(at, site.ref, site.name, site.name_en) for at, site in enumerate(sites)}
        self._numbers = frozenset(self._points)
        self._met: dict[frozenset[int], frozenset[Point]] = {}
        self.named = self._coverage.named

    def of(self, session_id: int | None, closed: Set[Mode]) -> tuple[frozenset[Point], bool]:
        """Return the points, and whether it is so of those online; modes in which nobody has a place are left out."""
        is_online_unled = self._has_online and Mode.ONLINE not in closed and not self._coverage.leads_online(session_id)
        numbers = frozenset() if Mode.BRIDGE in closed else self._coverage.unled(self._numbers, session_id)
        if numbers not in self._met:
            self._met[numbers] = frozenset(self._points[each] for each in numbers)
        return self._met[numbers], is_online_unled


def _signed_up(event: Event) -> tuple[Mapping[int, set[int]], Counter[int]]:
    """Return who has a place in each session, and how many of them sit in its room."""
    asked = select(SignUp.session_id, SignUp.registration_id, SignUp.mode)
    delegates: dict[int, set[int]] = defaultdict(set)
    in_hall: Counter[int] = Counter()
    for session_id, number, mode in db.session.execute(asked.where(SignUp.event_id == event.id, SignUp.holds)):
        delegates[session_id].add(number)
        in_hall[session_id] += mode is Mode.HALL
    return delegates, in_hall


def _closed(event: Event) -> Mapping[int, Set[Mode]]:
    """Return the modes in which a session has no places at all."""
    mine = select(Places.session_id, Places.mode).join(Terms, Terms.session_id == Places.session_id)
    closed: dict[int, set[Mode]] = defaultdict(set)
    for session_id, mode in db.session.execute(mine.where(Terms.event_id == event.id, Places.capacity == 0)):
        closed[session_id].add(mode)
    return closed
