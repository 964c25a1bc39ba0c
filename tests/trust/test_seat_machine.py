"""Whatever is done to seats, in whatever order: no seat sold twice or lost, no quota passed, first come first served.

Hypothesis plays delegates, office, worker and import against the rules on a real database (A3, A4).
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.directory import organisations
from eventapp.errors import DomainError
from eventapp.events import capacity, life_cycle
from eventapp.events.approval import set_approval
from eventapp.events.models import Event, EventMode, Mode, Site
from eventapp.registration import (
    acts,
    approving,
    completing,
    enrolment,
    expiry,
    lines,
    offers,
    promotion,
    seats,
    standing,
    transfer,
    undoing,
    wishes,
)
from eventapp.registration.act_models import Decision
from eventapp.registration.approval import AWAITING
from eventapp.registration.importing import DelegateImporter
from eventapp.registration.models import DEAD, Registration, Status
from eventapp.registration.substitution import substitute
from tests.factories import make_event, make_site
from tests.trust.invariants import disagreements

SILENT = ("phone", "position", "salutation", "note", "organisation", "locale", "category")  # cells left empty
_number = count(1)
done: Counter[str] = Counter()  # what was not refused: a story of refusals proves nothing
modes, whom, seat_counts = st.sampled_from(list(Mode)), st.integers(0, 9), st.integers(0, 3)


class Seats(RuleBasedStateMachine):
    """One event with few seats, a bridge point with one, and a delegation with few allotted."""

    def __init__(self) -> None:
        super().__init__()
        seats_of_modes = {Mode.HALL: 1, Mode.BRIDGE: 2, Mode.ONLINE: 2}
        self.event: Event = make_event(f"machine-{next(_number)}", modes=seats_of_modes, offer_hours=24)
        with transaction():
            asks = {"changes_ask_again": True, "office_needs_approval": False}
            set_approval(self.event, [Mode.HALL], by=SYSTEM, **asks)
        self.sites: list[Site] = [make_site(self.event, "Huế", seats=1), make_site(self.event, "Vinh")]
        self.delegation = self._delegation()
        self.out_of_turn: set[int] = set()
        self.before: list[int] = []

    def teardown(self) -> None:
        """Take everything away, so that what is wrong in one story is not found again in the next."""
        db.session.rollback()
        with transaction():
            life_cycle.delete_event(self.event, by=SYSTEM)
        db.session.expunge_all()

    def _delegation(self) -> Delegation:
        with transaction():
            ministry, _is_new = organisations.enter("Bộ Ngoại giao")
            now, event_id = clock.now(), self.event.id
            made = Delegation(event_id=event_id, organisation=ministry, code="BNG", mode=Mode.HALL, created_at=now)
            db.session.add(made)
            db.session.flush()
            for mode, allotted in ((Mode.HALL, 2), (Mode.ONLINE, 1)):
                quotas.allot(made, mode, allotted)
        return made

    def live(self) -> list[Registration]:
        """Return those who have not ended, the oldest row first."""
        mine = (Registration.event_id == self.event.id) & Registration.status.not_in(DEAD)
        asked = select(Registration).where(mine).order_by(Registration.id)
        return list(db.session.scalars(asked, execution_options={"populate_existing": True}))

    def line(self) -> list[int]:
        """Return the hall's line as the rule book has it, read without the code that is tried."""
        waiting = [
            each
            for each in self.live()
            if not each.offer_expires_at
            and (each.wished_mode is Mode.HALL or (each.status is Status.WAITLISTED and each.mode is Mode.HALL))
        ]
        return [each.id for each in sorted(waiting, key=lambda each: (each.wished_at or each.registered_at, each.id))]

    def do(self, act: Callable[..., Any], *arguments: Any, **more: Any) -> None:
        """Act in a transaction; a refusal changes nothing."""
        self.before, self.out_of_turn = self.line(), set()
        try:
            with transaction():
                act(*arguments, by=SYSTEM, **more)
            done[act.__name__] += 1
        except DomainError:
            pass

    def do_to(self, which: int, act: Callable[..., Any], **more: Any) -> None:
        """Act on one of those who are live."""
        found = self.live()
        if found:
            chosen = found[which % len(found)]
            self.do(act, chosen, **more)
            self.out_of_turn.add(chosen.id)

    @rule(mode=modes, site=st.integers(0, 1), is_delegate=st.booleans(), is_approved=st.booleans())
    def register(self, mode: Mode, site: int, is_delegate: bool, is_approved: bool = True) -> None:
        """Someone new registers; in the hall he awaits approval, unless the office enters him."""
        self.do(
            enrolment.register,
            self.event,
            full_name="An",
            email=f"an{next(_number)}@example.org",
            mode=mode,
            is_approved=is_approved,
            site=self.sites[site] if mode is Mode.BRIDGE else None,
            delegation=self.delegation if is_delegate and mode is not Mode.BRIDGE else None,
        )

    def awaiting(self) -> list[int]:
        """Return at which places of the live ones those stand who are to be decided on."""
        return [number for number, each in enumerate(self.live()) if each.status in AWAITING or each.asks_again_at]

    @rule(which=whom)
    def approve(self, which: int) -> None:
        """The organiser approves someone, or what he has changed."""
        if found := self.awaiting():
            self.do_to(found[which % len(found)], approving.approve)

    @rule(which=whom, is_return=st.booleans())
    def decide(self, which: int, is_return: bool) -> None:
        """The organiser returns or rejects someone."""
        if found := self.awaiting():
            act, words = (approving.return_with_note, "note") if is_return else (approving.reject, "reason")
            self.do_to(found[which % len(found)], act, **{words: "x"})

    @rule(which=whom)
    def send_again(self, which: int) -> None:
        """Someone completes what was returned."""
        self.do_to(which, completing.send_again)

    @rule(which=whom)
    def put_back(self, which: int) -> None:
        """The organiser puts back what was changed."""
        self.do_to(which, approving.put_back, note="x")

    @rule(decision=st.sampled_from(list(Decision)), undone=st.booleans())
    def several(self, decision: Decision, undone: bool) -> None:
        """The organiser decides on all of them at once, and perhaps undoes it at once."""
        refs = [each.ref for each in self.live()]

        def act(*, by: Any) -> None:
            made, _outcome = acts.carry_out(self.event, decision, refs, note="x", by=by)
            if made is not None and undone:
                undoing.undo(made, by=by)

        self.do(act)
        self.out_of_turn |= {each.id for each in self.live()}

    @rule(which=whom)
    def cancel(self, which: int) -> None:
        """Someone leaves."""
        self.do_to(which, enrolment.cancel)

    @rule(which=whom)
    def confirm(self, which: int) -> None:
        """The office gives a seat out of turn."""
        self.do_to(which, enrolment.confirm)

    @rule(which=whom, mode=modes, site=st.integers(0, 1))
    def switch(self, which: int, mode: Mode, site: int) -> None:
        """Someone attends otherwise."""
        there = self.sites[site] if mode is Mode.BRIDGE else None
        found = self.live()
        delegation = found[which % len(found)].delegation if found else None
        self.do_to(which, transfer.transfer, mode=mode, site=there, delegation=delegation, is_own=True)

    @rule(which=whom)
    def stand_in(self, which: int) -> None:
        """Someone else attends instead."""
        self.do_to(which, substitute, full_name="Bình", email=f"binh{next(_number)}@example.org")

    @rule(which=whom)
    def attend_meanwhile(self, which: int) -> None:
        """Someone who waits attends online meanwhile."""
        self.do_to(which, wishes.attend_meanwhile)

    @rule(which=whom)
    def give_up(self, which: int) -> None:
        """Someone leaves the line."""
        self.do_to(which, wishes.give_up)

    @rule(which=whom, act=st.sampled_from([offers.accept, offers.decline, offers.extend]))
    def answer(self, which: int, act: Callable[..., Any]) -> None:
        """Someone answers an offer, or the office extends it."""
        offered = [number for number, each in enumerate(self.live()) if each.has_offer]
        if offered:
            self.do_to(offered[which % len(offered)], act)

    @rule()
    def expire(self) -> None:
        """The time of all open offers is over; the worker comes twice."""
        self.before, self.out_of_turn = self.line(), set()
        with transaction():
            for each in self.live():
                if each.has_offer:
                    each.offer_expires_at = clock.now() - timedelta(seconds=1)
        expiry.pass_on_expired()
        assert expiry.pass_on_expired() == 0

    @rule(mode=modes, number=seat_counts)
    def set_seats(self, mode: Mode, number: int) -> None:
        """The organiser gives more seats or fewer."""

        def act(*, by: Any) -> None:
            seats.hold(self.event.id)
            capacity.set_capacity(self.event, mode, number, by=by)
            promotion.promote_next(self.event, mode, by=by)

        self.do(act)

    @rule(mode=modes, which=st.none() | whom)
    def sheet(self, mode: Mode, which: int | None) -> None:
        """A list is imported that says how someone attends, or that names someone new."""
        found, row = self.live(), dict.fromkeys(SILENT)
        person = found[which % len(found)].person if found and which is not None else None
        row |= {
            "full_name": person.full_name if person else "Chi",
            "email": person.email if person else f"chi{next(_number)}@example.org",
            "mode": mode,
            "site": self.sites[0].name if mode is Mode.BRIDGE else None,
            "delegation": None,
        }

        def take_in(*, by: Any) -> None:
            importer = DelegateImporter(self.event, by=by)
            importer.prepare([row], is_rehearsal=False)
            importer.take(row)
            importer.settle()

        self.do(take_in)
        self.out_of_turn |= {found[which % len(found)].id} if found and which is not None else set()

    @precondition(lambda self: self.live())
    @invariant()
    def every_counter_is_its_rows(self) -> None:
        """Seats, sites and quotas are what the rows say and never more than there are; tickets follow the status."""
        db.session.expire_all()
        assert disagreements() == []

    @invariant()
    def one_live_registration_each(self) -> None:
        """Nobody is registered twice."""
        people = [each.person_id for each in self.live()]
        assert len(people) == len(set(people))

    @invariant()
    def first_come_first_served(self) -> None:
        """Who has got a seat in the hall or an offer stood in the line before everyone who still waits."""
        still = self.line()
        went = [each for each in self.before if each not in still and each not in self.out_of_turn]
        stayed = [each for each in self.before if each in still and each not in self.out_of_turn]
        by_id = {each.id: each for each in self.live()}
        given = [each for each in went if each in by_id and (Mode.HALL, None) in standing.seats_of(by_id[each])]
        assert not given or not stayed or self.before.index(given[-1]) < self.before.index(stayed[0])

    @invariant()
    def nobody_waits_beside_a_free_seat(self) -> None:
        """The hall is never empty while someone waits for it."""
        asked = select(EventMode.capacity, EventMode.taken)
        row = db.session.execute(asked.filter_by(event_id=self.event.id, mode=Mode.HALL)).one()
        assert not self.line() or row.taken >= row.capacity


