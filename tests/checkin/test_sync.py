"""What telephones decided without network: kept as facts, in any order the same, and told to a supervisor."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import cases, devices, histories
from eventapp.checkin.histories import Passing, spells
from eventapp.checkin.models import CaseKind, Device, Direction, Entry, Right, Scan, Verdict
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.registration import enrolment
from eventapp.registration.models import Registration
from tests.checkin.telephones import Telephone, open_cases
from tests.checkin.test_door_list import codes
from tests.factories import make_event, make_registration, make_registrations

TEN = datetime(2030, 5, 6, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def half_past_ten() -> object:
    """The network is back at half past ten on the day of the conference."""
    with time_machine.travel(TEN + timedelta(minutes=30), tick=False) as now:
        yield now


def offline(
    code: str, minute: int = 0, *, sequence: int = 1, decision: str = "admitted", **more: Any
) -> dict[str, Any]:
    """Return a record that a telephone decided by itself so many minutes after ten."""
    return {
        "id": str(uuid4()),
        "code": code,
        "at": (TEN + timedelta(minutes=minute)).isoformat(),
        "sequence": sequence,
        "clock_offset": 0,
        "decision": f"offline_{decision}",
        **more,
    }


def entries(app: Flask) -> list[tuple[Any, ...]]:
    """Return who was inside when, as the database has it."""
    columns = (Entry.ticket_id, Entry.place, Entry.day, Entry.spell, Entry.entered_at, Entry.gate, Entry.left_at)
    with app.test_request_context():
        return [tuple(row) for row in db.session.execute(select(*columns).order_by(*columns[:4]))]


def kinds(app: Flask, event: Event) -> list[CaseKind]:
    """Return what a supervisor has to look at."""
    with app.test_request_context():
        return sorted(each.kind for each in open_cases(event))


passing = st.builds(
    lambda number, direction, minute, device, sequence: Passing(
        uuid=str(UUID(int=number)),
        direction=direction,
        verdict=Verdict.ADMITTED if direction is Direction.IN else Verdict.LEFT,
        at=TEN + timedelta(minutes=minute),
        device=device,
        sequence=sequence,
        gate=device,
    ),
    number=st.integers(0, 10**6),
    direction=st.sampled_from(list(Direction)),
    minute=st.integers(-120, 120),
    device=st.sampled_from("AB"),
    sequence=st.none() | st.integers(0, 9),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])  # others may use the processor
@given(st.lists(passing, max_size=12, unique_by=lambda each: each.uuid), st.randoms(use_true_random=False))
def test_who_was_inside_depends_on_the_scans_and_not_on_their_order(found: list[Passing], dice: random.Random) -> None:
    shuffled = dice.sample(found, len(found))
    assert spells(shuffled) == spells(found)
    assert histories.in_order(shuffled) == histories.in_order(found)


def test_an_order_of_arrival_would_be_noticed() -> None:
    """The control of the property above."""
    first, second = (
        Passing(
            uuid=str(UUID(int=number)),
            direction=way,
            verdict=Verdict.ADMITTED,
            at=TEN + timedelta(minutes=number),
            device="A",
            sequence=None,
            gate="",
        )
        for number, way in ((1, Direction.IN), (2, Direction.OUT))
    )
    by_arrival = [[each.direction for each in order] for order in ([first, second], [second, first])]
    assert by_arrival[0] != by_arrival[1] and spells([first, second]) == spells([second, first])


def test_a_clock_that_was_set_back_does_not_turn_a_telephones_own_scans_round() -> None:
    """C6: a device counts its own."""
    values = ((1, 0, Direction.IN), (2, -600, Direction.OUT), (3, 5, Direction.IN))
    found = [
        Passing(
            uuid=str(UUID(int=number)),
            direction=way,
            verdict=Verdict.ADMITTED,
            at=TEN + timedelta(minutes=minute),
            device="A",
            sequence=number,
            gate="A",
        )
        for number, minute, way in values
    ]
    assert [each.sequence for each in histories.in_order(reversed(found))] == [1, 2, 3]
    assert [each.left_at is None for each in spells(found)] == [False, True]


def test_any_order_repetition_and_splitting_leaves_the_same_state(bare_app: Flask) -> None:
    """C1: two telephones, overlapping tickets, clocks two hours off, sent twice in random batches."""
    states, dice = [], random.Random(7)
    with bare_app.test_request_context():
        event = make_event(hall=30)
        tickets = codes(make_registrations(event, 20))
    phones = [Telephone(bare_app, event, name=name) for name in ("A", "B")]
    records = [
        (dice.randrange(2), offline(code, dice.randrange(30), sequence=number, direction=way, gate=f"Cửa {number % 3}"))
        for number, (code, way) in enumerate(
            (dice.choice(tickets), dice.choice(["in", "in", "out"])) for _ in range(60)
        )
    ]
    for _device, record in records:
        if record["direction"] == "out":
            record["decision"] = "offline_left"
        record["at"] = (datetime.fromisoformat(record["at"]) + timedelta(hours=2)).isoformat()
        record["clock_offset"] = 7200
    for _turn in range(3):
        statuses = []
        for own in (0, 1):
            sent = [record for device, record in records if device == own] * 2
            dice.shuffle(sent)
            while sent:
                size = dice.randint(1, 25)
                statuses += [each["status"] for each in phones[own].batch(*sent[:size])]
                sent = sent[size:]
        assert (statuses.count("stored"), statuses.count("already_stored")) == (60, 60)
        states.append(entries(bare_app))
        with bare_app.test_request_context(), transaction():
            for table in (Entry, Scan, cases.Case):
                db.session.execute(table.__table__.delete())  # type: ignore[attr-defined]
    assert states[0] == states[1] == states[2] != []


def test_whoever_was_let_in_stays_inside_though_the_ticket_was_cancelled_meanwhile(bare_app: Flask) -> None:
    """C4."""
    with bare_app.test_request_context():
        event = make_event()
        cancelled = make_registration(event)
        [code] = codes([cancelled])
        with transaction():
            enrolment.cancel(cancelled, by=SYSTEM)
    phone = Telephone(bare_app, event)
    record = offline(code)
    [told], [again] = phone.batch(record), phone.batch(record)
    fact = [told.get(name) for name in ("status", "verdict", "reason", "flags")]
    assert fact == ["stored", "admitted", None, ["cancelled"]]
    assert (again["status"], again["verdict"], again.get("flags")) == ("already_stored", "admitted", ["cancelled"])
    assert [row[6] for row in entries(bare_app)] == [None]
    assert kinds(bare_app, event) == [CaseKind.AGAINST_RULES]
    [refused] = phone.batch(offline(code, 1, sequence=2, decision="refused:cancelled"))
    assert (refused["verdict"], refused["reason"], refused.get("flags")) == ("refused", "cancelled", None)


def test_two_doors_that_let_one_ticket_in_are_one_double_entry_and_one_person(bare_app: Flask) -> None:
    """C8: A without network at ten, B with it at five past, A's scan arrives at half past."""
    with bare_app.test_request_context():
        event = make_event()
        [code] = codes([make_registration(event)])
    late, online = Telephone(bare_app, event, name="A"), Telephone(bare_app, event, name="B")
    seen = online.scan(code, gate="Cửa B", at=(TEN + timedelta(minutes=5)).isoformat())
    [told] = late.batch(offline(code, gate="Cửa A"))
    assert (seen["verdict"], told["verdict"], told.get("flags")) == ("admitted", "admitted", ["double_entry"])
    [(_ticket, _place, _day, spell, entered, gate, left)] = entries(bare_app)
    assert (spell, entered, gate, left) == (0, TEN, "Cửa A", None)
    with bare_app.test_request_context():
        [case] = open_cases(event)
        assert (case.kind, set(case.scans)) == (CaseKind.DOUBLE_ENTRY, {seen["id"], told["id"]})
        assert db.session.scalar(select(func.count()).select_from(Scan)) == 2
    undo = offline(code, 1, sequence=2, decision="left", direction="undo", override={"reason": "misread"})
    assert late.batch(undo)[0]["status"] == "stored"
    assert entries(bare_app)[0][5] == "Cửa B" and kinds(bare_app, event) == []


