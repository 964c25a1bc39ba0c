"""Telephones that are doors: paired once, with rights of their own, until the event is over or they are revoked."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import devices
from eventapp.checkin.models import Device, Right
from eventapp.database import db, transaction
from eventapp.events.roles import Role
from tests.checkin.telephones import Telephone, prepared
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_event

BEFORE = datetime(2030, 5, 5, 1, 0, tzinfo=UTC)
PAIR = "/api/v1/events/forum/devices"


def test_a_code_pairs_one_telephone_within_ten_minutes(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event, other = make_event(), make_event("other")
    with time_machine.travel(BEFORE, tick=False) as now:
        _device, code = prepared(bare_app, event, Right.SCAN, Right.SEARCH)
        elsewhere = client.post("/api/v1/events/other/devices", json={"code": code})
        paired = client.post(PAIR, json={"code": code.lower(), "agent": "Chrome"})
        again = client.post(PAIR, json={"code": code})
        _device, late = prepared(bare_app, event)
        now.shift(timedelta(minutes=10))
        expired = client.post(PAIR, json={"code": late})
    assert (elsewhere.status_code, elsewhere.get_json()["code"]) == (404, "pairing_unknown")
    assert paired.status_code == 201
    told = paired.get_json()["device"]
    assert (told["rights"], told["gates"], told["event"]["slug"]) == (["scan", "search"], [], "forum")
    assert datetime.fromisoformat(told["expires_at"]) == event.ends_at + timedelta(hours=24)
    assert (again.status_code, again.get_json()["code"]) == (409, "pairing_used")
    assert (expired.status_code, expired.get_json()["code"]) == (409, "pairing_expired")
    with bare_app.test_request_context():
        kept = [(each.token_hash, each.pairing_hash) for each in devices.devices_of(event)]
    assert paired.get_json()["token"] not in str(kept) and code not in str(kept)
    assert other.slug == "other"


def test_a_telephone_says_how_it_is_and_hears_the_time(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
    telephone = Telephone(bare_app, event)
    said = {"unsent": 7, "list_version": "3.a", "clock_offset": -1.5, "operator": "Lan"}
    answer = telephone("POST", "/devices/self/contact", said)
    assert set(answer.get_json()) == {"now", "cursor", "device"}
    assert telephone("GET", "/devices/self").get_json()["device"]["name"] == "Cửa 1"
    assert telephone("POST", "/devices/self/contact", {"unsent": -1}).status_code == 422
    with bare_app.test_request_context():
        row = db.session.get_one(Device, telephone.row.id)
        assert (row.unsent, row.list_version, row.clock_offset, row.operator) == (7, "3.a", -1.5, "Lan")
        assert row.seen_at is not None


def test_a_device_does_what_its_rights_say_at_its_own_event_and_nothing_else(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        make_event("other")
    scanner, searcher = Telephone(bare_app, event), Telephone(bare_app, event, Right.PRINT, name="Bàn")
    nonsense = {"id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "code": "x"}
    assert [each("POST", "/scans", nonsense).status_code for each in (scanner, searcher)] == [200, 403]
    for method, path in (("GET", ""), ("GET", "/registrations"), ("POST", "/registrations"), ("GET", "/sites")):
        assert scanner(method, path, {} if method == "POST" else None).status_code == 403
    assert scanner("GET", "/door-list", slug="other").status_code == 404
    stranger = bare_app.test_client().get(f"{PAIR}/self")
    assert stranger.status_code == 401
    scanner.token = "dv_" + "x" * 43
    unknown = scanner("GET", "/door-list")
    assert (unknown.status_code, unknown.get_json().get("wipe")) == (401, None)


@pytest.mark.parametrize("fate", ["device_revoked", "device_expired"])
def test_a_telephone_that_is_a_door_no_more_is_told_to_wipe(bare_app: Flask, fate: str) -> None:
    with bare_app.test_request_context():
        event = make_event()
    with time_machine.travel(BEFORE, tick=False) as now:
        telephone = Telephone(bare_app, event)
        assert telephone("GET", "/door-list").status_code == 200
        if fate == "device_revoked":
            with bare_app.test_request_context(), transaction():
                devices.revoke(db.session.get_one(Device, telephone.row.id), by=SYSTEM)
        else:
            now.move_to(event.ends_at + timedelta(hours=24))
        for method, path in (("GET", "/door-list"), ("GET", "/devices/self"), ("POST", "/devices/self/contact")):
            answer = telephone(method, path, {} if method == "POST" else None)
            assert (answer.status_code, answer.get_json()["code"], answer.get_json()["wipe"]) == (401, fate, True)


def test_an_organiser_pairs_watches_changes_and_revokes_telephones(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.ORGANISER)
    page = "/manage/events/forum/devices"
    assert client.post(page, data={"name": "Cửa Đông", "agent": "x"}).status_code == 422
    made = client.post(page, data={"name": "Cửa Đông", "right-scan": "yes", "right-walk_in": "yes"})
    assert made.status_code == 201
    code = made.text.split("/door/forum/pair#")[1][:32]
    with bare_app.test_request_context():
        [device] = devices.devices_of(the_event())
    again = client.post(f"{page}/{device.ref}/pairing").text.split("/door/forum/pair#")[1][:32]
    assert client.post(PAIR, json={"code": code}).status_code == 404
    token = client.post(PAIR, json={"code": again}).get_json()["token"]
    assert client.post(f"{page}/{device.ref}/pairing").status_code == 409
    live = client.get(f"{page}/live")
    assert "In contact" in live.text
    assert client.get(f"{page}/live", headers={"If-None-Match": live.headers["ETag"]}).status_code == 304
    assert client.get(f"{page}/{device.ref}").text.count(" checked") == 2
    assert client.post(f"{page}/{device.ref}", data={"name": "Cửa Tây", "right-print": "yes"}).status_code == 303
    speaking = {"Authorization": f"Bearer {token}"}
    told = bare_app.test_client().get(f"{PAIR}/self", headers=speaking).get_json()["device"]
    assert (told["name"], told["rights"]) == ("Cửa Tây", ["print"])
    assert client.post(f"{page}/{device.ref}/revocation").status_code == 303
    assert "Revoked, not told yet" in client.get(page).text
    assert bare_app.test_client().get(f"{PAIR}/self", headers=speaking).status_code == 401
