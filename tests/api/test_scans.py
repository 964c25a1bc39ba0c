"""The door's JSON: what each scan is answered, one at once and in batches."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from eventapp.audit.trail import GUEST
from eventapp.checkin import gates, guessing
from eventapp.checkin.models import Scan
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.registration import enrolment
from eventapp.registration.models import Registration, Status
from eventapp.tickets.issuing import code_of
from tests.factories import make_event, make_registration


def ticket(app: Flask, event: Event, name: str = "Nguyễn Văn An", **more: Any) -> str:
    """Return the code of a new delegate."""
    with app.test_request_context():
        registration = make_registration(event, name, **more)
        assert registration.ticket is not None
        return code_of(registration.ticket)


def scans(app: Flask) -> int:
    """Return how many scans are written down."""
    with app.test_request_context():
        return db.session.scalar(select(func.count()).select_from(Scan)) or 0


def test_what_is_taken_back_needs_a_reason(bare_app: Flask, event: Event, program: Any) -> None:
    code, door = ticket(bare_app, event), program(Role.DOOR)
    door.scan(code)
    for override in (None, {"reason": " "}):
        refused = door(
            "POST", "/events/forum/scans", {"id": str(uuid4()), "code": code, "direction": "undo", "override": override}
        )
        assert refused.status_code == 422
        assert [name.partition(".")[0] for name in refused.get_json()["errors"]] == ["override"]
    assert scans(bare_app) == 1
    batch = {"scans": [{"id": str(uuid4()), "code": code, "direction": "undo"}]}
    assert door("POST", "/events/forum/scans/batch", batch).get_json()["results"][0]["status"] == "rejected"


def test_a_scan_admits_and_says_who_it_is(bare_app: Flask, event: Event, program: Any) -> None:
    code = ticket(bare_app, event, position="Vụ trưởng", organisation="Bộ Ngoại giao")
    answer = program(Role.DOOR).scan(code, gate="Cửa Đông")
    ref = answer["delegate"].pop("ref")
    assert len(ref) == 8
    assert {**answer, "id": None} == {
        "id": None,
        "verdict": "admitted",
        "reason": None,
        "message": "Welcome, come in",
        "first_in_at": None,
        "first_in_gate": "",
        "delegate": {
            "full_name": "Nguyễn Văn An",
            "position": "Vụ trưởng",
            "organisation": "Bộ Ngoại giao",
            "mode": "hall",
            "category": "Delegate",
            "seat": None,
            "attention": None,
        },
    }


def test_the_second_scan_says_when_and_where_the_first_was(bare_app: Flask, event: Event, program: Any) -> None:
    code, door = ticket(bare_app, event), program(Role.DOOR)
    door.scan(code, gate="Cửa Đông", at="2030-05-06T08:01:00+07:00")
    again = door.scan(code, gate="B", at="2030-05-06T01:30:00Z")
    assert (again["verdict"], again["first_in_gate"]) == ("already_in", "Cửa Đông")
    assert datetime.fromisoformat(again["first_in_at"]) == datetime(2030, 5, 6, 1, 1, tzinfo=UTC)
    assert again["message"] == "Already inside since 08:01, by Cửa Đông."


def test_the_door_speaks_the_language_of_whoever_asks(bare_app: Flask, event: Event, program: Any) -> None:
    sent = {"id": str(uuid4()), "code": "nothing"}
    response = program(Role.DOOR)("POST", "/events/forum/scans", sent, Accept_Language="vi")
    assert response.get_json()["message"] == "Không có vé này"


def cancelled(registration: Registration) -> None:
    enrolment.cancel(registration, by=GUEST)


def status(word: Status) -> Any:
    """Return a step that puts a registration there, whatever the rules say."""

    def step(registration: Registration) -> None:
        db.session.execute(update(Registration).where(Registration.id == registration.id).values(status=word))

    return step


OUTCOMES = [
    ({}, None, {}, "admitted", None),
    ({}, None, {"direction": "out"}, "left", None),
    ({}, None, {"direction": "undo", "override": {"reason": "wrong person"}}, "left", None),
    ({}, cancelled, {}, "refused", "cancelled"),
    ({}, status(Status.REPLACED), {}, "refused", "replaced"),
    ({}, status(Status.PENDING), {}, "refused", "pending"),
    ({}, status(Status.REJECTED), {}, "refused", "rejected"),
    ({}, status(Status.WAITLISTED), {}, "refused", "waitlisted"),
    ({"mode": Mode.ONLINE}, None, {}, "refused", "wrong_mode"),
    ({"mode": Mode.ONLINE}, None, {"override": {"reason": "the minister asks"}}, "admitted", None),
    ({}, cancelled, {"override": {"reason": "he insists"}}, "refused", "cancelled"),
    ({}, None, {"gate": "Cửa Tây", "at": "2030-05-06T00:59:59Z"}, "refused", "outside_hours"),
    ({}, None, {"gate": "Cửa Tây", "at": "2030-05-06T01:00:00Z"}, "admitted", None),
]


@pytest.mark.parametrize(("delegate", "step", "sent", "verdict", "reason"), OUTCOMES)
def test_status_verdict_and_reason_agree(
    bare_app: Flask, event: Event, program: Any, delegate: Any, step: Any, sent: Any, verdict: str, reason: str | None
) -> None:
    with bare_app.test_request_context(), transaction():
        opens = datetime(2030, 5, 6, 1, 0, tzinfo=UTC)
        gates.add_gate(event, "Cửa Tây", by=GUEST, opens_at=opens)
    code = ticket(bare_app, event, **delegate)
    if step:
        with bare_app.test_request_context(), transaction():
            step(db.session.scalars(select(Registration)).one())
    answer = program(Role.REGISTRAR).scan(code, **sent)
    assert (answer["verdict"], answer["reason"]) == (verdict, reason)
    assert (answer["message"] == "Welcome, come in") == (verdict == "admitted")
    assert scans(bare_app) == 1


def test_door_staff_alone_let_nobody_in_whom_the_rules_refuse(bare_app: Flask, event: Event, program: Any) -> None:
    code = ticket(bare_app, event, mode=Mode.ONLINE)
    answer = program(Role.DOOR).scan(code, override={"reason": "he is tall"})
    assert (answer["verdict"], answer["reason"]) == ("refused", "wrong_mode")


def test_an_unknown_code_names_nobody_and_neither_does_another_events(
    bare_app: Flask, event: Event, program: Any
) -> None:
    with bare_app.test_request_context():
        other = make_event("other")
    elsewhere, door = ticket(bare_app, other), program(Role.DOOR)
    for code in ("nothing", "A" * 24, elsewhere, "\0", "x" * 7000):
        answer = door.scan(code)
        assert (answer["verdict"], answer["reason"], answer["delegate"]) == ("refused", "unknown", None)


def test_the_same_id_gives_the_first_answer_again(bare_app: Flask, event: Event, program: Any) -> None:
    code, other, same, door = ticket(bare_app, event), ticket(bare_app, event, "Lê Bình"), str(uuid4()), program()
    first = door.scan(code, id=same)
    assert door.scan(code, id=same) == first
    assert door.scan(other, id=same.upper()) == first
    assert scans(bare_app) == 1


def test_the_same_id_in_another_event_is_another_scan(bare_app: Flask, event: Event, program: Any) -> None:
    with bare_app.test_request_context():
        other = make_event("other")
    same = str(uuid4())
    program(Role.DOOR).scan("nothing", id=same)
    code = ticket(bare_app, other)
    assert program(Role.DOOR, other).scan(code, "other", id=same)["verdict"] == "admitted"


MALFORMED = [
    ("id", "not a uuid"), ("id", None), ("id", 7), ("code", ""), ("code", None), ("code", 7), ("code", ["x"]),
    ("code", "x" * 8001), ("direction", "up"), ("direction", 1), ("at", "yesterday"), ("at", "2030-05-06T08:00:00"),
    ("at", 1893456000), ("clock_offset", "3"), ("clock_offset", True),
    ("clock_offset", 1e300), ("sequence", -1), ("sequence", 2**63), ("sequence", 10**400), ("gate", "x" * 256),
    ("gate", {}), ("session", "K7QM4XTR"), ("override", {}), ("override", "because"), ("device", "x" * 81),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), MALFORMED)
def test_a_malformed_scan_is_refused_by_field_and_not_written(
    bare_app: Flask, event: Event, program: Any, field: str, value: Any
) -> None:
    sent = {"id": str(uuid4()), "code": "nothing", field: value}
    response = program(Role.DOOR)("POST", "/events/forum/scans", sent)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert [name.split(".")[0] for name in response.get_json()["errors"]] == [field]
    assert scans(bare_app) == 0


def test_a_clock_that_stands_at_1970_is_no_reason_to_refuse(bare_app: Flask, event: Event, program: Any) -> None:
    code, door = ticket(bare_app, event), program(Role.DOOR)
    answer = door.scan(code, at="1970-01-01T00:00:03+00:00", clock_offset=-1904432400.0)
    assert answer["verdict"] == "admitted"
    for number, far in enumerate(("2099-01-01T00:00:00Z", "9999-12-31T23:59:59-07:00", "0001-01-01T00:00:00+07:00")):
        answer = door.scan(code, at=far, sequence=1_640_000_000_000 + number, list_version=number, clock_offset=-3.2e9)
        assert answer["verdict"] == "admitted"  # another day


def test_each_record_of_a_batch_has_its_own_status(bare_app: Flask, event: Event, program: Any) -> None:
    code, door = ticket(bare_app, event), program(Role.DOOR)
    at = "2030-05-06T01:00:00Z"
    first, second = ({"id": str(uuid4()), "code": code, "at": at} for _ in range(2))
    door.scan(code, id=first["id"], at=at)
    sent = [second, first, {**first, "code": "other"}, {**second, "direction": "out"}, {"id": "x", "code": 7}, None]
    response = door("POST", "/events/forum/scans/batch", {"scans": [*sent, {"id": str(uuid4()), "code": "x" * 10**6}]})
    assert response.status_code == 200
    results = response.get_json()["results"]
    assert [(each["id"], each["status"], each.get("verdict")) for each in results[:-1]] == [
        (second["id"], "stored", "already_in"),
        (first["id"], "already_stored", "admitted"),
        (first["id"], "conflict", "admitted"),
        (second["id"], "conflict", "already_in"),
        ("x", "rejected", None),
        (None, "rejected", None),
    ]
    assert sorted(results[4]["errors"]) == ["code", "id"]
    assert results[-1]["status"] == "rejected"
    assert scans(bare_app) == 2


def test_a_batch_has_at_most_500_records(bare_app: Flask, event: Event, program: Any) -> None:
    door = program(Role.DOOR)
    records = [{"id": str(uuid4()), "code": "nothing"} for _ in range(501)]
    assert door("POST", "/events/forum/scans/batch", {"scans": records}).status_code == 422
    response = door("POST", "/events/forum/scans/batch", {"scans": records[:500]})
    assert {each["status"] for each in response.get_json()["results"]} == {"stored"}
    assert scans(bare_app) == 500
    for wrong in ({}, {"scans": {}}, {"scans": None}, []):
        assert door("POST", "/events/forum/scans/batch", wrong).status_code == 422


def test_registration_codes_are_not_tried_one_after_the_other(bare_app: Flask, event: Event, program: Any) -> None:
    bare_app.config["RATELIMIT_ENABLED"] = True
    door = program(Role.DOOR)
    for number in range(guessing.TRIES):
        assert door.scan(f"ZZZZ{number:04d}".replace("0", "B").replace("1", "C"), device="one")["reason"] == "unknown"
    answer = door("POST", "/events/forum/scans", {"id": str(uuid4()), "code": "ZZZZZZZZ", "device": "one"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert door.scan(ticket(bare_app, event), device="one")["verdict"] == "admitted"
    assert door.scan("ZZZZZZZZ", device="two")["reason"] == "unknown"


def test_neither_in_a_batch_nor_under_ever_new_names_of_the_device(bare_app: Flask, event: Event, program: Any) -> None:
    bare_app.config["RATELIMIT_ENABLED"] = True
    door = program(Role.DOOR)
    tries = [{"id": str(uuid4()), "code": "ZZZZZZZZ", "device": str(number)} for number in range(400)]
    results = door("POST", "/events/forum/scans/batch", {"scans": tries}).get_json()["results"]
    assert [each["status"] for each in results].count("stored") == guessing.ALL_TRIES
    assert list(results[-1]["errors"]) == ["code"]
