"""One decision on very many: in slices, paused, stopped, killed and resumed, undone; seats stay right throughout."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import long_work
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.events.queries import find_event
from eventapp.mail.models import Letter
from eventapp.registration import acts, awaiting, long_acts
from eventapp.registration.act_models import Act, Decision, LongAct, LongStage
from eventapp.registration.long_acts import NotAtThatPoint
from eventapp.registration.models import Registration, Status
from eventapp.registration.search import Wanted
from eventapp.registration.undoing import CannotUndo
from eventapp.work.models import Job, WorkState
from eventapp.work.registry import work_jobs
from tests.delegations.desk import office
from tests.factories import make_event, make_registrations
from tests.registration.test_approving import judge
from tests.registration.test_offers import TODAY, taken, today
from tests.trust.invariants import assert_counters_agree

__all__ = ["today"]  # the fixture
HOME = "/manage/events/forum"
PEOPLE = 130


@pytest.fixture
def event(app: Flask) -> Event:
    """A hundred seats in the hall, for which the organiser approves, and more who want one."""
    event = judge(make_event(hall=100), Mode.HALL)
    make_registrations(event, PEOPLE)
    return event


def begun(event: Event, decision: Decision = Decision.APPROVAL, note: str = "") -> LongAct:
    """Plan and begin to decide on all there are."""
    with transaction():
        act = long_acts.plan(event, decision, awaiting.refs_of(event, Wanted(), most=10_000), by=SYSTEM)
        long_acts.begin(act, note=note, by=SYSTEM)
    return act


def standing() -> Counter[str]:
    """Return how many registrations stand how."""
    rows = db.session.execute(select(Registration.status, func.count()).group_by(Registration.status))
    return Counter({status.value: number for status, number in rows})


def whole() -> LongAct:
    """Return the one there is, as it stands."""
    db.session.expire_all()
    return db.session.scalars(select(LongAct)).one()


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def test_all_are_decided_on_in_slices_and_the_seats_are_right(event: Event) -> None:
    begun(event)
    assert work_jobs() == 1
    act = whole()
    assert (act.stage, act.position, act.counts) == (LongStage.DONE, 130, {"confirmed": 100, "waitlisted": 30})
    assert (standing(), taken(event)) == (Counter(confirmed=100, waitlisted=30), 100)
    slices = [len(db.session.scalars(select(Act.id)).all()), long_acts.done_number(act)]
    assert slices == [3, 130]
    letters = db.session.scalars(
        select(Letter).where(Letter.kind.in_(["registration/approved", "registration/waitlisted"]))
    )
    assert {each.due_at for each in letters} == {TODAY + timedelta(minutes=10)}
    assert_counters_agree()


@pytest.mark.parametrize("slices", [0, 1, 2])
def test_a_kill_between_or_within_slices_loses_nothing_and_does_nothing_twice(event: Event, slices: int) -> None:
    act = begun(event)

    def die(done: int, _total: int) -> None:
        if done > slices * long_work.SLICE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        long_work.carry_on(act.id, die)
    done = slices * long_work.SLICE
    assert (whole().position, standing()["pending"], taken(event)) == (done, PEOPLE - done, min(done, 100))
    assert work_jobs() == 1
    assert (whole().stage, standing()) == (LongStage.DONE, Counter(confirmed=100, waitlisted=30))
    assert len(set(db.session.scalars(select(Letter.occasion)))) == db.session.scalar(select(func.count(Letter.id)))
    assert_counters_agree()


def test_paused_it_rests_goes_on_and_stopped_the_rest_stays(event: Event) -> None:
    act = begun(event)

    def pause(done: int, _total: int) -> None:
        if done == long_work.SLICE:
            long_acts.pause(db.session.get_one(LongAct, act.id))

    long_work.carry_on(act.id, pause)
    assert (whole().stage, standing()) == (LongStage.PAUSED, Counter(confirmed=50, pending=80))
    assert work_jobs() == 1 and whole().stage is LongStage.PAUSED  # the job it was begun with finds it at rest
    with transaction():
        long_acts.resume(whole())
        long_acts.stop(whole())
    assert work_jobs() == 1
    assert (whole().stage, standing()["confirmed"]) == (LongStage.STOPPED, 50)
    for step in (long_acts.pause, long_acts.resume, long_acts.stop):
        with pytest.raises(NotAtThatPoint), transaction():
            step(whole())


def test_all_of_it_is_undone_and_the_letters_are_taken_back(event: Event) -> None:
    begun(event)
    work_jobs()
    with transaction():
        long_acts.undo(whole())
    assert work_jobs() == 1
    assert (whole().stage, whole().undone_number, whole().refused) == (LongStage.UNDONE, 130, [])
    assert (standing(), taken(event)) == (Counter(pending=130), 0)
    approvals = Letter.kind.in_(["registration/approved", "registration/waitlisted"])
    assert set(db.session.scalars(select(Letter.state).where(approvals))) == {WorkState.WITHDRAWN}
    assert_counters_agree()


def test_an_undoing_that_was_killed_goes_on_where_it_was(event: Event) -> None:
    act = begun(event)
    work_jobs()
    with transaction():
        long_acts.undo(whole())

    def die(done: int, _total: int) -> None:
        if done > 40:  # the last slice, of thirty, is undone first
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        long_work.carry_on(act.id, die)
    assert (whole().undone_number, standing()) == (30, Counter(confirmed=100, pending=30))
    assert work_jobs() == 1
    assert (whole().stage, whole().undone_number, standing()) == (LongStage.UNDONE, 130, Counter(pending=130))


def test_once_the_letters_are_out_nothing_is_undone(event: Event) -> None:
    begun(event)
    work_jobs()
    with (
        time_machine.travel(TODAY + timedelta(minutes=10), tick=False),
        pytest.raises(CannotUndo),
        transaction(),
    ):
        long_acts.undo(whole())


def test_whoever_has_a_seat_leaves_last_over_all_slices(event: Event) -> None:
    """So no freed seat is given to someone who is leaving too."""
    begun(event)
    work_jobs()
    begun_again = begun(event, Decision.CANCELLATION)
    refs = db.session.scalar(select(LongAct.refs).where(LongAct.id == begun_again.id)) or []
    states = {row.ref: row.status for row in db.session.execute(select(Registration.ref, Registration.status))}
    assert [states[ref] for ref in refs] == [Status.WAITLISTED] * 30 + [Status.CONFIRMED] * 100
    assert work_jobs() == 1
    assert (standing(), taken(event)) == (Counter(cancelled=130), 0)
    assert_counters_agree()


def test_who_refuses_is_named_with_the_reason(event: Event) -> None:
    with transaction():
        acts.carry_out(event, Decision.REJECTION, awaiting.refs_of(event, Wanted(), most=2), note="x", by=SYSTEM)
    begun(event)
    work_jobs()
    act = whole()
    assert (act.refused_number, len(act.refused), sum(act.counts.values())) == (2, 2, 128)
    assert act.refused[0][1].startswith("This registration")


def test_a_plan_nobody_begins_is_forgotten_and_one_begun_is_begun_once(event: Event) -> None:
    with transaction():
        planned = long_acts.plan(event, Decision.APPROVAL, ["A", "B"], by=SYSTEM)
    ref = planned.ref
    db.session.expunge_all()
    with time_machine.travel(TODAY + timedelta(days=2), tick=False), transaction():
        long_acts.plan(event, Decision.APPROVAL, ["A"], by=SYSTEM)
    found = find_event("forum")
    assert found is not None and long_acts.find_long_act(found, ref) is None
    act = whole()
    with transaction():
        long_acts.begin(act, note="", by=SYSTEM)
        long_acts.begin(act, note="", by=SYSTEM)
    assert db.session.scalar(select(func.count(Job.id))) == 1


@pytest.fixture
def desk(bare_app: Flask) -> Iterator[FlaskClient]:
    """A registrar at the list of those who await approval, many more than one act may hold."""
    with bare_app.test_request_context():
        event = judge(make_event(hall=300), Mode.HALL)
        make_registrations(event, acts.MOST + 5)
        yield office(bare_app, event)


def test_all_that_are_found_are_decided_on_with_a_preview_a_page_of_progress_and_undo(desk: FlaskClient) -> None:
    looked = desk.post(f"{HOME}/acts/preview?lang=en", data={"all": "yes", "decision": "approval"}).text
    assert re.findall(r'href="([^"]+)" aria-current="page"', looked) == [f"{HOME}/approvals"]
    assert "Approve: 205 delegates" in looked and "Tried on the first 200" in looked and "Confirmed: 200" in looked
    planned = looked.split('name="planned" value="')[1].split('"')[0]
    answer = desk.post(f"{HOME}/acts", data={"planned": planned, "decision": "approval"})
    assert (answer.status_code, answer.location) == (303, f"{HOME}/long-acts/{planned}")
    page = desk.get(f"{answer.location}?lang=en").text
    assert "Pause" in page and "data-import-progress" in page
    assert desk.get(f"{answer.location}/progress").get_json() == {
        "stage": "doing", "done": 0, "total": 205, "is_under_way": True,
    }  # fmt: skip
    assert "long-acts" in desk.get(f"{HOME}/approvals").text
    for step, stage in (("pause", LongStage.PAUSED), ("resumption", LongStage.DOING)):
        assert desk.post(f"{answer.location}/{step}").status_code == 303
        assert whole().stage is stage
    while work_jobs():
        pass
    page = desk.get(f"{answer.location}?lang=en").text
    assert "Confirmed: 205" in page and "Undo" in page
    assert desk.post(f"{answer.location}/undoing").status_code == 303
    while work_jobs():
        pass
    assert "205 stand as before" in desk.get(f"{answer.location}?lang=en").text
    assert standing() == Counter(pending=205)
    late = desk.post(f"{answer.location}/undoing?lang=en", follow_redirects=True).text
    assert "can no longer be undone" in late


def test_a_long_rejection_needs_its_reason_and_can_be_stopped(desk: FlaskClient) -> None:
    looked = desk.post(f"{HOME}/acts/preview?lang=en", data={"all": "yes", "decision": "rejection"}).text
    planned = looked.split('name="planned" value="')[1].split('"')[0]
    refused = desk.post(f"{HOME}/acts?lang=en", data={"planned": planned, "decision": "rejection"})
    assert refused.status_code == 422 and "Write what the delegates are to read." in refused.text
    sent = {"planned": planned, "decision": "rejection", "note": "Đã đủ đại biểu."}
    address = desk.post(f"{HOME}/acts", data=sent).location
    assert desk.post(f"{address}/interruption").status_code == 303
    work_jobs()
    assert (whole().stage, standing()) == (LongStage.STOPPED, Counter(pending=205))
    assert desk.post(f"{HOME}/acts", data={**sent, "planned": "ZZZZZZZZ"}).status_code == 404


def test_all_delegates_that_are_filtered_are_cancelled(desk: FlaskClient) -> None:
    assert 'name="all" value="yes"' in desk.get(f"{HOME}/delegates").text
    event = find_event("forum")
    assert event is not None
    looked = desk.post(f"{HOME}/acts/preview?lang=en&mode=hall", data={"all": "yes", "decision": "cancellation"}).text
    assert "205 delegates" in looked
    assert (
        "Tick the delegates first"
        in desk.post(
            f"{HOME}/acts/preview?lang=en&mode=online",
            data={"all": "yes", "decision": "cancellation"},
            follow_redirects=True,
        ).text
    )
