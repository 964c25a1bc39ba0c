"""To attend otherwise: an exchange of seats, by the delegate until the deadline, by the office at any time."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.delegations import quotas
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Organisation
from eventapp.errors import DomainError
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventMode, Mode
from eventapp.mail.models import Letter
from eventapp.registration import enrolment, links, switching
from eventapp.registration.models import Registration, Status
from tests.factories import make_event, make_registration, make_session, make_site
from tests.registration.test_letter_writing import read
from tests.trust.invariants import assert_counters_agree


def switch(registration: Registration, mode: Mode, site: Any = None) -> bool:
    """Attend otherwise, as the delegate does it."""
    with transaction():
        return switching.switch(registration, mode=mode, site=site, by=SYSTEM)


@pytest.fixture
def delegation(app: Flask) -> Delegation:
    """A delegation with one seat in the hall and none elsewhere."""
    event = make_event()
    with transaction():
        organisation = Organisation(name="Bộ Ngoại giao", key="bo ngoai giao")
        made = Delegation(
            event_id=event.id, organisation=organisation, code="TW01", mode=Mode.HALL, created_at=clock.now()
        )
        db.session.add(made)
        db.session.flush()
        quotas.allot(made, Mode.HALL, 1)
    return made


def taken(event: Event) -> dict[str, int]:
    """Return how many seats are taken, by mode."""
    rows = db.session.execute(select(EventMode.mode, EventMode.taken).where(EventMode.event_id == event.id))
    return {row.mode.value: row.taken for row in rows}


def test_a_switch_is_an_exchange_under_the_same_ticket_and_the_freed_seat_goes_to_who_waits(app: Flask) -> None:
    event = make_event(hall=1)
    first, waiting = make_registration(event), make_registration(event)
    ticket = first.ticket_id
    assert switch(first, Mode.ONLINE)
    assert (first.mode, first.status, first.ticket_id, first.moves) == (Mode.ONLINE, Status.CONFIRMED, ticket, 1)
    assert db.session.get_one(Registration, waiting.id, populate_existing=True).status is Status.CONFIRMED
    assert taken(event) == {"hall": 1, "bridge": 0, "online": 1}
    assert not switch(first, Mode.ONLINE)
    assert_counters_agree()


def test_into_a_full_mode_nothing_is_exchanged(app: Flask) -> None:
    event = make_event(hall=1)
    make_registration(event)
    online = make_registration(event, mode=Mode.ONLINE)
    with pytest.raises(enrolment.Full):
        switch(online, Mode.HALL)
    assert (online.mode, taken(event)) == (Mode.ONLINE, {"hall": 1, "bridge": 0, "online": 1})


def test_who_waits_for_the_hall_gets_a_seat_online_at_once(app: Flask) -> None:
    event = make_event(hall=1)
    make_registration(event)
    waiting = make_registration(event)
    switch(waiting, Mode.ONLINE)
    db.session.refresh(waiting)
    assert (waiting.mode, waiting.status, waiting.ticket is None) == (Mode.ONLINE, Status.CONFIRMED, False)
    assert_counters_agree()


def test_a_bridge_point_may_be_exchanged_for_another_while_it_has_room(app: Flask) -> None:
    event = make_event()
    hue, vinh = make_site(event, "Huế", seats=1), make_site(event, "Vinh", seats=1)
    delegate = make_registration(event, mode=Mode.BRIDGE, site=hue)
    switch(delegate, Mode.BRIDGE, vinh)
    with pytest.raises(enrolment.SiteNeeded):
        switch(delegate, Mode.BRIDGE)
    make_registration(event, mode=Mode.BRIDGE, site=hue)
    with pytest.raises(enrolment.Full):
        switch(delegate, Mode.BRIDGE, hue)
    db.session.refresh(hue), db.session.refresh(vinh)
    assert (hue.taken, vinh.taken, delegate.site_id) == (1, 1, vinh.id)
    assert_counters_agree()


def test_the_seats_allotted_to_a_delegation_bind(app: Flask, delegation: Any) -> None:
    delegate = make_registration(db.session.get_one(Event, delegation.event_id), delegation=delegation)
    with pytest.raises(quotas.QuotaExhausted):
        switch(delegate, Mode.ONLINE)
    with transaction():
        quotas.allot(delegation, Mode.ONLINE, 1)
    switch(delegate, Mode.ONLINE)
    assert_counters_agree()


@pytest.mark.parametrize("closes_at", [None, datetime(2030, 5, 1, tzinfo=UTC)])
def test_the_deadline_binds_the_delegate(app: Flask, closes_at: datetime | None) -> None:
    event = make_event(switching_closes_at=closes_at)
    delegate = make_registration(event)
    with time_machine.travel(closes_at or event.starts_at, tick=False), pytest.raises(DomainError) as refused:
        switch(delegate, Mode.ONLINE)
    assert refused.value.code == "switching_closed"
    assert delegate.mode is Mode.HALL


def test_who_has_left_does_not_move(app: Flask) -> None:
    delegate = make_registration(make_event())
    with transaction():
        enrolment.cancel(delegate, by=SYSTEM)
    with pytest.raises(enrolment.NotLive):
        switch(delegate, Mode.ONLINE)


@pytest.mark.parametrize(("locale", "words"), [("vi", "Trực tuyến"), ("en", "Online")])
def test_a_letter_says_it_with_the_ticket_and_a_calendar_that_counts_on(app: Flask, locale: str, words: str) -> None:
    event = make_event()
    delegate = make_registration(event, locale=locale)
    switch(delegate, Mode.ONLINE)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/moved")).one()
    said = read(letter)
    calendar = next(each.get_content() for each in said.walk() if each.get_content_type() == "text/calendar")
    text = said.get_body(("plain",))
    assert text is not None and words in text.get_content()
    assert f"SEQUENCE:{event.revision + 1}" in str(calendar)
    switch(delegate, Mode.HALL)
    assert len(db.session.scalars(select(Letter).where(Letter.kind == "registration/moved")).all()) == 2


def test_the_personal_feed_moves_with_the_delegate_and_counts_it(bare_app: Flask, client: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = make_event()
        make_site(event, "Nhà hát", mode=Mode.HALL)
        session = make_session(event)
        delegate = make_registration(event)
        address = f"/feeds/{links.secret(delegate, links.FEED)}.ics"
        before, sequence = client.get(address), session.sequence
        assert f"SEQUENCE:{sequence}\r\n" in before.text and "LOCATION:Nhà hát" in before.text
        switch(delegate, Mode.ONLINE)
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert f"SEQUENCE:{sequence + 1}\r\n" in after.text and "LOCATION:http://localhost/join/" in after.text


def test_the_page_lets_a_delegate_attend_otherwise_and_keeps_what_was_chosen(
    bare_app: Flask, client: FlaskClient
) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=1)
        make_site(event, "Huế")
        delegate = make_registration(event)
        address = f"/my/{links.secret(delegate)}"
    client.get("/?lang=en")
    refused = client.post(f"{address}/attendance", data={"mode": "bridge"})
    assert (refused.status_code, "Choose the bridge point" in refused.text) == (422, True)
    assert 'value="bridge" checked' in refused.text
    done = client.post(f"{address}/attendance", data={"mode": "online"}, follow_redirects=True)
    assert "The attendance is changed: Online." in done.text
    assert "In person → Online" in done.text
    with bare_app.test_request_context(), transaction():
        life_cycle.edit_event(
            db.session.get_one(Event, event.id), switching_closes_at=datetime(2020, 1, 1, tzinfo=UTC), by=SYSTEM
        )
    late = client.post(f"{address}/attendance", data={"mode": "hall"})
    assert (late.status_code, "Ask the organiser" in late.text) == (409, True)
    assert "Attend otherwise" not in client.get(address).text


def test_who_comes_for_a_free_seat_is_not_offered_it_but_has_it(app: Flask) -> None:
    event = make_event(hall=1, offer_hours=24)
    make_registration(event)
    waiting = make_registration(event)
    switch(waiting, Mode.ONLINE)
    db.session.refresh(waiting)
    assert (waiting.status, waiting.offer_expires_at, waiting.ticket is None) == (Status.CONFIRMED, None, False)
    assert_counters_agree()


def test_who_attends_online_and_finds_the_hall_full_keeps_the_seat_and_waits(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=1)
        seated, online = make_registration(event), make_registration(event, mode=Mode.ONLINE)
        third = make_registration(event, mode=Mode.ONLINE)
        point = make_site(event).ref
        pages = [f"/my/{links.secret(each)}" for each in (online, third, seated)]
    client = bare_app.test_client()
    answer = client.post(f"{pages[0]}/attendance", data={"mode": "hall"}, follow_redirects=True).text
    assert "You attend online as before and wait for: In person." in answer and "number 1 in the line" in answer
    there_is_room = {"mode": "bridge", "site": point}
    assert client.post(f"{pages[0]}/attendance", data=there_is_room).status_code == 303
    assert client.post(f"{pages[1]}/attendance", data={"mode": "hall"}).status_code == 303
    assert client.post(f"{pages[1]}/attendance", data={"mode": "hall"}).status_code == 409  # waits already
    with bare_app.test_request_context():
        with transaction():
            enrolment.cancel(db.session.get_one(Registration, seated.id), by=SYSTEM)
        came = db.session.get_one(Registration, third.id, populate_existing=True)
        assert (came.mode, came.status, came.wished_mode) == (Mode.HALL, Status.CONFIRMED, None)
        assert_counters_agree()


def test_who_sits_in_the_hall_is_not_promised_a_place_in_another_line(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(modes={Mode.HALL: 1, Mode.ONLINE: 1})
        seated, _online = make_registration(event), make_registration(event, mode=Mode.ONLINE)
        page = f"/my/{links.secret(seated)}"
    client = bare_app.test_client()
    assert "You would join the waiting list" not in client.get(page).text
    assert client.post(f"{page}/attendance", data={"mode": "online"}).status_code == 409
