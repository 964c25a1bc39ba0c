"""Approve, return with a note, reject: who has a seat when, what is told, and what a change after it asks."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation, Quota
from eventapp.errors import DomainError
from eventapp.events.approval import set_approval
from eventapp.events.categories import categories_of
from eventapp.events.models import Category, Event, Mode
from eventapp.registration import (
    approving,
    awaiting,
    categorising,
    completing,
    enrolment,
    merging,
    nomination,
    offers,
    promotion,
    switching,
    wishes,
)
from eventapp.registration.lines import place_in_line
from eventapp.registration.models import Registration, Status
from eventapp.registration.substitution import substitute
from eventapp.registration.transfer import transfer
from tests.factories import make_event, make_registration, make_site
from tests.registration.focal import make_delegation
from tests.registration.test_offers import do, fresh, kinds, statuses, taken
from tests.trust.invariants import assert_counters_agree

NOTE = "Xin ghi rõ chức vụ."


def judge(
    event: Event, *modes: Mode, categories: Sequence[Category] = (), changes: bool = False, office: bool = False
) -> Event:
    """Let the organiser decide on whoever attends in these modes, or is in these categories."""
    with transaction():
        set_approval(event, modes, categories, changes_ask_again=changes, office_needs_approval=office, by=SYSTEM)
    return event


def known(event: Event) -> awaiting.Known:
    """Return the names by which differences are told."""
    return awaiting.Known.of(event, "vi")


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with one seat in the hall, for which the organiser approves."""
    return judge(make_event(hall=1), Mode.HALL)


def refused(act: Callable[..., Any], *arguments: Any, **more: Any) -> str:
    """Return the code by which the rules refuse."""
    with pytest.raises(DomainError) as refusal:
        do(act, *arguments, **more)
    return refusal.value.code


def used(delegation: Delegation) -> int:
    """Return how many of the seats allotted in the hall are used."""
    return db.session.get_one(Quota, (delegation.id, Mode.HALL), populate_existing=True).used


def revision(delegation: Delegation) -> int:
    """Return the revision the list has now."""
    return db.session.get_one(Delegation, delegation.id, populate_existing=True).revision


def test_who_needs_approval_has_no_seat_and_is_told_so(event: Event) -> None:
    pending = make_registration(event)
    assert (pending.status, pending.ticket, taken(event)) == (Status.PENDING, None, 0)
    assert kinds(pending) == ["pending"]
    online = make_registration(event, mode=Mode.ONLINE)
    assert (online.status, kinds(online)) == (Status.CONFIRMED, ["registered"])
    assert_counters_agree()


def test_approval_gives_a_seat_then_a_place_in_the_line_by_who_registered_first(event: Event) -> None:
    first, second, third = (make_registration(event) for _ in range(3))
    assert do(approving.approve, third) is Status.CONFIRMED
    assert do(approving.approve, second) is Status.WAITLISTED
    assert do(approving.approve, first) is Status.WAITLISTED
    assert [place_in_line(fresh(each)) for each in (first, second)] == [1, 2]
    assert (kinds(third), kinds(first)) == (["pending", "approved"], ["pending", "waitlisted"])
    assert fresh(third).ticket is not None and fresh(third).approved_at is not None
    do(enrolment.cancel, fresh(third))
    assert statuses(first, second) == ["confirmed", "waitlisted"]
    assert_counters_agree()


def test_nobody_is_approved_past_someone_who_came_before_and_waits(event: Event) -> None:
    seated, earlier, later = (make_registration(event) for _ in range(3))
    do(approving.approve, seated), do(approving.approve, earlier)
    event.offer_hours = 24
    db.session.commit()
    do(enrolment.cancel, fresh(seated))
    do(offers.withdraw, fresh(earlier))  # the seat is free, and he is the only one in the line
    assert taken(event) == 0
    assert do(approving.approve, later) is Status.WAITLISTED
    assert statuses(earlier, later) == ["offered", "waitlisted"]
    assert_counters_agree()


def test_a_full_mode_without_a_waiting_list_refuses_the_approval_and_nothing_changes(event: Event) -> None:
    event.has_waiting_list = False
    db.session.commit()
    first, second = make_registration(event), make_registration(event)
    do(approving.approve, first)
    assert refused(approving.approve, second) == "full"
    assert (statuses(second), kinds(second)) == (["pending"], ["pending"])


@pytest.mark.parametrize("act", [approving.approve, approving.return_with_note, approving.reject, approving.put_back])
def test_what_is_decided_is_not_decided_again(event: Event, act: Callable[..., Any]) -> None:
    more = {
        approving.approve: {},
        approving.reject: {"reason": "x"},
    }.get(act, {"note": "x"})
    registration = make_registration(event)
    do(approving.approve, registration)
    assert refused(act, registration, **more) == "not_pending"
    do(enrolment.cancel, registration)
    assert refused(act, registration, **more) == "not_pending"


