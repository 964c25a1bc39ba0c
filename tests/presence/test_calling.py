"""The roll call of a bridge point: each mark counts once, whatever way it comes, and says nothing of other points."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.mail.models import Letter
from eventapp.presence import calling, rolls
from eventapp.presence.attending import roll_of as attendance
from eventapp.presence.calling import Kind, Mark, Newcomer
from eventapp.presence.handing_in import ALREADY, REJECTED, STORED, hand_in
from eventapp.presence.judging import State
from eventapp.presence.models import Evidence, Headcount, Sign
from eventapp.programme.models import Session
from eventapp.registration import enrolment
from eventapp.registration.enrolment import AlreadyRegistered
from eventapp.registration.models import Registration, Status
from eventapp.registration.substitution import SamePerson
from tests.factories import make_event, make_registration, make_session, make_site

TEN_PAST = datetime(2030, 5, 6, 2, 10, tzinfo=UTC)


def take(event: Event, site: Site, **said: Any) -> bool:
    """Note one mark."""
    with transaction():
        return calling.take(event, site, Mark(uuid=said.pop("uuid", uuid4()), **{"kind": Kind.TICK, **said}), by=SYSTEM)


def present(event: Event, session: Session | None = None) -> dict[str, bool]:
    """Return who is present, by registration code."""
    lines = attendance(event, at=clock.now(), session=session).lines
    return {line.ref: line.attendance.state is State.PRESENT for line in lines}


def at_point(event: Event, site: Site, called: str = "Thạch Sô Phi") -> Registration:
    """Return somebody who attends at the point."""
    return make_registration(event, called, mode=Mode.BRIDGE, site=site)


@pytest.fixture
def event(app: Flask) -> Any:
    """The event, ten minutes into its session."""
    with time_machine.travel(TEN_PAST, tick=False):
        yield make_event()


def test_a_tick_taken_back_and_made_again_during_a_session_counts(event: Event) -> None:
    session, site = make_session(event), make_site(event)
    delegate = at_point(event, site)
    for minute, sign in enumerate((Sign.IN, Sign.UNDO, Sign.IN)):
        take(event, site, ref=delegate.ref, sign=sign, session=session.ref, at=TEN_PAST + timedelta(minutes=minute))
    now = TEN_PAST + timedelta(minutes=5)
    assert rolls.named_at(event, site, now=now)[session.ref][delegate.ref].is_here
    with time_machine.travel(now, tick=False):
        assert present(event, session) == {delegate.ref: True}
        take(event, site, ref=delegate.ref, sign=Sign.UNDO, session=session.ref)
        assert present(event, session) == {delegate.ref: False}
        assert rolls.named_at(event, site, now=now)[session.ref] == {}


def test_who_left_and_came_back_was_away_meanwhile(event: Event) -> None:
    session, site = make_session(event), make_site(event)
    delegate = at_point(event, site)
    for minute, sign in ((0, Sign.IN), (10, Sign.OUT), (30, Sign.IN)):
        take(event, site, ref=delegate.ref, sign=sign, session=session.ref, at=TEN_PAST + timedelta(minutes=minute))
    with time_machine.travel(TEN_PAST + timedelta(minutes=50), tick=False):
        (line,) = attendance(event, at=clock.now(), session=session).lines
    assert line.attendance.minutes == 40  # of 60: away from 20 to 40 past


def test_only_delegates_of_the_point_are_named_there(event: Event) -> None:
    site, other = make_site(event), make_site(event, "Điểm cầu khác")
    theirs = at_point(event, other)
    for ref in (theirs.ref, "ZZZZZZZZ", ""):
        with pytest.raises(calling.NotOnThisRoll):
            take(event, site, ref=ref)
    assert take(event, other, ref=theirs.ref)
    elsewhere = make_event("other")
    with pytest.raises(calling.NotOnThisRoll):
        take(elsewhere, make_site(elsewhere), ref=theirs.ref)


def test_a_session_that_is_gone_is_refused(event: Event) -> None:
    site = make_site(event)
    with pytest.raises(calling.NoSuchSession):
        take(event, site, kind=Kind.HEADCOUNT, number=3, session="ZZZZZZZZ")


def test_somebody_new_is_entered_once_and_gets_no_letter(event: Event) -> None:
    site, number = make_site(event), uuid4()
    newcomer = Newcomer(full_name="Vi Văn Bảo Khánh", position="Chuyên viên", organisation="Báo Quảng Ninh")
    assert take(event, site, uuid=number, kind=Kind.ARRIVAL, newcomer=newcomer)
    assert not take(event, site, uuid=number, kind=Kind.ARRIVAL, newcomer=newcomer)
    (entered,) = rolls.roll_of(event, site)
    assert (entered.person.full_name, entered.mode, entered.status) == (
        "Vi Văn Bảo Khánh", Mode.BRIDGE, Status.CONFIRMED,
    )  # fmt: skip
    assert present(event) == {entered.ref: True}
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 0


def test_a_substitute_takes_the_place_and_is_ticked_once(event: Event) -> None:
    site, number = make_site(event), uuid4()
    delegate = at_point(event, site)
    newcomer = Newcomer(full_name="Bế Thị Nhàn", stands_for=delegate.ref)
    assert take(event, site, uuid=number, kind=Kind.ARRIVAL, newcomer=newcomer)
    assert not take(event, site, uuid=number, kind=Kind.ARRIVAL, newcomer=newcomer)
    (stand_in,) = rolls.roll_of(event, site)
    assert (stand_in.attends_for, stand_in.person.full_name) == (delegate, "Bế Thị Nhàn")
    assert present(event) == {stand_in.ref: True}
    recipients = db.session.scalars(select(Letter.recipient)).all()
    assert recipients == [delegate.person.email] * 2  # registered, and replaced
    with pytest.raises(calling.NotOnThisRoll):
        take(event, make_site(event, "Khác"), kind=Kind.ARRIVAL, newcomer=newcomer)


def test_two_of_one_name_without_an_address_are_two_people(event: Event) -> None:
    site, other = make_site(event), make_site(event, "Khác")
    for place in (site, other):
        assert take(event, place, kind=Kind.ARRIVAL, newcomer=Newcomer(full_name="Nguyễn Văn Hùng"))
    assert len({each.person_id for place in (site, other) for each in rolls.roll_of(event, place)}) == 2


@pytest.mark.parametrize(
    ("is_here", "refusal"), [(True, calling.NamedHere), (False, calling.NamedElsewhere)], ids=["here", "elsewhere"]
)
def test_a_substitute_with_the_name_of_somebody_is_told_who_that_is_and_may_be_another(
    event: Event, is_here: bool, refusal: type[DomainError]
) -> None:
    site, other = make_site(event), make_site(event, "Khác")
    delegate = at_point(event, site)
    known = Newcomer(full_name="Bế Thị Nhàn", position="Chuyên viên", organisation="Sở Ngoại vụ")
    take(event, site if is_here else other, kind=Kind.ARRIVAL, newcomer=known)
    newcomer = Newcomer(full_name="bế thị nhàn", stands_for=delegate.ref)
    with pytest.raises(refusal) as refused:
        take(event, site, kind=Kind.ARRIVAL, newcomer=newcomer)
    assert refused.value.values == {"who": "Bế Thị Nhàn, Chuyên viên, Sở Ngoại vụ"}
    assert delegate.status is Status.CONFIRMED
    take(event, site, kind=Kind.ARRIVAL, newcomer=replace(newcomer, is_namesake=True))
    stand_in = next(each for each in rolls.roll_of(event, site) if each.attends_for)
    assert (stand_in.attends_for, stand_in.person.full_name) == (delegate, "bế thị nhàn")
    assert len({each.person_id for place in (site, other) for each in rolls.roll_of(event, place)}) == 2


def test_a_substitute_of_the_delegates_own_name_is_somebody_else_only_where_that_is_said(event: Event) -> None:
    site = make_site(event)
    delegate = make_registration(event, "Lê Văn Hùng", mode=Mode.BRIDGE, site=site, email="")
    newcomer = Newcomer(full_name="Lê Văn Hùng", stands_for=delegate.ref)
    with pytest.raises(SamePerson):
        take(event, site, kind=Kind.ARRIVAL, newcomer=newcomer)
    take(event, site, kind=Kind.ARRIVAL, newcomer=replace(newcomer, is_namesake=True))
    assert [each.attends_for for each in rolls.roll_of(event, site)] == [delegate]


def test_a_substitute_with_an_address_that_is_known_is_refused_as_ever(event: Event) -> None:
    site = make_site(event)
    delegate = at_point(event, site)
    make_registration(event, "Bế Thị Nhàn", email="nhan@example.vn")
    newcomer = Newcomer(full_name="Bế Thị Nhàn", email="nhan@example.vn", stands_for=delegate.ref, is_namesake=True)
    with pytest.raises(AlreadyRegistered):
        take(event, site, kind=Kind.ARRIVAL, newcomer=newcomer)


def test_the_roll_is_by_organisation_and_shows_no_other_point(event: Event) -> None:
    site, other = make_site(event), make_site(event, "Khác")
    for called, organisation in (("Lê Văn An", "Sở B"), ("Đỗ Văn Ân", "Sở A"), ("Trần Văn Bình", "Sở A")):
        make_registration(event, called, mode=Mode.BRIDGE, site=site, organisation=organisation)
    at_point(event, other)
    gone = at_point(event, site, "Người Đã Rút")
    with transaction():
        enrolment.cancel(gone, by=SYSTEM)
    names = [(each.person.organisation_name, each.person.full_name) for each in rolls.roll_of(event, site)]
    assert names == [("Sở A", "Đỗ Văn Ân"), ("Sở A", "Trần Văn Bình"), ("Sở B", "Lê Văn An")]


def test_the_latest_headcount_stands_by_session(event: Event) -> None:
    session, site = make_session(event), make_site(event)
    for minute, number in ((5, 42), (1, 40)):
        take(event, site, kind=Kind.HEADCOUNT, number=number, at=TEN_PAST + timedelta(minutes=minute))
    take(event, site, kind=Kind.HEADCOUNT, number=7, session=session.ref)
    counted = rolls.counted_at(event, site)
    assert {of: number for of, (number, _at) in counted.items()} == {"": 42, session.ref: 7}


def record(ref: str = "", **more: Any) -> dict[str, Any]:
    """Return a mark as a page sends it."""
    return {"id": str(uuid4()), "kind": "tick", "ref": ref, "sign": "in", "at": TEN_PAST.isoformat(), **more}


def test_marks_handed_in_twice_count_once_and_a_bad_one_holds_up_no_other(event: Event) -> None:
    site = make_site(event)
    delegate = at_point(event, site)
    headcount = record(kind="headcount", number=12, clock_offset=None)
    arrival = record(kind="arrival", walk_in={"full_name": "Nguyễn Hữu Ước"})
    marks = [
        record(delegate.ref),
        record("ZZZZZZZZ"),
        headcount,
        arrival,
        {"id": 5},
        "x",
        record(kind="arrival", walk_in={}),
        record(delegate.ref, sign="span"),
        record(kind="headcount", number=-1),
    ]
    with transaction():
        first = hand_in(event, site, marks, by=SYSTEM)
    with transaction():
        again = hand_in(event, site, marks, by=SYSTEM)
    assert [each.status for each in first] == [STORED, REJECTED, STORED, STORED, *[REJECTED] * 5]
    assert [each.status for each in again] == [ALREADY, REJECTED, ALREADY, ALREADY, *[REJECTED] * 5]
    assert [each.id for each in first][:4] == [mark["id"] for mark in marks[:4]]  # type: ignore[index]
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 2
    assert db.session.scalar(select(func.count()).select_from(Headcount)) == 1


def test_the_devices_clock_is_put_right(event: Event) -> None:
    site = make_site(event)
    delegate = at_point(event, site)
    ahead = (TEN_PAST + timedelta(hours=7)).isoformat()
    with transaction():
        hand_in(event, site, [record(delegate.ref, at=ahead, clock_offset=7 * 3600)], by=SYSTEM)
    assert rolls.named_at(event, site, now=TEN_PAST)[""][delegate.ref].at == TEN_PAST


def test_local_time_of_a_device_says_nothing(event: Event) -> None:
    site = make_site(event)
    delegate = at_point(event, site)
    with transaction():
        hand_in(event, site, [record(delegate.ref, at="2030-05-06T09:00")], by=SYSTEM)
    assert rolls.named_at(event, site, now=TEN_PAST)[""][delegate.ref].at == TEN_PAST
