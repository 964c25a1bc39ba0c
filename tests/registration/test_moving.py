"""Several attend otherwise at once: foretold, seat for seat, and undone with all that it took away."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation, Quota
from eventapp.events.models import Event, Mode
from eventapp.mail.models import Letter
from eventapp.questions.editing import Offer, When
from eventapp.questions.models import Choice, ConditionKind, Kind
from eventapp.registration import acts, answering, awaiting, enrolment, long_acts, retention, undoing
from eventapp.registration.act_models import Act, ActStep, Decision, LongAct, LongStage
from eventapp.registration.models import Registration, Status
from eventapp.registration.moving import Move
from eventapp.registration.search import Wanted
from eventapp.work.models import WorkState
from eventapp.work.registry import work_jobs
from tests.delegations.desk import office
from tests.factories import make_event, make_question, make_registration, make_registrations, make_site
from tests.registration.focal import make_delegation
from tests.registration.test_offers import TODAY, do, fresh, kinds, statuses, taken, today
from tests.trust.invariants import assert_counters_agree

__all__ = ["today"]  # the fixture
HOME = "/manage/events/forum"
ONLINE = Move("online")


@pytest.fixture
def event(app: Flask) -> Event:
    """Three seats in the hall, two online, no limit at bridge points."""
    return make_event(modes={Mode.HALL: 3, Mode.BRIDGE: None, Mode.ONLINE: 2})


def move(event: Event, into: Move, *chosen: Registration) -> tuple[Act | None, acts.Outcome]:
    """Foretell it, do it, and see that it came so."""
    refs = [each.ref for each in chosen]
    foretold = do(acts.rehearse, event, Decision.MOVE, refs, note="", move=into)
    act, outcome = do(acts.carry_out, event, Decision.MOVE, refs, move=into)
    assert (foretold.by_status, foretold.letters, foretold.names) == (outcome.by_status, outcome.letters, outcome.names)
    assert_counters_agree()
    return act, outcome


def why(outcome: acts.Outcome) -> Counter[str]:
    """Return for what reasons how many refuse."""
    return Counter(refusal.code for _name, refusal in outcome.refused)


def places(*chosen: Registration) -> list[tuple[str, int | None]]:
    """Return how they attend."""
    return [(fresh(each).mode.value, fresh(each).site_id) for each in chosen]


def test_as_many_move_as_there_are_seats_and_whoever_waited_gets_the_freed_ones(event: Event) -> None:
    people = make_registrations(event, 3)
    waiting, there = make_registration(event, "Vũ Thị Chờ"), make_registration(event, mode=Mode.ONLINE)
    tickets = [fresh(each).ticket_id for each in people]
    _act, outcome = move(event, ONLINE, *people, there)
    assert (outcome.done, why(outcome)) == (1, Counter(full=2, unchanged=1))
    assert places(*people) == [("online", None), ("hall", None), ("hall", None)]
    assert [fresh(each).ticket_id for each in people] == tickets
    assert (statuses(waiting), taken(event), taken(event, Mode.ONLINE)) == (["confirmed"], 3, 2)
    kept = db.session.scalars(select(Letter.due_at).where(Letter.kind == "registration/moved")).all()
    assert kept == [TODAY + timedelta(minutes=10)]


def test_who_waited_and_finds_a_seat_there_is_told_once_and_later(event: Event) -> None:
    make_registrations(event, 3)
    waiting = make_registration(event)
    act, outcome = move(event, ONLINE, waiting)
    assert (outcome.by_status, outcome.letters, kinds(waiting)[1:]) == (
        Counter({Status.CONFIRMED: 1}),
        1,
        ["confirmed"],
    )
    assert act is not None and do(undoing.undo, act) == (1, [])
    assert (statuses(waiting), places(waiting), fresh(waiting).ticket_id) == (["waitlisted"], [("hall", None)], None)
    assert taken(event, Mode.ONLINE) == 0
    assert_counters_agree()


def test_quotas_are_exchanged_and_an_organiser_may_go_beyond_them(event: Event) -> None:
    delegation = make_delegation(event, hall=2, online=1)
    people = [make_registration(event, f"Lê {each}", delegation=delegation) for each in "AB"]
    _act, outcome = move(event, ONLINE, *people)
    assert (outcome.done, why(outcome)) == (1, Counter(quota_exhausted=1))
    _act, outcome = move(event, Move("online", over_quota=True), people[1])
    used = {each.mode: each.used for each in db.session.scalars(select(Quota))}
    assert (outcome.done, used) == (1, {Mode.HALL: 0, Mode.ONLINE: 2})


def test_each_goes_to_the_bridge_point_of_the_delegation_or_all_to_one(event: Event) -> None:
    hue, other = make_site(event, "Huế"), make_site(event, "Đà Nẵng", seats=1)
    delegation = make_delegation(event, hall=1, bridge=2, mode=Mode.BRIDGE, site=hue)
    mine, alone = make_registration(event, delegation=delegation), make_registration(event, "Hồ Thị Lẻ")
    _act, outcome = move(event, Move("bridge"), mine, alone)
    assert (places(mine, alone), why(outcome)) == ([("bridge", hue.id), ("hall", None)], Counter(site_needed=1))
    act, _outcome = move(event, Move(other.ref), mine, alone)
    assert act is not None
    assert places(mine, alone) == [("bridge", other.id), ("hall", None)]  # the only seat was for one
    assert do(undoing.undo, act) == (1, [])
    assert places(mine, alone) == [("bridge", hue.id), ("hall", None)]
    _act, outcome = move(event, Move("GONE"), mine)
    assert why(outcome) == Counter(no_such_place=1)
    assert_counters_agree()


def test_undoing_gives_back_seat_quota_and_the_answers_that_were_dropped(event: Event) -> None:
    delegation = make_delegation(event, hall=1, online=1)
    meal = make_question(
        event, Kind.CHOICE, "Bữa trưa", choices=[Offer("Chay", "", 1)], when=[When(ConditionKind.MODE, "hall")]
    )
    answers = {meal.ref: meal.choices[0].ref}
    person = make_registration(event, delegation=delegation, answers=answers)
    act, _outcome = move(event, ONLINE, person)
    assert act is not None
    assert (answering.values_of(person), fresh(person).moves) == ({}, 1)
    assert db.session.get_one(Choice, meal.choices[0].id, populate_existing=True).taken == 0
    assert do(undoing.undo, act) == (1, [])
    assert (places(person), answering.values_of(person), fresh(person).moves) == ([("hall", None)], answers, 2)
    assert {each.mode: each.used for each in db.session.scalars(select(Quota))} == {Mode.HALL: 1, Mode.ONLINE: 0}
    moved = db.session.scalars(select(Letter).where(Letter.kind == "registration/moved")).one()
    assert moved.state is WorkState.WITHDRAWN
    assert_counters_agree()


def test_undoing_leaves_who_moved_on_and_whose_seat_has_gone(event: Event) -> None:
    first, second = make_registration(event), make_registration(event)
    act, _outcome = move(event, ONLINE, first, second)
    assert act is not None
    make_registrations(event, 3)
    do(enrolment.cancel, second)
    done, refused = do(undoing.undo, act)
    assert (done, [refusal.code for _name, refusal in refused]) == (0, ["full", "changed_since"])
    assert places(first) == [("online", None)]
    assert_counters_agree()


def test_dropped_answers_are_forgotten_once_it_can_be_undone_no_more(event: Event) -> None:
    asked = make_question(event, label="Chuyến bay", when=[When(ConditionKind.MODE, "hall")])
    move(event, ONLINE, make_registration(event, answers={asked.ref: "VN123"}))
    assert db.session.scalars(select(ActStep.answers)).all() == [{asked.ref: "VN123"}]
    with transaction():
        assert retention.forget_dropped(clock.now()) == 0
        assert retention.forget_dropped(clock.now() + acts.WINDOW) == 1
    assert db.session.scalars(select(ActStep.answers)).all() == [None]


def test_undoing_a_cancellation_lets_the_head_of_the_delegation_lead_again(event: Event) -> None:
    delegation = make_delegation(event)
    head = make_registration(event, delegation=delegation)
    with transaction():
        delegation.head = head.person
    act, _outcome = do(acts.carry_out, event, Decision.CANCELLATION, [head.ref])
    assert db.session.get_one(Delegation, delegation.id, populate_existing=True).head_id is None
    assert do(undoing.undo, act) == (1, [])
    assert db.session.get_one(Delegation, delegation.id, populate_existing=True).head_id == head.person_id


@pytest.fixture
def desk(bare_app: Flask) -> Iterator[FlaskClient]:
    """A registrar at the list of delegates."""
    with bare_app.test_request_context():
        event = make_event(modes={Mode.HALL: None, Mode.BRIDGE: None, Mode.ONLINE: 120})
        make_registrations(event, 130)
        yield office(bare_app, event)


def test_the_place_is_asked_then_foretold_and_another_one_is_foretold_first(desk: FlaskClient) -> None:
    refs = list(db.session.scalars(select(Registration.ref).limit(2)))
    asked = desk.post(f"{HOME}/acts/preview?q=van", data={"decision": "move", "ref": refs}).text
    assert "Choose where they go" in asked and "Online (seats left: 120)" in asked and "It is done" not in asked
    wanted = {"decision": "move", "ref": refs, "into": "online"}
    shown = desk.post(f"{HOME}/acts/preview?q=van", data=wanted).text
    assert "Confirmed: 2" in shown and 'name="shown" value="online"' in shown and f"{HOME}/delegates?q=van" in shown
    again = desk.post(f"{HOME}/acts", data={**wanted, "into": "hall", "shown": "online"}).text
    assert "Attends so already." in again and "(2)" in again
    assert desk.post(f"{HOME}/acts/preview", data={**wanted, "into": "NOSUCHXX"}).status_code == 422
    done = desk.post(f"{HOME}/acts", data={**wanted, "shown": "online"}, follow_redirects=True).text
    assert "2 delegates attend otherwise now." in done and "/undoing" in done


def test_very_many_are_moved_in_slices_in_the_background_and_back(
    desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "MOST", 100)
    asked = desk.post(f"{HOME}/acts/preview", data={"decision": "move", "all": "yes"}).text
    planned = asked.split('name="planned" value="')[1].split('"')[0]
    wanted = {"decision": "move", "planned": planned, "into": "online"}
    assert "Tried on the first 100" in desk.post(f"{HOME}/acts/preview", data=wanted).text
    assert desk.post(f"{HOME}/acts", data={**wanted, "shown": "online"}).status_code == 303
    work_jobs()
    act = the_act()
    assert (act.stage, act.counts, act.refused_number) == (LongStage.DONE, {"confirmed": 120}, 10)
    assert_counters_agree()
    with transaction():
        long_acts.undo(act)
    work_jobs()
    assert (the_act().stage, the_act().undone_number) == (LongStage.UNDONE, 120)
    assert len(awaiting.refs_of(db.session.scalars(select(Event)).one(), Wanted(mode=Mode.HALL))) == 130
    assert_counters_agree()


def the_act() -> LongAct:
    """Return the one there is, as it stands."""
    return db.session.scalars(select(LongAct), execution_options={"populate_existing": True}).one()
