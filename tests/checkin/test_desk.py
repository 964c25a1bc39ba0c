"""The desk beside the door: looks people up, holds names by permission, and tells the door what to mind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.checkin import minding
from eventapp.checkin.guessing import TRIES
from eventapp.checkin.models import Right
from eventapp.database import transaction
from eventapp.events.models import Mode
from tests.checkin.telephones import Telephone, prefix_of
from tests.checkin.test_door_list import codes
from tests.factories import make_event, make_registration, make_registrations


def test_the_desk_finds_whoever_is_meant_without_accents_and_says_who_is_inside(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event, other = make_event(), make_event("other")
        hoa = make_registration(event, "Nguyễn Thị Hoà", organisation="Bộ Ngoại giao")
        make_registration(event, "Trần Văn Nam", mode=Mode.ONLINE)
        make_registration(other, "Lê Hoà")
    desk, door = Telephone(bare_app, event, Right.SEARCH), Telephone(bare_app, event, name="B")
    [found] = desk("GET", "/door-search?q=hoa").get_json()["items"]
    assert (found["full_name"], found["inside"], found["first_in_at"]) == ("Nguyễn Thị Hoà", False, None)
    assert "email" not in found and "phone" not in found
    assert desk.scan(hoa.ref, gate="Bàn")["verdict"] == "admitted"
    [found] = desk("GET", "/door-search?q=hoa").get_json()["items"]
    assert (found["inside"], found["first_in_gate"]) == (True, "Bàn")
    assert desk("GET", "/door-search").get_json() == {"items": [], "total": 0}
    assert door("GET", "/door-search?q=hoa").status_code == 403
    assert door("GET", "/door-names").status_code == 403


def test_names_in_the_clear_are_for_who_may_search_and_end_after_eight_hours(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=2)
        delegates = make_registrations(event, 3)
        [code, *_rest] = codes(delegates)
    desk = Telephone(bare_app, event, Right.SEARCH)
    told = desk("GET", "/door-names").get_json()
    assert (told["complete"], len(told["rows"])) == (True, 3)
    by_ref = {row[0]: row for row in told["rows"]}
    assert by_ref[delegates[0].ref][1:3] == [prefix_of(code), delegates[0].person.full_name]
    assert by_ref[delegates[2].ref][1] == ""  # waits, and has no ticket
    assert all(each.person.email not in str(told) for each in delegates)
    again = desk("GET", f"/door-names?since={told['cursor']}").get_json()
    assert again["complete"] is False or again["cursor"] != told["cursor"]


def test_what_to_mind_reaches_the_door_and_a_blocked_ticket_opens_nothing(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        delegate = make_registration(event)
        [code] = codes([delegate])
    desk = Telephone(bare_app, event, Right.OVERRIDE, Right.SCAN)
    assert desk("POST", "/attention", {"ref": delegate.ref, "text": "Xe lăn"}).status_code == 200
    assert desk("POST", "/attention", {"ref": delegate.ref, "is_blocked": True}).status_code == 403
    assert desk("POST", "/attention", {"ref": "ZZZZZZZZ"}).status_code == 404
    assert desk.scan(code)["delegate"]["attention"] == "Xe lăn"
    with bare_app.test_request_context(), transaction():
        minding.mind(delegate, "", by=SYSTEM, is_blocked=True)
    refused = desk.scan(code, override={"reason": "he insists"})
    assert (refused["verdict"], refused["reason"]) == ("refused", "blocked")
    with bare_app.test_request_context(), transaction():
        minding.mind(delegate, "", by=SYSTEM, is_blocked=False)
    assert desk.scan(code)["verdict"] == "already_in" or desk.scan(code)["delegate"]["attention"] is None


def test_five_wrong_registration_codes_within_a_minute_lock_a_telephone_whatever_it_may(bare_app: Flask) -> None:
    """C15: short codes are not to be guessed; who holds the names needs no guesses either."""
    bare_app.config["RATELIMIT_ENABLED"] = True
    with bare_app.test_request_context():
        event = make_event()
        [delegate, *_rest] = make_registrations(event, 2)
    for name, right in (("A", Right.SCAN), ("B", Right.SEARCH)):
        telephone = Telephone(bare_app, event, right, name=name)
        results = telephone.batch(*({"id": str(uuid4()), "code": "K7QM4XTR"} for _ in range(TRIES + 2)))
        assert [each["status"] for each in results] == ["stored"] * TRIES + ["rejected"] * 2
        assert all(each["retry"] and each["errors"]["code"] for each in results[TRIES:])
        refused = telephone("POST", "/scans", {"id": str(uuid4()), "code": delegate.ref})
        assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= 60


def test_right_registration_codes_are_not_counted_a_whole_delegation_comes_in_by_them(bare_app: Flask) -> None:
    bare_app.config["RATELIMIT_ENABLED"] = True
    with bare_app.test_request_context():
        event = make_event(hall=20)
        refs = [each.ref for each in make_registrations(event, 20)]
    desk = Telephone(bare_app, event)
    results = desk.batch(*({"id": str(uuid4()), "code": ref} for ref in refs))
    assert [each["verdict"] for each in results] == ["admitted"] * 20
    assert [desk.scan(ref)["verdict"] for ref in refs[:6]] == ["already_in"] * 6


def test_the_lock_opens_when_the_minute_is_over(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    bare_app.config["RATELIMIT_ENABLED"] = True
    with bare_app.test_request_context():
        event = make_event()
        [delegate] = make_registrations(event, 1)
    door, at = Telephone(bare_app, event), clock.now()
    for number in range(TRIES):
        monkeypatch.setattr(clock, "now", lambda now=at + timedelta(seconds=10 * number): now)
        assert door.scan("K7QM4XTR")["reason"] == "unknown"
    for seconds, status in ((59, 429), (61, 200)):  # the first of the five is a minute old
        monkeypatch.setattr(clock, "now", lambda now=at + timedelta(seconds=seconds): now)
        assert door("POST", "/scans", {"id": str(uuid4()), "code": delegate.ref}).status_code == status
