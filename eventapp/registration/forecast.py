"""What enrolment and transfer would answer, foretold from counts read once: it locks and writes nothing."""

from collections import Counter

from sqlalchemy import func, select

from eventapp.database import db
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation, Quota
from eventapp.events.models import Category, Event, EventMode, Mode, Site
from eventapp.registration import approval, enrolment
from eventapp.registration.models import Registration, Status
from eventapp.registration.transfer import Place, place_of


class Forecast:
    """The seats, quotas and waiting lists of an event as a list of rows would leave them, one row after the other.

    The rules themselves decide when the rows go in; this only says beforehand what they will most likely answer.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        self.room: dict[object, int | None] = {}  # seats left of a mode and of a site; None is no limit
        self.quota: dict[tuple[Mode, int], int] = {}
        for mode, capacity, taken in db.session.execute(
            select(EventMode.mode, EventMode.capacity, EventMode.taken).where(EventMode.event_id == event.id)
        ):
            self.room[mode] = None if capacity is None else capacity - taken
        for number, capacity, taken in db.session.execute(
            select(Site.id, Site.capacity, Site.taken).where(Site.event_id == event.id)
        ):
            self.room[number] = None if capacity is None else capacity - taken
        for number, mode, allotted, used in db.session.execute(
            select(Quota.delegation_id, Quota.mode, Quota.allotted, Quota.used)
            .join(Delegation, Delegation.id == Quota.delegation_id)
            .where(Delegation.event_id == event.id)
        ):
            self.quota[mode, number] = allotted - used
        self.waiting: Counter[Mode] = Counter()
        for mode, number in db.session.execute(
            select(Registration.mode, func.count())
            .where(Registration.event_id == event.id, Registration.status == Status.WAITLISTED)
            .group_by(Registration.mode)
        ):
            self.waiting[mode] = number

    def register(self, mode: Mode, site: Site | None, delegation: Delegation | None, category: Category) -> Status:
        """Foretell how an office's registration would stand. Raises what `enrolment.register` would."""
        site = enrolment.site_for(self.event, mode, site, delegation)
        seat = (mode, site.id if site else None)
        is_seated = self._has_room(*seat)
        is_pending = self.event.office_needs_approval and approval.is_needed(self.event, mode, category)
        if not is_pending:
            self._check_room(is_seated)
        self._use_quota(mode, delegation)
        return Status.PENDING if is_pending else self._admit(seat, is_seated)

    def transfer(
        self, registration: Registration, mode: Mode, site: Site | None, delegation: Delegation | None
    ) -> bool:
        """Foretell a move; False where it would change nothing. Raises what `transfer` would."""
        if (mode, site) != (registration.mode, registration.site):
            site = enrolment.site_for(self.event, mode, site, delegation)
        before = place_of(registration)
        after = Place(mode, site.id if site else None, delegation.id if delegation else None)
        if after == before:
            return False
        moves_seat = registration.status is Status.CONFIRMED and after.seat != before.seat
        if moves_seat and not self._has_room(*after.seat):
            raise enrolment.Full
        is_judged = approval.is_needed(self.event, mode, registration.category)
        is_admitted = registration.status in approval.AWAITING and not is_judged
        is_seated = self._has_room(*after.seat)
        if is_admitted:
            self._check_room(is_seated)
        if (after.mode, after.delegation_id) != (before.mode, before.delegation_id):
            self._use_quota(mode, delegation)
            if before.delegation_id is not None and (before.mode, before.delegation_id) in self.quota:
                self.quota[before.mode, before.delegation_id] += 1
        if is_admitted:
            self._admit(after.seat, is_seated)
        elif moves_seat:
            self._move(after.seat, -1)
            self._move(before.seat, +1)
        elif registration.status is Status.WAITLISTED:
            self.waiting[before.mode] -= 1
            self.waiting[mode] += 1
        self._promote(before.mode if moves_seat else mode)
        return True

    def _check_room(self, is_seated: bool) -> None:
        if not is_seated and not self.event.has_waiting_list:
            raise enrolment.Full

    def _admit(self, seat: tuple[Mode, int | None], is_seated: bool) -> Status:
        """Let someone approved have a seat or a place in the line."""
        if is_seated:
            self._move(seat, -1)
            return Status.CONFIRMED
        self.waiting[seat[0]] += 1
        return Status.WAITLISTED

    def _has_room(self, mode: Mode, site_id: int | None) -> bool:
        if mode not in self.room:
            raise enrolment.ModeNotOffered
        left = [self.room[mode], self.room.get(site_id)]
        return all(each is None or each > 0 for each in left)

    def _use_quota(self, mode: Mode, delegation: Delegation | None) -> None:
        if delegation is None:
            return
        left = self.quota.get((mode, delegation.id), 0)
        if left <= 0:
            raise quotas.QuotaExhausted(delegation=delegation.organisation.names)
        self.quota[mode, delegation.id] = left - 1

    def _move(self, seat: tuple[Mode, int | None], seats: int) -> None:
        for place in seat:
            left = self.room.get(place)
            if left is not None:
                self.room[place] = left + seats

    def _promote(self, mode: Mode) -> None:
        while self.waiting[mode] > 0 and self._has_room(mode, None):
            self.waiting[mode] -= 1
            self._move((mode, None), -1)
