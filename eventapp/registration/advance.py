"""Seats and seats allotted that several registrations need, taken at once: one UPDATE for many instead of one for each.

Only where there is enough for all of them: else each takes its own, in their order, as if nothing were taken here. What
was taken and not needed is given back. All of it is one transaction, which holds the event's modes.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.events.models import Event, Mode, Site
from eventapp.registration import seats


class Wanted(NamedTuple):
    """What one registration will need; who awaits approval needs no seat."""

    mode: Mode
    site: Site | None
    delegation: Delegation | None
    needs_seat: bool


class Advance:
    """What is taken already, and not used yet."""

    def __init__(self, event: Event) -> None:
        self.event = event
        self._seats: Counter[tuple[Mode, int | None]] = Counter()
        self._quotas: Counter[tuple[int, Mode]] = Counter()

    def forget(self) -> None:
        """Know of nothing: the transaction in which it was taken is undone, or all of it was used."""
        self._seats.clear()
        self._quotas.clear()

    def take(self, wanted: Sequence[Wanted]) -> None:
        """Take what they need together, mode by mode and delegation by delegation."""
        placed = [(each.mode, _site_of(each)) for each in wanted if each.needs_seat]
        for mode in sorted({mode for mode, _site in placed}):
            by_site = Counter(site for of_mode, site in placed if of_mode is mode)
            if seats.take_many(self.event.id, mode, by_site):
                self._seats.update({(mode, site): number for site, number in by_site.items()})
        allotted = Counter((each.delegation.id, each.mode) for each in wanted if each.delegation)
        for (delegation_id, mode), number in sorted(allotted.items()):
            if quotas.take_many(delegation_id, mode, number):
                self._quotas[delegation_id, mode] = number

    def seat(self, mode: Mode, site: Site | None) -> bool:
        """Use a seat that is taken; False where there is none."""
        return _draw(self._seats, (mode, site.id if site else None))

    def quota(self, delegation: Delegation, mode: Mode) -> bool:
        """Use a seat allotted that is taken; False where there is none."""
        return _draw(self._quotas, (delegation.id, mode))

    def give_back(self) -> None:
        """Give back whatever nobody has used."""
        for (mode, site_id), number in self._seats.items():
            for _each in range(number):
                seats.give_back(self.event.id, mode, site_id)
        for quota, number in self._quotas.items():
            for _each in range(number):
                quotas.give_back(*quota)
        self.forget()


def _site_of(wanted: Wanted) -> int | None:
    """Return where someone is to come, as `enrolment.site_for` finds it."""
    if wanted.mode is not Mode.BRIDGE:
        return None
    site = wanted.site or (wanted.delegation.site if wanted.delegation else None)
    return site.id if site is not None and site.mode is Mode.BRIDGE else None


def _draw(taken: Counter[Any], key: Hashable) -> bool:
    if not taken[key]:
        return False
    taken[key] -= 1
    return True
