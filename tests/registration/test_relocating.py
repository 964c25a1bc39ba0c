"""A site is taken away: who was to come there attends elsewhere, all or nobody, and what has ended still says where."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.events.models import Event, Mode, Site
from eventapp.events.queries import sites_of
from eventapp.registration import enrolment, merging, relocating, undoing, wishes
from eventapp.registration.act_models import Decision
from eventapp.registration.models import Registration, Status
from eventapp.registration.relocating import Elsewhere, Use
from tests.factories import make_event, make_registration, make_site
from tests.registration.focal import make_delegation
from tests.registration.test_acts import carry_out
from tests.registration.test_offers import do, fresh, kinds, statuses, today
from tests.trust.invariants import assert_counters_agree

__all__ = ["today"]  # the fixture


@pytest.fixture
def event(app: Flask) -> Event:
    """Five seats at bridge points, no limit in the hall and online."""
    return make_event(modes={Mode.HALL: None, Mode.BRIDGE: 5, Mode.ONLINE: None})


def to_come(event: Event, site: Site, number: int) -> list[Registration]:
    """Return so many who are to come to the site, or wait for it."""
    return [
        make_registration(event, f"Trần Thị {chr(65 + each)}", mode=Mode.BRIDGE, site=site) for each in range(number)
    ]


def test_who_was_to_come_goes_to_the_other_point_with_seat_and_ticket(event: Event) -> None:
    site, other = make_site(event, "Huế", seats=2), make_site(event, "Đà Nẵng", seats=3)
    people = to_come(event, site, 3)
    tickets = [each.ticket_id for each in people[:2]]
    delegation = make_delegation(event, mode=Mode.BRIDGE, site=site)
    assert relocating.use_of(site) == Use(people=3, delegations=1, ended=0)
    assert do(relocating.remove, event, site, into=Elsewhere(Mode.BRIDGE, other)) == 3
    assert [fresh(each).site_id for each in people] == [other.id] * 3
    assert statuses(*people) == ["confirmed"] * 3  # there was a third seat
    assert [fresh(each).ticket_id for each in people[:2]] == tickets
    assert kinds(people[0])[-1] == "moved"
    assert db.session.get_one(Delegation, delegation.id).site_id == other.id
    assert [each.id for each in sites_of(event)] == [other.id]
    assert_counters_agree()


def test_without_enough_seats_nobody_moves_and_the_site_stays(event: Event) -> None:
    site, other = make_site(event, "Huế"), make_site(event, "Đà Nẵng", seats=1)
    people = to_come(event, site, 2)
    with pytest.raises(enrolment.Full):
        do(relocating.remove, event, site, into=Elsewhere(Mode.BRIDGE, other))
    assert [fresh(each).site_id for each in people] == [site.id] * 2
    assert len(sites_of(event)) == 2
    assert_counters_agree()


def test_who_belongs_there_must_go_somewhere_and_not_too_many_at_once(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(event, "Huế")
    make_delegation(event, mode=Mode.BRIDGE, site=site)
    with pytest.raises(relocating.SiteAwaited) as awaited:
        do(relocating.remove, event, site, into=None)
    to_come(event, site, 2)
    monkeypatch.setattr(relocating, "MOST", 1)
    with pytest.raises(relocating.TooManyToMove) as many:
        do(relocating.remove, event, site, into=Elsewhere(Mode.ONLINE, None))
    assert (awaited.value.code, many.value.code) == ("site_awaited", "too_many")
    assert len(sites_of(event)) == 1


def test_who_waits_for_it_while_online_waits_elsewhere_or_no_more(event: Event) -> None:
    site, other = make_site(event, "Huế", seats=0), make_site(event, "Đà Nẵng", seats=0)
    (waits,) = to_come(event, site, 1)
    do(wishes.attend_meanwhile, waits)
    do(relocating.remove, event, site, into=Elsewhere(Mode.BRIDGE, other))
    assert (fresh(waits).wished_mode, fresh(waits).wished_site_id) == (Mode.BRIDGE, other.id)
    do(relocating.remove, event, other, into=Elsewhere(Mode.ONLINE, None))
    assert (fresh(waits).mode, fresh(waits).wished_mode, fresh(waits).wished_site_id) == (Mode.ONLINE, None, None)
    assert_counters_agree()


def test_a_registration_that_has_ended_goes_on_saying_where(event: Event) -> None:
    site = make_site(event, "Huế")
    (ended,) = to_come(event, site, 1)
    act, _outcome = carry_out(event, Decision.CANCELLATION, ended)
    do(relocating.remove, event, site, into=None)
    assert sites_of(event) == []
    kept = fresh(ended).site
    assert kept is not None and kept.name == "Huế"
    make_site(event, "Huế")  # the name is free again
    done, refused = do(undoing.undo, act)  # but nobody comes back to a site that is gone
    assert (done, [refusal.code for _name, refusal in refused]) == (0, ["full"])
    assert_counters_agree()


def test_a_site_that_nothing_names_is_gone(event: Event) -> None:
    hall = make_site(event, "Trụ sở Bộ", mode=Mode.HALL)
    delegation = make_delegation(event, site=hall)
    do(relocating.remove, event, hall, into=None)
    assert db.session.scalars(select(Site)).all() == []
    assert db.session.get_one(Delegation, delegation.id).site_id is None


def test_nobody_registers_for_a_site_that_is_gone(event: Event) -> None:
    site, kept = make_site(event, "Huế"), make_site(event, "Đà Nẵng")
    (ended,) = to_come(event, site, 1)
    other = make_registration(event, mode=Mode.BRIDGE, site=kept)
    merged = do(merging.merge, other, ended)
    do(relocating.remove, event, site, into=None)
    with pytest.raises(enrolment.SiteNeeded):
        do(merging.part, merged)
    assert fresh(ended).status is Status.CANCELLED