def test_a_registration_returned_is_completed_and_sent_again(event: Event) -> None:
    registration = make_registration(event)
    assert do(approving.return_with_note, registration, note=NOTE) is Status.RETURNED
    assert (fresh(registration).decision_note, kinds(registration)) == (NOTE, ["pending", "returned"])
    words = {"full_name": "Nguyễn Văn Ân", "phone": "", "organisation": "Bộ", "position": "Vụ trưởng"}
    do(completing.complete, registration, answers={}, **words)
    assert (fresh(registration).status, registration.person.position) == (Status.PENDING, "Vụ trưởng")
    assert refused(completing.complete, registration, answers={}, **words) == "not_returned"
    assert do(approving.approve, registration) is Status.CONFIRMED
    assert fresh(registration).decision_note == ""


def test_a_delegation_uses_its_seats_until_the_registration_is_rejected(event: Event) -> None:
    delegation = make_delegation(event, "BNG", hall=1)
    registration = make_registration(event, delegation=delegation)
    assert used(delegation) == 1
    do(approving.return_with_note, registration, note=NOTE)
    assert used(delegation) == 1
    do(approving.reject, registration, reason="Đủ đại biểu")
    assert (fresh(registration).status, used(delegation)) == (Status.REJECTED, 0)
    assert kinds(registration) == ["pending", "returned", "rejected"]
    make_registration(event, "Nguyễn Văn An", email=registration.person.email)  # he may register again
    assert_counters_agree()


def test_the_office_is_asked_only_where_it_wishes_to_be(event: Event) -> None:
    assert make_registration(event, is_approved=True).status is Status.CONFIRMED


def test_who_is_pending_stays_so_in_a_mode_that_asks_and_else_is_approved(app: Flask) -> None:
    event = judge(make_event(modes={Mode.HALL: 1, Mode.BRIDGE: None, Mode.ONLINE: 1}), Mode.HALL, Mode.BRIDGE)
    first, second, third = (make_registration(event) for _ in range(3))
    do(switching.switch, first, mode=Mode.BRIDGE, site=make_site(event))
    assert (statuses(first), kinds(first)) == (["pending"], ["pending", "pending"])
    do(approving.return_with_note, first, note=NOTE)
    do(switching.switch, first, mode=Mode.HALL, site=None)
    assert statuses(first) == ["returned"]
    do(switching.switch, second, mode=Mode.ONLINE, site=None)
    do(switching.switch, third, mode=Mode.ONLINE, site=None)
    assert statuses(second, third) == ["confirmed", "waitlisted"]
    assert_counters_agree()


def test_a_full_mode_without_waiting_list_takes_nobody_who_is_pending(app: Flask) -> None:
    event = judge(make_event(has_waiting_list=False, modes={Mode.HALL: 1, Mode.ONLINE: 0}), Mode.HALL)
    registration = make_registration(event)
    assert refused(switching.switch, registration, mode=Mode.ONLINE, site=None) == "full"
    assert refused(switching.switch, registration, mode=Mode.BRIDGE, site=None) == "mode_not_offered"
    assert statuses(registration) == ["pending"]


def test_a_seat_out_of_turn_is_not_a_way_around_approval(event: Event) -> None:
    assert refused(enrolment.confirm, make_registration(event)) == "not_waiting"
    assert Status.PENDING not in promotion.WAITING


def test_the_focal_point_completes_what_was_returned(event: Event) -> None:
    delegation = make_delegation(event, "BNG", hall=2)
    registration = make_registration(event, "Lê Chi", delegation=delegation)
    do(approving.return_with_note, registration, note=NOTE)
    person = registration.person
    words = {"full_name": person.full_name, "email": person.email, "phone": "", "position": "Vụ trưởng"}
    shown = revision(delegation)
    assert do(nomination.revise, event, registration, shown=shown, mode=Mode.HALL, site=None, **words) is True
    assert (statuses(registration), fresh(registration).asks_again_at) == (["pending"], None)


def test_who_stands_in_for_someone_pending_awaits_approval_too(event: Event) -> None:
    registration = make_registration(event)
    do(approving.return_with_note, registration, note=NOTE)
    stand_in = do(substitute, registration, full_name="Trần Bình", email="binh@example.org")
    assert (stand_in.status, stand_in.decision_note, kinds(stand_in)) == (Status.PENDING, "", ["pending"])