def play(examples: int, steps: int, **more: Any) -> None:
    """Let Hypothesis play."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=checks,
            **more,
        ),
    )


def test_seats_quotas_and_the_line_hold_whatever_is_done(app: Flask) -> None:
    done.clear()
    play(15, 20, phases=[Phase.generate])
    assert done.total() > 20 and len(done) > 3


def last_come(event_id: int, mode: Mode, *, after: Any) -> Registration | None:
    """Return who came last to the hall's line."""
    waits = (Registration.event_id == event_id) & (Registration.mode == Mode.HALL) & (mode == Mode.HALL)
    return db.session.scalars(
        select(Registration).where(waits, Registration.status == Status.WAITLISTED).order_by(Registration.id.desc())
    ).first()


BREAKS: dict[str, tuple[Any, str, Any]] = {
    "last come first served": (lines, "next_in_line", last_come),
    "a seat is not given back": (seats, "give_back", lambda *_seat: None),
}


def tell() -> None:
    """Tell the machine a story by hand and let it judge every step: one has the only seat, two wait, one goes."""
    machine = Seats()
    try:
        for step in [lambda: machine.register(Mode.HALL, 0, False, True)] * 3 + [lambda: machine.cancel(0)]:
            step()
            machine.every_counter_is_its_rows()
            machine.one_live_registration_each()
            machine.first_come_first_served()
            machine.nobody_waits_beside_a_free_seat()
    finally:
        machine.teardown()


def test_a_story_told_by_hand_holds(app: Flask) -> None:
    tell()


@pytest.mark.parametrize("what", list(BREAKS))
def test_rules_that_are_broken_are_noticed(app: Flask, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*BREAKS[what])
    with pytest.raises(AssertionError):
        tell()
