"""The ledger of a whole conference: what is counted, in every direction, however the evidence came in."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from eventapp.agenda import signing_up, terms
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Mode
from eventapp.presence import recording, ruling, thresholds
from eventapp.presence.attending import DidNotTakePlace, Line, roll_of
from eventapp.presence.headcounts import Count, headcounts_of
from eventapp.presence.judging import State
from eventapp.presence.models import Judgement, Level
from eventapp.presence.recording import NobodyToAttend, NotYetOver, Tick
from eventapp.presence.ruling import NothingRuled
from eventapp.presence.summing import Report, report_of
from eventapp.presence.thresholds import EndsBeforeItBegan
from eventapp.programme import programming
from eventapp.registration import enrolment
from tests.factories import make_event, make_registration, make_registrations, make_session
from tests.presence.ledger import AFTERWARDS, STARTS, Conference, happen, hold, replace, scan
from tests.queries import count_queries

DAY = STARTS.date()


def lines_of(conference: Conference, **scope: object) -> list[Line]:
    """Return everybody's attendance afterwards."""
    return list(roll_of(conference.event, at=AFTERWARDS, **scope).lines)  # type: ignore[arg-type]


def reported(conference: Conference, **scope: object) -> Report:
    """Return the report afterwards."""
    return report_of(conference.event, lines_of(conference, **scope))


def test_a_conference_is_summed_the_same_in_every_direction(app: Flask) -> None:
    conference = hold()
    happen(conference, seed=1)
    stand_in = replace(conference, 11)
    report = reported(conference)
    assert report.proofs == [(way, True) for way in ("organisations", "sites", "modes", "blocks", "whole")]
    whole = report.total
    assert (whole.invited, whole.registered, whole.present) == (40, 12, 7)
    assert whole.present_as == {Mode.HALL: 4, Mode.BRIDGE: 2, Mode.ONLINE: 1}
    assert (whole.excused, whole.absent, whole.substituted, whole.late, whole.left_early) == (1, 4, 1, 2, 1)
    assert [(row.code, row.sums.invited, row.sums.registered) for row in report.organisations] == [
        ("A", 11, 5), ("B", 27, 5), ("C", 2, 0), (None, 0, 2),
    ]  # fmt: skip
    states = {line.ref: line.attendance for line in lines_of(conference)}
    assert states[stand_in.ref].state is State.ABSENT
    assert conference.people[11].ref not in states
    both = states[conference.people[2].ref]
    assert (both.mode, both.level) == (Mode.HALL, Level.A)  # in the hall and on the platform: once
    assert states[conference.people[5].ref].minutes == 45


def test_the_order_in_which_evidence_comes_in_and_what_comes_twice_change_nothing(app: Flask) -> None:
    reports = []
    for slug, seed in (("one", 3), ("other", 4)):
        conference = hold(slug)
        happen(conference, seed=seed)
        for scope in ({}, {"session": conference.session}, {"day": DAY}):
            lines = lines_of(conference, **scope)
            reports.append((slug, [(line.mode, line.attendance._replace(site_id=None)) for line in lines]))
    half = len(reports) // 2
    assert [lines for _slug, lines in reports[:half]] == [lines for _slug, lines in reports[half:]]


def test_erasing_a_person_leaves_the_counts(app: Flask) -> None:
    conference = hold()
    happen(conference, seed=1)
    before = reported(conference).total.figures
    with transaction():
        for registration in conference.people:
            person = registration.person
            person.full_name, person.email, person.phone, person.position = f"Đã xoá {registration.id}", "", "", ""
    assert reported(conference).total.figures == before


def test_a_session_is_judged_by_its_real_times_and_the_eventss_thresholds(app: Flask) -> None:
    conference = hold()
    happen(conference, seed=1)
    session = conference.session
    late = conference.people[3].ref
    with transaction():
        thresholds.set_real_time(session, began_at=STARTS + timedelta(minutes=10), ended_at=None, by=SYSTEM)
    assert {line.ref: line.attendance.is_late for line in lines_of(conference, session=session)}[late] is False
    with transaction():
        thresholds.revise(
            conference.event, by=SYSTEM, late_minutes=5, early_minutes=0, online_minutes=1, online_percent=1
        )
    lines = {line.ref: line.attendance for line in lines_of(conference, session=session)}
    assert lines[late].is_late is True
    assert lines[conference.people[8].ref].state is State.PRESENT  # two minutes online are enough now
    with pytest.raises(EndsBeforeItBegan):
        thresholds.set_real_time(session, began_at=session.ends_at, ended_at=None, by=SYSTEM)