def approved(event: Event, delegation: Delegation | None = None) -> Registration:
    """Return someone whom the organiser has approved, with a seat."""
    registration = make_registration(event, delegation=delegation)
    do(approving.approve, registration)
    return registration


def revise(event: Event, registration: Registration, **changes: Any) -> None:
    """Change a delegate by the focal point's hand."""
    person = registration.person
    stands = {"full_name": person.full_name, "email": person.email, "phone": "", "position": person.position}
    stands |= {"mode": registration.mode, "site": registration.site}
    assert registration.delegation is not None
    do(nomination.revise, event, registration, shown=revision(registration.delegation), **(stands | changes))


def test_a_change_after_approval_keeps_seat_and_ticket_and_asks_again(event: Event) -> None:
    judge(event, Mode.HALL, changes=True)
    delegation = make_delegation(event, "BNG", hall=2)
    registration = approved(event, delegation)
    ticket = registration.ticket_id
    revise(event, registration, full_name="Nguyễn Văn Ba", position="Vụ phó")
    revise(event, registration, position="Vụ trưởng")
    found = fresh(registration)
    assert (found.status, found.ticket_id, taken(event), found.awaits_approval) == (Status.CONFIRMED, ticket, 1, True)
    changes = awaiting.differences(found, known(event))
    assert [(each.field, each.before, each.after) for each in changes] == [
        ("full_name", "Nguyễn Văn An", "Nguyễn Văn Ba"),
        ("position", "", "Vụ trưởng"),
    ]
    assert kinds(registration) == ["pending", "approved", "change_pending"]
    do(approving.approve, registration)
    assert (fresh(registration).awaits_approval, kinds(registration)[-1]) == (False, "change_approved")
    assert fresh(registration).person.full_name == "Nguyễn Văn Ba"


def test_a_change_is_put_back_as_it_was_approved(app: Flask) -> None:
    event = judge(make_event(hall=1), Mode.HALL, Mode.BRIDGE, changes=True)
    site = make_site(event)
    delegation = make_delegation(event, "BNG", hall=2)
    with transaction():
        quotas.allot(delegation, Mode.BRIDGE, 1)
    registration = approved(event, delegation)
    revise(event, registration, full_name="Nguyễn Văn Ba", mode=Mode.BRIDGE, site=site)
    fields = {each.field for each in awaiting.differences(fresh(registration), known(event))}
    assert fields == {"full_name", "mode", "site"}
    do(approving.put_back, registration, note="Giữ nguyên")
    found = fresh(registration)
    assert (found.mode, found.person.full_name, found.asks_again_at) == (Mode.HALL, "Nguyễn Văn An", None)
    assert (found.decision_note, kinds(registration)[-1], taken(event)) == ("Giữ nguyên", "put_back", 1)
    assert_counters_agree()


def test_a_seat_that_has_gone_on_is_not_put_back(app: Flask) -> None:
    event = judge(make_event(hall=1), Mode.HALL, Mode.ONLINE, changes=True)
    registration, other = approved(event), make_registration(event)
    do(approving.approve, other)
    do(switching.switch, registration, mode=Mode.ONLINE, site=None)
    assert statuses(registration, other) == ["confirmed", "confirmed"]
    assert refused(approving.put_back, registration, note="x") == "full"
    assert (fresh(registration).mode, fresh(registration).awaits_approval) == (Mode.ONLINE, True)
    assert_counters_agree()


def test_who_takes_his_changes_back_asks_nothing_any_more(app: Flask) -> None:
    event = judge(make_event(hall=2), Mode.HALL, Mode.ONLINE, changes=True)
    registration = approved(event)
    do(switching.switch, registration, mode=Mode.ONLINE, site=None)
    assert fresh(registration).awaits_approval is True
    do(switching.switch, registration, mode=Mode.HALL, site=None)
    assert (fresh(registration).awaits_approval, fresh(registration).stood_before) == (False, None)


def test_without_the_switch_a_change_asks_nothing_but_of_whom_nobody_approved(event: Event) -> None:
    registration = approved(judge(event, Mode.HALL, Mode.BRIDGE))
    do(switching.switch, registration, mode=Mode.BRIDGE, site=make_site(event))
    assert fresh(registration).awaits_approval is False
    unjudged = make_registration(event, mode=Mode.ONLINE)
    do(switching.switch, unjudged, mode=Mode.HALL, site=None)
    assert (fresh(unjudged).mode, fresh(unjudged).awaits_approval) == (Mode.HALL, True)


def test_the_offices_own_change_asks_nothing(event: Event) -> None:
    judge(event, Mode.HALL, Mode.ONLINE, changes=True)
    registration = approved(event)
    do(transfer, registration, mode=Mode.ONLINE, site=None, delegation=None)
    assert fresh(registration).awaits_approval is False


