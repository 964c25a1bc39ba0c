"""Whatever people and organisers do, in whatever order: no seat is sold twice, and none is lost (A3)."""

from collections.abc import Callable
from itertools import count
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events import capacity
from eventapp.events.models import Event, EventMode, Mode, Site
from eventapp.registration import acts, enrolment
from eventapp.registration.act_models import Decision
from eventapp.registration.models import Registration, Status
from tests.factories import make_event, make_site

_number = count(1)

steps = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.sampled_from([Mode.HALL, Mode.BRIDGE]), st.integers(0, 1)),
        st.tuples(st.just("cancel"), st.integers(0, 20)),
        st.tuples(st.just("confirm"), st.integers(0, 20)),
        st.tuples(st.just("cancel_all"), st.sets(st.integers(0, 20), max_size=4)),
        st.tuples(st.just("confirm_all"), st.sets(st.integers(0, 20), max_size=4)),
        st.tuples(st.just("capacity"), st.sampled_from([Mode.HALL, Mode.BRIDGE]), st.none() | st.integers(0, 4)),
    ),
    min_size=1,
    max_size=25,
)


class Story:
    """One event and what is done to it."""

    def __init__(self) -> None:
        self.event: Event = make_event(f"story-{next(_number)}", modes={Mode.HALL: 2, Mode.BRIDGE: 3})
        self.sites: list[Site] = [make_site(self.event, "Huế", seats=1), make_site(self.event, "Vinh")]
        self.made: list[Registration] = []

    def register(self, mode: Mode, site: int) -> None:
        """Register someone new."""
        self.made.append(
            enrolment.register(
                self.event,
                full_name="An",
                email=f"an{next(_number)}@example.org",
                mode=mode,
                site=self.sites[site] if mode is Mode.BRIDGE else None,
                by=SYSTEM,
            )
        )

    def cancel(self, which: int) -> None:
        """Cancel one of those made."""
        if self.made:
            enrolment.cancel(self.made[which % len(self.made)], by=SYSTEM)

    def confirm(self, which: int) -> None:
        """Confirm one of those made."""
        if self.made:
            enrolment.confirm(self.made[which % len(self.made)], by=SYSTEM)

    def cancel_all(self, which: set[int]) -> None:
        """Cancel several."""
        acts.carry_out(self.event, Decision.CANCELLATION, self._refs(which), by=SYSTEM)

    def confirm_all(self, which: set[int]) -> None:
        """Confirm several."""
        acts.carry_out(self.event, Decision.CONFIRMATION, self._refs(which), by=SYSTEM)

    def capacity(self, mode: Mode, seats: int | None) -> None:
        """Change the number of seats."""
        capacity.set_capacity(self.event, mode, seats, by=SYSTEM)

    def _refs(self, which: set[int]) -> list[str]:
        return [self.made[each % len(self.made)].ref for each in which] if self.made else []

    def check(self) -> None:
        """Compare what is taken with who is confirmed, by mode and by site."""
        db.session.expire_all()
        confirmed = Registration.status == Status.CONFIRMED
        for row in db.session.scalars(select(EventMode).where(EventMode.event_id == self.event.id)):
            here = (Registration.event_id == self.event.id) & (Registration.mode == row.mode)
            assert row.taken == _count(here & confirmed)
            assert row.capacity is None or row.taken <= row.capacity
        for site in self.sites:
            assert site.taken == _count((Registration.site_id == site.id) & confirmed)
            assert site.capacity is None or site.taken <= site.capacity
        with_ticket = Registration.ticket_id.is_not(None) | (Registration.event_id != self.event.id)
        assert _count(confirmed & ~with_ticket) == 0


def _count(which: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(Registration).where(which)) or 0


@given(story=steps)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_taken_is_who_is_confirmed_and_never_more_than_there_is(app: Flask, story: list[Any]) -> None:
    told = Story()
    for word, *arguments in story:
        act: Callable[..., None] = getattr(told, word)
        try:
            with transaction():
                act(*arguments)
        except DomainError:
            told.made = [each for each in told.made if each.id and db.session.get(Registration, each.id)]
        told.check()