def test_a_session_that_needs_a_place_is_for_those_who_have_one_and_for_whoever_came(app: Flask) -> None:
    conference = hold()
    event, session, people = conference.event, conference.session, conference.people
    with transaction():
        terms.set_terms(event, session, places=dict.fromkeys(Mode, None), by=SYSTEM)
    for each in people[:2]:
        with transaction():
            signing_up.sign_up(each, session, by=SYSTEM, is_office=True)
    scan(event, people[0], STARTS - timedelta(minutes=5), number=1)
    scan(event, people[3], STARTS - timedelta(minutes=5), number=2)
    with transaction():
        recording.tick(people[4], Tick(uuid=UUID(int=1), at=STARTS), by=SYSTEM, session=session)
    states = {line.registration_id: line.attendance.state for line in lines_of(conference, session=session)}
    assert states == {people[0].id: State.PRESENT, people[1].id: State.ABSENT, people[4].id: State.PRESENT}


def test_nobody_attends_a_session_that_was_cancelled(app: Flask) -> None:
    conference = hold()
    with transaction():
        programming.cancel_session(conference.event, conference.session, by=SYSTEM)
    with pytest.raises(DidNotTakePlace):
        roll_of(conference.event, at=AFTERWARDS, session=conference.session)


def test_a_bridge_point_reports_more_people_than_it_names(app: Flask) -> None:
    conference = hold()
    happen(conference, seed=1)
    event, session, site = conference.event, conference.session, conference.site
    for number, minute in ((42, 20), (40, 10)):  # the one that was counted later came in first
        for _twice in range(2):
            with transaction():
                recording.report_headcount(
                    event, site, number, uuid=UUID(int=number), by=SYSTEM, session=session,
                    at=STARTS + timedelta(minutes=minute),
                )  # fmt: skip
    roll = roll_of(event, at=AFTERWARDS, session=session)
    counts = headcounts_of(event, roll.lines, session_id=session.id)
    assert counts == {site.id: Count(42, 2, STARTS + timedelta(minutes=20))}
    assert counts[site.id].others == 40
    assert headcounts_of(event, roll.lines) == counts


def test_an_organisation_declares_afterwards_who_was_there(app: Flask) -> None:
    conference = hold()
    event, people, session = conference.event, conference.people, conference.session
    with pytest.raises(NotYetOver):
        recording.declare(event, people[:1], reason="Công văn 12", by=SYSTEM, session=session)
    with time_machine.travel(AFTERWARDS, tick=False):
        for new in (3, 0):
            with transaction():
                assert recording.declare(event, people[:3], reason="Công văn 12", by=SYSTEM, session=session) == new
    present = [line.attendance for line in lines_of(conference) if line.attendance.state is State.PRESENT]
    assert [(each.level, each.mode) for each in present] == [(Level.F, mode) for mode in Mode]


def test_nothing_is_noted_about_who_is_not_expected_and_nothing_taken_back_that_was_not_ruled(app: Flask) -> None:
    conference = hold()
    person = conference.people[0]
    with pytest.raises(NothingRuled):
        ruling.rule(person, Judgement.WITHDRAWN, reason="-", by=SYSTEM)
    with transaction():
        enrolment.cancel(person, by=SYSTEM)
    with pytest.raises(NobodyToAttend):
        recording.tick(person, Tick(uuid=UUID(int=1)), by=SYSTEM)
    with pytest.raises(NobodyToAttend):
        ruling.rule(person, Judgement.EXCUSED, reason="-", by=SYSTEM)
    assert len(lines_of(conference)) == 11


def test_many_people_cost_as_many_statements_as_few(app: Flask) -> None:
    event = make_event(hall=None)
    make_session(event)
    sent = []
    for number in (1, 30):
        people = make_registrations(event, number)
        for each, person in enumerate(people):
            scan(event, person, STARTS, number=number * 100 + each)
        db.session.expire_all()
        assert event.slug
        with count_queries(app) as statements:
            report_of(event, roll_of(event, at=AFTERWARDS).lines)
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_another_events_evidence_is_not_ours(app: Flask) -> None:
    happen(hold("other"), seed=1)
    event = make_event()
    make_registration(event)
    whole = report_of(event, roll_of(event, at=AFTERWARDS).lines).total
    assert (whole.registered, whole.present, whole.absent) == (1, 0, 1)
