"""Attendance as programs ask for it."""

from typing import Any

from flask import Flask

from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.registration.models import Registration
from eventapp.tickets.issuing import code_of
from tests.api.conftest import here
from tests.delegations.desk import make_delegation
from tests.factories import make_event, make_registration, make_session, make_site

NOTHING = {"hall": 0, "bridge": 0, "online": 0, "total": 0}


def test_attendance_is_counted_by_organisation_and_by_site(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        mine = here(event)
        delegation = make_delegation(mine, "Bộ A", "A")
        site = make_site(mine)
        people: list[Registration] = [
            make_registration(mine, "An", delegation=delegation),
            make_registration(mine, "Bình", delegation=delegation),
            make_registration(mine, "Chi", mode=Mode.ONLINE),
            make_registration(mine, "Dung", mode=Mode.BRIDGE, site=site),
        ]
        codes = [code_of(person.ticket) for person in people if person.ticket]
        session = make_session(mine)
        ref, site_ref = session.ref, site.ref
    viewer = program(Role.VIEWER)
    program(Role.DOOR).scan(codes[0])
    answer = viewer("GET", "/events/forum/attendance").get_json()
    assert answer.pop("at")[-6:] == "+07:00"
    whole = {"registered": 4, "present": {**NOTHING, "hall": 1, "total": 1}, "absent": 3, "invited": 2}
    none = {"substituted": 0, "excused": 0, "late": 0, "left_early": 0}
    by_organisation, by_site = answer.pop("by_organisation"), answer.pop("by_site")
    assert answer == {**whole, **none}
    assert [(row["code"], row["name"], row["invited"], row["registered"]) for row in by_organisation] == [
        ("A", "Bộ A", 2, 2), (None, "Without a delegation", 0, 2),
    ]  # fmt: skip
    assert [(row["ref"], row["mode"], row["registered"], row["present"]["total"]) for row in by_site] == [
        (None, "hall", 2, 1), (site_ref, "bridge", 1, 0), (None, "online", 1, 0),
    ]  # fmt: skip
    program(Role.DOOR).scan(codes[1], session=ref)
    of_session = viewer("GET", f"/events/forum/attendance?session={ref}").get_json()
    assert (of_session["registered"], of_session["present"]["total"]) == (4, 1)
    other_day = viewer("GET", "/events/forum/attendance?day=2030-05-06").get_json()
    assert (other_day["registered"], other_day["present"]) == (4, NOTHING)


def test_what_is_asked_for_must_be_there(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        elsewhere = make_session(make_event("other")).ref
    viewer = program(Role.VIEWER)
    assert viewer("GET", f"/events/forum/attendance?session={elsewhere}").status_code == 404
    assert viewer("GET", "/events/forum/attendance?day=yesterday").status_code == 422