def test_one_record_nobody_can_read_holds_up_no_other(bare_app: Flask) -> None:
    """C2, C5: each has its status; what does not fit is kept, sealed, for a supervisor."""
    with bare_app.test_request_context():
        event = make_event()
        [code] = codes([make_registration(event)])
    phone = Telephone(bare_app, event)
    good = offline(code)
    poison: list[Any] = [
        17,
        None,
        {"id": 5},
        {**offline(code), "code": "x" * 10**6},
        offline(code, direction="sideways"),
    ]
    future = {**offline("A" * 24, 3), "version": 9, "another": {"thing": 1}}
    statuses = [each["status"] for each in phone.batch(*poison, good, future)]
    assert statuses == ["rejected"] * 5 + ["stored"] * 2
    [clash] = phone.batch({**good, "gate": "elsewhere"})
    assert clash["status"] == "conflict"
    phone.batch(*poison)
    found = kinds(bare_app, event)
    assert (found.count(CaseKind.REJECTED), found.count(CaseKind.CONFLICT)) == (5, 1)
    with bare_app.test_request_context():
        assert all(code.encode() not in (each.record or b"") for each in open_cases(event))


def test_a_clock_that_is_off_is_flagged_and_put_right_where_its_error_is_known(bare_app: Flask) -> None:
    """C6: 1970 with a known offset is today; a day ahead without one is flagged."""
    with bare_app.test_request_context():
        event = make_event()
        first, second = codes(make_registrations(event, 2))
    phone = Telephone(bare_app, event)
    error = (datetime(1970, 1, 1, tzinfo=UTC) - TEN).total_seconds()
    [known] = phone.batch({**offline(first), "at": "1970-01-01T00:00:00+00:00", "clock_offset": error})
    [wrong] = phone.batch({**offline(second, 1440, sequence=2), "clock_offset": None})
    assert (known.get("flags"), wrong.get("flags")) == (None, ["clock"])
    assert [row[4] for row in entries(bare_app)] == [TEN, TEN + timedelta(days=1)]
    assert kinds(bare_app, event) == [CaseKind.CLOCK]


