"""The arrivals board, whom to call, and what a supervisor looks at."""

import io
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import arrivals, devices
from eventapp.checkin.models import CaseKind, Device, Direction
from eventapp.database import db, transaction
from eventapp.events.models import Mode
from eventapp.events.roles import Role
from tests.checkin.telephones import Telephone, open_cases
from tests.checkin.test_door_list import codes, scan
from tests.checkin.test_sync import offline
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_registration, make_registrations
from tests.queries import count_queries

MORNING = datetime(2030, 5, 6, 1, 5, tzinfo=UTC)
DOOR = "/manage/events/forum/door"


@pytest.fixture(autouse=True)
def day_of_the_event() -> object:
    """The doors have opened."""
    with time_machine.travel(MORNING, tick=False) as now:
        yield now


def test_the_board_counts_people_by_where_they_belong_and_when_they_came(
    client: FlaskClient, bare_app: Flask, day_of_the_event: time_machine.Traveller
) -> None:
    signed_in(client, bare_app, Role.VIEWER)
    with bare_app.test_request_context():
        event = the_event()
        delegates = make_registrations(event, 4)
        make_registration(event, "Lê Xa", mode=Mode.ONLINE)
        tickets = codes(delegates)
    with bare_app.test_request_context():
        before = client.get(f"{DOOR}/live")
        scan(the_event(), tickets[0], gate="Cửa Đông")
        day_of_the_event.shift(timedelta(minutes=20))
        scan(the_event(), tickets[1], gate="Cửa Đông")
        scan(the_event(), tickets[0], Direction.OUT)
    with bare_app.test_request_context():
        shown = arrivals.board(the_event(), arrivals.day_of(the_event(), MORNING))
    assert (shown.total.expected, shown.total.arrived, shown.total.inside) == (4, 2, 1)
    assert shown.by_gate == [("Cửa Đông", 2)]
    assert [(moment.minute, number) for moment, number in shown.arrivals] == [(10, 1), (30, 2)]
    assert [(each.expected, each.arrived) for each in shown.by_category] == [(4, 2)]
    after = client.get(f"{DOOR}/live")
    assert before.headers["ETag"] != after.headers["ETag"]
    assert client.get(f"{DOOR}/live", headers={"If-None-Match": after.headers["ETag"]}).status_code == 304
    wall = client.get(f"{DOOR}/wall")
    assert all(each.person.full_name not in wall.text for each in delegates) and "<polyline" in wall.text
    assert client.get(f"{DOOR}/missing").status_code == 403


def test_the_board_asks_the_same_whatever_the_number_of_delegates(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.VIEWER)
    numbers = []
    for more in (1, 5):
        with bare_app.test_request_context():
            delegates = make_registrations(the_event(), more)
            for code in codes(delegates):
                scan(the_event(), code)
        with count_queries(bare_app) as sent:
            assert client.get(DOOR).status_code == 200
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]


def test_a_supervisor_settles_a_case_once_and_says_what_was_done(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.REGISTRAR)
    with bare_app.test_request_context():
        event = the_event()
        [code] = codes([make_registration(event)])
    phone = Telephone(bare_app, event)
    with bare_app.test_request_context(), transaction():
        devices.revoke(db.session.get_one(Device, phone.row.id), by=SYSTEM)
    late = offline(code)
    late["at"] = MORNING.isoformat()
    phone("POST", "/scans/batch", {"scans": [late]})
    with bare_app.test_request_context():
        [case] = open_cases(event)
    page = f"{DOOR}/cases/{case.ref}/settlement"
    assert client.post(page, data={"said": " "}).status_code == 422
    assert client.post(page, data={"said": "Của ta", "takes_over": "yes"}).status_code == 303
    assert client.post(page, data={"said": "Lần hai"}).status_code == 409
    with bare_app.test_request_context():
        shown = arrivals.board(event, arrivals.day_of(event, MORNING))
    assert shown.total.arrived == 1
    assert "Của ta" in client.get(f"{DOOR}/cases?settled=yes").text


def test_a_rescue_file_is_taken_in_once(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.REGISTRAR)
    with bare_app.test_request_context():
        event = the_event()
        tickets = codes(make_registrations(event, 2))
    records = [{**offline(code), "at": MORNING.isoformat()} for code in tickets]
    saved = {"format": "eventapp-rescue", "version": 1, "event": "forum", "scans": [*records, {"id": str(uuid4())}]}
    for said in ("Taken in: 2 new scans, 0 known, 1", "Taken in: 0 new scans, 2 known, 1"):
        sent = {"file": (io.BytesIO(json.dumps(saved).encode()), "scans.json")}
        answer = client.post(f"{DOOR}/rescue", data=sent, follow_redirects=True)
        assert said in answer.text
    for wrong in (b"[]", b"{", json.dumps({**saved, "event": "other"}).encode()):
        answer = client.post(f"{DOOR}/rescue", data={"file": (io.BytesIO(wrong), "x.json")}, follow_redirects=True)
        assert "no file of scans" in answer.text
    with bare_app.test_request_context():
        assert [each.kind for each in open_cases(event)] == [CaseKind.REJECTED]
