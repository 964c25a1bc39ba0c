"""Whom a paper is for: a table of truth for every circle and every sort of delegate, the same from both sides."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.bridges import describing
from eventapp.bridges.models import Duty
from eventapp.database import db, transaction
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.papers import editing
from eventapp.papers.audience import read_targets, readers_of
from eventapp.papers.models import Circle, Paper
from eventapp.papers.queries import find_for_delegate, papers_of_delegate, public_papers
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole
from eventapp.registration import enrolment, transfer
from eventapp.registration.models import Registration
from tests.factories import make_event, make_registration, make_session, make_site
from tests.papers.desk import make_paper
from tests.queries import count_queries
from tests.registration.focal import make_delegation

CIRCLES = ("everyone", "delegates", "hall", "bridge", "online", "speakers", "chairs", "site", "category", "delegation")
# Who reads what: one letter for each circle, in that order; "." reads it not.
TRUTH = {
    "hall": "edh.......",
    "bridge": "ed.b...s..",
    "another bridge": "ed.b......",
    "chair": "ed.b..rs..",
    "chair who went elsewhere": "ed.b...s..",
    "online": "ed..o.....",
    "speaker": "edh..p....",
    "speaker of what is cancelled": "edh.......",
    "press": "edh.....c.",
    "of the delegation": "edh......D",
    "waiting": "e.........",
    "cancelled": "e.........",
}


@pytest.fixture
def event(app: Flask) -> Event:
    """An event with eight seats in the hall."""
    return make_event(hall=8)


def people(event: Event) -> dict[str, Registration]:
    """Return one delegate of every sort."""
    hue, vinh = make_site(event, "Huế"), make_site(event, "Vinh")
    press = categories_of(event)[1]
    delegation = make_delegation(event, "Bộ A")
    made = {
        "hall": make_registration(event, "An"),
        "bridge": make_registration(event, "Bình", mode=Mode.BRIDGE, site=hue),
        "another bridge": make_registration(event, "Chi", mode=Mode.BRIDGE, site=vinh),
        "chair": make_registration(event, "Đức", mode=Mode.BRIDGE, site=hue),
        "chair who went elsewhere": make_registration(event, "Đào", mode=Mode.BRIDGE, site=vinh),
        "online": make_registration(event, "Dung", mode=Mode.ONLINE),
        "speaker": make_registration(event, "Giang"),
        "speaker of what is cancelled": make_registration(event, "Hà"),
        "press": make_registration(event, "Khánh", category=press),
        "of the delegation": make_registration(event, "Lan", delegation=delegation),
        "cancelled": make_registration(event, "Mai"),
    }
    with transaction():
        for site, name in ((hue, "chair"), (vinh, "chair who went elsewhere")):
            describing.name_contact(event, site, Duty.CHAIR, registration=made[name], name=name, by=SYSTEM)
    with transaction():
        gone = made["chair who went elsewhere"]
        transfer.transfer(gone, mode=Mode.BRIDGE, site=hue, delegation=None, by=SYSTEM)
        enrolment.cancel(made["cancelled"], by=SYSTEM)
    for number in range(3):
        make_registration(event, f"Người {number}")
    made["waiting"] = make_registration(event, "Nam")
    held, cancelled = make_session(event), make_session(event, hour=5)
    with transaction():
        for session, name in ((held, "speaker"), (cancelled, "speaker of what is cancelled")):
            programming.revise_session(event, session, platform=[(made[name].person, PlatformRole.CHAIR)], by=SYSTEM)
        programming.cancel_session(event, cancelled, by=SYSTEM)
    assert made["waiting"].status == "waitlisted"
    return made


def papers(event: Event, made: dict[str, Registration]) -> dict[str, Paper]:
    """Return one paper for each circle."""
    site, delegation = made["bridge"].site, made["of the delegation"].delegation
    assert site is not None
    assert delegation is not None
    named = {
        "site": f"site:{site.ref}",
        "category": f"category:{made['press'].category.ref.lower()}",
        "delegation": f"delegation:{delegation.ref}",
    }
    found = {}
    for circle in CIRCLES:
        targets, unknown = read_targets(event, [named.get(circle, circle)])
        assert unknown == []
        found[circle] = make_paper(event, circle, *targets)
        assert [each.word for each in found[circle].audience] == [named.get(circle, circle).replace(
            made["press"].category.ref.lower(), made["press"].category.ref
        )]  # fmt: skip
    return found


def test_the_table_of_truth_holds_from_both_sides(event: Event) -> None:
    made = people(event)
    shelf = papers(event, made)
    at = event.starts_at
    expected = {
        name: {circle for circle, mark in zip(CIRCLES, row, strict=True) if mark != "."} for name, row in TRUTH.items()
    }
    assert {name: {each.paper.title for each in papers_of_delegate(made[name], at)} for name in TRUTH} == expected
    for name, registration in made.items():
        for circle, paper in shelf.items():
            assert (find_for_delegate(registration, paper.ref, at) is not None) == (circle in expected[name])
    for circle, paper in shelf.items():
        got = set(db.session.scalars(select(Registration.id).where(readers_of(paper))))
        confirmed = {name for name in TRUTH if name not in ("waiting", "cancelled")}
        assert {name for name in TRUTH if made[name].id in got} == {
            name for name in confirmed if circle in expected[name]
        }
    assert [each.paper.title for each in public_papers(event, at)] == ["everyone"]


def test_whoever_is_in_several_circles_reads_a_paper_once(event: Event) -> None:
    an = make_registration(event, "An")
    paper = make_paper(event, "Báo cáo", Circle.EVERYONE, Circle.DELEGATES, Circle.HALL)
    assert [each.paper for each in papers_of_delegate(an, event.starts_at)] == [paper]
    assert db.session.scalars(select(Registration.id).where(readers_of(paper))).all() == [an.id]


def test_another_events_circles_are_unknown(event: Event) -> None:
    other = make_event("other")
    site = make_site(other, "Huế")
    targets, unknown = read_targets(event, ["hall", "hall", f"site:{site.ref}", "site", "hall:x", "nobody", ""])
    assert targets == [editing.Target(Circle.HALL)]
    assert unknown == [f"site:{site.ref}", "site", "hall:x", "nobody", ""]


def test_a_paper_is_read_between_its_release_and_its_end(event: Event) -> None:
    an = make_registration(event, "An")
    hour = timedelta(hours=1)
    released = event.starts_at - hour
    paper = make_paper(event, "Báo cáo", Circle.EVERYONE, released_at=released, ends_with_event=True)
    for at, is_open in (
        (released - timedelta(seconds=1), False),
        (released, True),
        (event.ends_at - timedelta(seconds=1), True),
        (event.ends_at, False),
    ):
        assert (find_for_delegate(an, paper.ref, at) is not None, paper.is_open(at)) == (is_open, is_open)
        assert bool(public_papers(event, at)) == is_open
    with transaction():
        editing.edit(paper, targets=[editing.Target(Circle.DELEGATES)], ends_with_event=False, by=SYSTEM)
    assert find_for_delegate(an, paper.ref, event.ends_at + hour) is not None
    with transaction():
        editing.withdraw(paper, by=SYSTEM)
    assert papers_of_delegate(an, event.starts_at) == []


def test_the_papers_of_a_delegate_cost_as_many_queries_whatever_their_number(app: Flask, event: Event) -> None:
    an, session = make_registration(event, "An"), make_session(event)
    costs = []
    for number in (1, 12):
        for each in range(number):
            make_paper(event, f"Báo cáo {each}", session=session if each % 2 else None)
        db.session.expire_all()
        an = db.session.get_one(Registration, an.id)
        with count_queries(app) as sent, time_machine.travel(event.starts_at):
            for shown in papers_of_delegate(an, event.starts_at):
                assert shown.paper.session is None or shown.paper.session.title
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_papers_stand_by_session_and_in_their_order(event: Event) -> None:
    an = make_registration(event, "An")
    late, early = make_session(event, "Chiều", hour=6), make_session(event, "Sáng", hour=2)
    for title, session in (("c1", late), ("s1", early), ("chung 1", None), ("s2", early), ("chung 2", None)):
        make_paper(event, title, session=session)
    second = next(each.paper for each in papers_of_delegate(an, event.starts_at) if each.paper.title == "s2")
    with transaction():
        assert editing.move(second, up=True, by=SYSTEM)
        assert not editing.move(second, up=True, by=SYSTEM)
    titles = [each.paper.title for each in papers_of_delegate(an, event.starts_at)]
    assert titles == ["chung 1", "chung 2", "s2", "s1", "c1"]


def test_papers_of_a_category_that_goes_are_for_the_other_one(event: Event) -> None:
    first, second = categories_of(event)[:2]
    targets, _unknown = read_targets(event, [f"category:{second.ref}"])
    paper = make_paper(event, "Báo cáo", *targets)
    with transaction():
        assert editing.send_to_instead(second, first) == 1
    db.session.expire_all()
    assert [each.word for each in paper.audience] == [f"category:{first.ref}"]