def test_what_a_revoked_telephone_sends_late_is_kept_apart(bare_app: Flask) -> None:
    """C12: told to wipe, and nothing of it is lost or believed."""
    with bare_app.test_request_context():
        event = make_event()
        first, second = codes(make_registrations(event, 2))
    phone = Telephone(bare_app, event)
    with bare_app.test_request_context(), transaction():
        devices.revoke(db.session.get_one(Device, phone.row.id), by=SYSTEM)
    record, other = offline(first), offline(second)
    told = phone("POST", "/scans/batch", {"scans": [record]})
    one = phone("POST", "/scans", other)
    phone("POST", "/scans/batch", {"scans": [record]})
    assert [(each.status_code, each.get_json()["code"]) for each in (told, one)] == [(401, "device_revoked")] * 2
    assert told.get_json()["results"] == [{"id": record["id"], "status": "quarantined"}]
    assert entries(bare_app) == [] and kinds(bare_app, event) == [CaseKind.QUARANTINED] * 2
    with bare_app.test_request_context():
        assert {cases.read_record(each)["id"] for each in open_cases(event)} == {record["id"], other["id"]}
        assert db.session.get_one(Device, phone.row.id).told_at is not None


def test_whoever_walks_in_is_entered_once_also_later(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(hall=2)
    desk, door = Telephone(bare_app, event, Right.WALK_IN, Right.SCAN), Telephone(bare_app, event, name="B")
    guest = {"full_name": "Trần Thị Hoa", "organisation": "Báo Nhân Dân"}
    record = {key: value for key, value in offline("").items() if key != "code"} | {"walk_in": guest}
    [first], [again] = desk.batch(record), desk.batch(record)
    assert (first["status"], first["verdict"], first["delegate"]["full_name"]) == ("stored", "admitted", "Trần Thị Hoa")
    assert (again["status"], again["ticket"]) == ("already_stored", first["ticket"])
    assert door.scan(first["ticket"]["code"])["verdict"] == "already_in"
    namesake = desk("POST", "/scans", {"id": str(uuid4()), "walk_in": guest}).get_json()
    assert (namesake["verdict"], namesake["delegate"]["ref"] != first["delegate"]["ref"]) == ("admitted", True)
    full = desk("POST", "/scans", {"id": str(uuid4()), "walk_in": {"full_name": "Lê Ba"}}).get_json()
    assert (full["verdict"], full["reason"]) == ("refused", "waitlisted")
    [inside] = desk.batch({**record, "id": str(uuid4()), "walk_in": {"full_name": "Lê Tư"}})
    assert (inside["verdict"], inside.get("flags")) == ("admitted", ["waitlisted"])
    assert door("POST", "/scans", {"id": str(uuid4()), "walk_in": guest}).status_code == 422
    assert [each["status"] for each in desk.batch({**record, "id": str(uuid4()), "walk_in": {}})] == ["rejected"]
    with bare_app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(Registration)) == 4
