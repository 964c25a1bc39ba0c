"""Online now, and the place in the line kept: one seat and one ticket meanwhile, an exchange when the seat comes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations import quotas
from eventapp.delegations.models import Quota
from eventapp.events.approval import set_approval
from eventapp.events.models import EventMode, Mode
from eventapp.registration import enrolment, expiry, links, offers, places, relocating, switching, wishes
from eventapp.registration.lines import place_in_line
from eventapp.registration.models import Registration, Status
from eventapp.registration.substitution import substitute
from eventapp.registration.transfer import transfer
from tests.factories import make_event, make_registration, make_site
from tests.registration.test_offers import do, fresh, kinds, statuses, taken
from tests.registration.test_substitution import delegate_of_a_full_delegation
from tests.trust.invariants import assert_counters_agree


@pytest.fixture
def line(app: Flask) -> list[Registration]:
    """One who has the only seat in the hall, and two who wait; the first of them attends online meanwhile."""
    event = make_event(hall=1)
    seated, first, second = (make_registration(event) for _ in range(3))
    do(wishes.attend_meanwhile, first)
    return [seated, first, second]


def test_who_waits_attends_online_with_a_ticket_and_keeps_the_place(line: list[Registration]) -> None:
    _seated, first, second = line
    assert (first.status, first.mode, first.wished_mode) == (Status.CONFIRMED, Mode.ONLINE, Mode.HALL)
    assert (first.ticket is None, place_in_line(first), place_in_line(second)) == (False, 1, 2)
    assert (taken(first.event), taken(first.event, Mode.ONLINE)) == (1, 1)
    assert kinds(first) == ["waitlisted", "attends_meanwhile"]
    assert_counters_agree()


def test_when_the_seat_comes_the_two_are_exchanged_under_the_same_ticket(line: list[Registration]) -> None:
    seated, first, second = line
    ticket = first.ticket_id
    do(enrolment.cancel, seated)
    fresh(first)
    assert (first.mode, first.wished_mode, first.ticket_id, first.moves) == (Mode.HALL, None, ticket, 2)
    assert (statuses(second), taken(first.event), taken(first.event, Mode.ONLINE)) == (["waitlisted"], 1, 0)
    assert kinds(first)[-1] == "seat_came"
    assert_counters_agree()


def test_the_online_seat_left_goes_to_who_waits_online(app: Flask) -> None:
    event = make_event(modes={Mode.HALL: 1, Mode.ONLINE: 1})
    seated, first = make_registration(event), make_registration(event)
    do(wishes.attend_meanwhile, first)
    online = make_registration(event, mode=Mode.ONLINE)
    assert online.status is Status.WAITLISTED
    do(enrolment.cancel, seated)
    assert (statuses(first, online), fresh(first).mode) == (["confirmed", "confirmed"], Mode.HALL)
    assert_counters_agree()


def test_the_wish_can_be_given_up(line: list[Registration]) -> None:
    seated, first, second = line
    do(wishes.give_up, first)
    do(enrolment.cancel, seated)
    assert (fresh(first).mode, statuses(first, second)) == (Mode.ONLINE, ["confirmed", "confirmed"])
    assert_counters_agree()
    with pytest.raises(wishes.NotInLine):
        do(wishes.give_up, first)


def test_only_who_waits_for_something_else_attends_meanwhile_until_the_deadline(line: list[Registration]) -> None:
    seated, first, second = line
    for each in (seated, first):
        with pytest.raises(wishes.NotInLine):
            do(wishes.attend_meanwhile, each)
    with time_machine.travel(second.event.starts_at, tick=False):
        with pytest.raises(switching.SwitchingClosed):
            do(wishes.attend_meanwhile, second)
        do(wishes.attend_meanwhile, second, is_office=True)
    assert_counters_agree()


@pytest.mark.parametrize(("modes", "refusal"), [({}, enrolment.ModeNotOffered), ({Mode.ONLINE: 0}, enrolment.Full)])
def test_without_an_online_seat_the_delegate_waits_on(app: Flask, modes: Any, refusal: type[Exception]) -> None:
    event = make_event(modes={Mode.HALL: 0, **modes})
    waiting = make_registration(event)
    with pytest.raises(refusal):
        do(wishes.attend_meanwhile, waiting)
    assert (statuses(waiting), fresh(waiting).mode) == (["waitlisted"], Mode.HALL)


def test_who_cancels_leaves_both(line: list[Registration]) -> None:
    seated, first, second = line
    do(enrolment.cancel, first)
    assert (first.wished_mode, taken(first.event, Mode.ONLINE)) == (None, 0)
    do(enrolment.cancel, seated)
    assert statuses(second) == ["confirmed"]
    assert_counters_agree()


def test_a_stand_in_attends_online_too_and_takes_over_the_place(line: list[Registration]) -> None:
    seated, first, second = line
    stand_in = do(substitute, first, full_name="Trần Thị Bình", email="binh@bo.example")
    assert (stand_in.status, stand_in.mode, place_in_line(stand_in)) == (Status.CONFIRMED, Mode.ONLINE, 1)
    do(enrolment.cancel, seated)
    assert (fresh(stand_in).mode, statuses(second), fresh(first).wished_mode) == (Mode.HALL, ["waitlisted"], None)
    assert_counters_agree()


def test_who_moves_elsewhere_gives_up_the_place_and_who_is_moved_there_has_it(line: list[Registration]) -> None:
    seated, first, second = line
    do(wishes.attend_meanwhile, second)
    do(transfer, first, mode=Mode.BRIDGE, site=make_site(first.event), delegation=None)
    assert (fresh(first).wished_mode, place_in_line(second)) == (None, 1)
    with transaction():
        db.session.get_one(EventMode, (second.event_id, Mode.HALL)).capacity = 2
    do(enrolment.confirm, second)
    assert (fresh(second).mode, statuses(seated)) == (Mode.HALL, ["confirmed"])
    assert_counters_agree()


def test_the_delegation_uses_a_seat_allotted_in_both_and_gives_one_back(app: Flask) -> None:
    event = make_event(hall=1)
    make_registration(event)
    delegate = delegate_of_a_full_delegation(event)
    with pytest.raises(quotas.QuotaExhausted):
        do(wishes.attend_meanwhile, delegate)
    with transaction():
        quotas.allot(delegate.delegation, Mode.ONLINE, 1)
    do(wishes.attend_meanwhile, delegate)
    assert_counters_agree()
    do(wishes.give_up, delegate)
    used = db.session.get_one(Quota, (delegate.delegation_id, Mode.HALL), populate_existing=True).used
    assert (used, fresh(delegate).mode) == (0, Mode.ONLINE)
    assert_counters_agree()


def test_an_offer_is_kept_beside_the_online_seat_and_accepted_declined_or_passed_on(app: Flask) -> None:
    today = datetime(2030, 4, 1, tzinfo=UTC)
    with time_machine.travel(today, tick=False) as clock:
        event = make_event(hall=1, offer_hours=24)
        seated, *waiting = (make_registration(event) for _ in range(4))
        for each in waiting[:3]:
            do(wishes.attend_meanwhile, each)
        do(enrolment.cancel, seated)
        first, second, third = waiting
        assert (first.has_offer, first.mode, statuses(first)) == (True, Mode.ONLINE, ["confirmed"])
        assert_counters_agree()
        do(offers.decline, first)
        assert (fresh(first).mode, first.wished_mode, fresh(second).has_offer) == (Mode.ONLINE, None, True)
        clock.shift(timedelta(hours=24))
        assert expiry.pass_on_expired() == 1
        assert (statuses(second), kinds(second)[-1]) == (["confirmed"], "offer_expired")
        do(offers.accept, fresh(third))
    assert (fresh(third).mode, taken(event), taken(event, Mode.ONLINE)) == (Mode.HALL, 1, 2)
    assert_counters_agree()


def test_the_page_offers_it_and_takes_it_back(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=1, offer_hours=24)
        seated, waiting = make_registration(event), make_registration(event)
        secret, seated_id = links.secret(waiting), seated.id
    page = client.get(f"/my/{secret}?lang=en").text
    assert "Online now, keep my place" in page
    said = client.post(f"/my/{secret}/wish", follow_redirects=True).text
    assert "are number 1 in the line for: In person" in said
    with bare_app.test_request_context(), transaction():
        enrolment.cancel(db.session.get_one(Registration, seated_id), by=SYSTEM)
    page = client.get(f"/my/{secret}").text
    assert "A seat is kept for you: In person" in page and "Accept it until:" in page
    assert "The seat is yours." in client.post(f"/my/{secret}/acceptance", follow_redirects=True).text
    for act in ("acceptance", "refusal", "wish", "wish/withdrawal"):
        answer = client.post(f"/my/{secret}/{act}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/my/{secret}")
        assert client.post(f"/my/{'0' * 34}/{act}").status_code == 404
    page = client.get(f"/my/{secret}").text
    assert "No seat is offered to this registration now." in page
    assert "This registration does not wait for a seat." in page


def test_a_bridge_point_or_a_mode_someone_still_waits_for_is_not_taken_away(app: Flask) -> None:
    event = make_event(modes={Mode.BRIDGE: None, Mode.ONLINE: None})
    site = make_site(event, seats=0)
    waiting = make_registration(event, mode=Mode.BRIDGE, site=site)
    do(wishes.attend_meanwhile, waiting)
    with pytest.raises(relocating.SiteAwaited):
        do(relocating.remove, event, site, into=None)
    with pytest.raises(places.ModeAwaited):
        places.let_go_of_mode(event, Mode.BRIDGE)


@pytest.mark.parametrize(("modes", "is_closed"), [([], False), ([Mode.HALL], True)])
def test_a_full_mode_on_which_the_organiser_decides_first_promises_no_place_in_the_line(
    client: FlaskClient, bare_app: Flask, modes: list[Mode], is_closed: bool
) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=1)
        make_registration(event)
        online = make_registration(event, mode=Mode.ONLINE)
        with transaction():
            set_approval(event, modes, changes_ask_again=False, office_needs_approval=False, by=SYSTEM)
        secret = links.secret(online)
    [hall] = re.findall(r'<input[^>]*name="mode"[^>]*value="hall"[^>]*>', client.get(f"/my/{secret}").text)
    assert ("disabled" in hall) is is_closed