def test_a_stand_in_of_the_focal_point_is_judged_and_rejected_with_the_seat_going_on(event: Event) -> None:
    judge(event, Mode.HALL, changes=True)
    delegation = make_delegation(event, "BNG", hall=2)
    registration, other = approved(event, delegation), make_registration(event)
    do(approving.approve, other)
    words = {"full_name": "Trần Bình", "email": "binh@example.org", "phone": "", "position": ""}
    shown = revision(delegation)
    stand_in = do(nomination.replace, event, registration, shown=shown, locale="vi", reason="", **words)
    assert (stand_in.status, stand_in.awaits_approval, statuses(other)) == (Status.CONFIRMED, True, ["waitlisted"])
    assert refused(approving.put_back, stand_in, note="x") == "stand_in"
    assert refused(approving.return_with_note, stand_in, note="x") == "keeps_seat"
    do(approving.reject, stand_in, reason="Không đúng thành phần")
    assert statuses(stand_in, other) == ["rejected", "confirmed"]
    assert used(delegation) == 0
    assert_counters_agree()


def test_a_change_is_put_back_or_approved_but_not_rejected(event: Event) -> None:
    judge(event, Mode.HALL, changes=True)
    registration = approved(event, make_delegation(event, "BNG", hall=2))
    revise(event, registration, position="Vụ trưởng")
    assert refused(approving.reject, registration, reason="x") == "keeps_seat"


def test_online_meanwhile_is_not_a_way_around_approval(app: Flask) -> None:
    event = judge(make_event(hall=1), Mode.ONLINE)
    make_registration(event)
    waiting = make_registration(event)
    assert wishes.may_attend_meanwhile(waiting) is False
    assert refused(wishes.attend_meanwhile, waiting) == "approval_needed"
    do(wishes.attend_meanwhile, waiting, is_office=True)
    assert statuses(waiting) == ["confirmed"]


def test_a_place_in_the_line_follows_from_registering_not_from_approving(event: Event) -> None:
    make_registration(event, is_approved=True)
    early = make_registration(event)
    late = make_registration(event, is_approved=True)
    do(approving.approve, early)
    assert [place_in_line(fresh(each)) for each in (early, late)] == [1, 2]
    assert fresh(early).registered_at < fresh(late).registered_at + timedelta(seconds=1)
    assert db.session.scalars(select(Registration.status).where(Registration.status == Status.PENDING)).all() == []


def test_a_category_needs_approval_however_its_people_attend(app: Flask) -> None:
    event = make_event(hall=5)
    delegate, press = categories_of(event)[0], categories_of(event)[3]
    judge(event, categories=[press])
    assert make_registration(event).status is Status.CONFIRMED
    pending = make_registration(event, category=press, mode=Mode.ONLINE)
    assert pending.status is Status.PENDING
    do(switching.switch, pending, mode=Mode.HALL, site=None)
    assert statuses(pending) == ["pending"]
    do(categorising.recategorise, pending, delegate)
    assert statuses(pending) == ["pending"]  # the office decides, not the category
    do(switching.switch, pending, mode=Mode.ONLINE, site=None)
    assert statuses(pending) == ["confirmed"]
    assert_counters_agree()


def test_another_category_after_approval_asks_again_and_is_put_back(app: Flask) -> None:
    event = make_event(hall=5)
    delegate, press = categories_of(event)[0], categories_of(event)[3]
    judge(event, Mode.HALL, categories=[press], changes=True)
    registration = approved(event, make_delegation(event, "BNG", hall=2))
    revise(event, registration, category=press)
    changes = awaiting.differences(fresh(registration), known(event))
    assert [(each.field, each.before, each.after) for each in changes] == [("category", "Đại biểu", "Báo chí")]
    do(approving.put_back, registration, note="Không")
    assert (fresh(registration).category_id, fresh(registration).awaits_approval) == (delegate.id, False)


def test_whom_nobody_approved_is_judged_in_a_category_that_asks(app: Flask) -> None:
    event = make_event(hall=5)
    press = categories_of(event)[3]
    judge(event, categories=[press])
    registration = make_registration(event, delegation=make_delegation(event, "BNG", hall=2))
    revise(event, registration, category=press)
    assert (fresh(registration).status, fresh(registration).awaits_approval) == (Status.CONFIRMED, True)


def test_a_merge_that_is_taken_back_brings_who_was_pending_back_as_pending(event: Event) -> None:
    kept, ended = make_registration(event, is_approved=True), make_registration(event)
    done = do(merging.merge, kept, ended)
    again = do(merging.part, done)
    assert (again.status, kept.status) == (Status.PENDING, Status.CONFIRMED)
    assert_counters_agree()
