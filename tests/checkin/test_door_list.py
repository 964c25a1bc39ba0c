"""What a telephone at the door holds: sealed, complete, and told of every change."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, text, update

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import scanning
from eventapp.checkin.models import Attention, Direction, Right
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.registration import enrolment
from eventapp.registration.models import Registration
from eventapp.tickets import issuing
from eventapp.tickets.issuing import code_of
from eventapp.tickets.models import Ticket
from tests.checkin.telephones import Telephone, prefix_of
from tests.checkin.test_gates import make_gate
from tests.factories import make_event, make_registration, make_registrations

MORNING = datetime(2030, 5, 6, 1, 0, tzinfo=UTC)
TRIGGERS = 18


@pytest.fixture(autouse=True)
def day_of_the_event() -> object:
    """All of this happens in the morning of the conference."""
    with time_machine.travel(MORNING, tick=True):
        yield


def scan(event: Event, code: str, direction: Direction = Direction.IN, gate: str = "Cửa Đông") -> None:
    """Let somebody through a door."""
    with transaction():
        reading = scanning.Reading(
            id=uuid4(), code=code, operator="tests", gate=gate, direction=direction, override_reason="tests"
        )
        scanning.scan(event, reading)


def is_settled(app: Flask, held: bool) -> bool:
    """Does it hold? Where others write to the same PostgreSQL meanwhile a change may be told once more."""
    return held or app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")


def rest(cursor: str) -> str:
    """Return of a cursor what does not depend on who else writes."""
    return cursor.split(".")[1]


def codes(registrations: list[Registration]) -> list[str]:
    """Return the codes of their tickets."""
    return [code_of(each.ticket) for each in registrations if each.ticket is not None]


def test_a_telephone_holds_the_rules_and_every_delegate_sealed(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        make_gate(event, has_reentry=False)
        delegates = make_registrations(event, 6)
        elsewhere = code_of(make_registration(make_event("other")).ticket)  # type: ignore[arg-type]
        with transaction():
            for each in delegates:
                each.person.organisation_name = "Bộ Ngoại giao"
            delegates[0].person.position = "Vụ trưởng"
        tickets = codes(delegates)
    telephone = Telephone(bare_app, event)
    answer = telephone.sync()
    assert (answer["complete"], len(answer["entries"]), answer["refused"]) == (True, 6, [])
    assert answer["words"][:1] == ["Bộ Ngoại giao"]
    assert [(each["name"], each["has_reentry"]) for each in answer["rules"]["gates"]] == [("Cửa Đông", False)]
    holder = telephone.opened(tickets[0])
    assert holder is not None
    assert holder[:4] == [delegates[0].person.full_name, "Vụ trưởng", "Bộ Ngoại giao", "h"]
    assert holder[8] == delegates[0].ref
    assert telephone.opened(elsewhere) is None
    assert all(name not in str(answer["entries"]) for name in ("Nguyễn", "Vụ trưởng", delegates[0].ref))
    assert is_settled(bare_app, telephone.sync()["entries"] == [])


def test_every_change_reaches_a_telephone_and_nothing_else_does(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        delegates = make_registrations(event, 5)
        tickets = codes(delegates)
    telephone = Telephone(bare_app, event)
    telephone.sync()
    with bare_app.test_request_context():
        event = db.session.merge(event)
        cancelled, renamed, reissued, noted, _enters = (db.session.merge(each) for each in delegates)
        with transaction():
            enrolment.cancel(cancelled, by=SYSTEM)
            db.session.execute(update(Person).where(Person.id == renamed.person_id).values(full_name="Lê Đổi Tên"))
            issuing.void(reissued.ticket_id, issuing.VoidReason.REISSUED)
            reissued.ticket = issuing.issue(event.id)
            db.session.add(
                Attention(
                    registration_id=noted.id, event_id=event.id, text="Xe lăn", is_blocked=True, by="x", at=MORNING
                )
            )
        new = code_of(reissued.ticket)
        scan(event, tickets[4])
    answer = telephone.sync()
    told = {each[:12] for each in answer["entries"]}
    assert answer["complete"] is False and told >= {prefix_of(each) for each in (tickets[1], new, tickets[3])}
    assert prefix_of(tickets[0]) not in told and is_settled(bare_app, len(told) == 3)
    assert telephone.list["refused"] == {
        prefix_of(tickets[0]): "cancelled",
        prefix_of(tickets[2]): "replaced",
        prefix_of(tickets[3]): "blocked",
    }
    assert [telephone.opened(each) is None for each in tickets] == [True, False, True, False, False]
    assert [(telephone.opened(each) or [""])[0] for each in (tickets[1], new)] == [
        "Lê Đổi Tên",
        reissued.person.full_name,
    ]
    assert (telephone.opened(tickets[3]) or [])[7:] == ["Xe lăn", noted.ref, "b"]
    [(spells, entered, left, gate)] = telephone.list["states"].values()
    assert (spells, left, gate) == (1, 0, "Cửa Đông") and abs(entered - MORNING.timestamp()) < 60
    with bare_app.test_request_context():
        scan(db.session.merge(event), tickets[4], Direction.UNDO)
    telephone.sync()
    assert telephone.list["states"] == {}
    quiet = telephone.sync()
    assert is_settled(bare_app, [quiet[name] for name in ("entries", "refused", "states", "gone")] == [[], [], [], []])


def test_a_ticket_that_was_deleted_makes_every_telephone_ask_for_all(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        first, second = make_registrations(event, 2)
        tickets = codes([first, second])
    telephone = Telephone(bare_app, event)
    telephone.sync()
    with bare_app.test_request_context(), transaction():
        db.session.execute(delete(Registration).where(Registration.id == first.id))
        db.session.execute(delete(Ticket).where(Ticket.id == first.ticket_id))
    assert telephone.sync()["complete"] is True
    assert [telephone.opened(each) is None for each in tickets] == [True, False]
    assert telephone.sync()["complete"] is False


def test_a_change_of_the_rules_changes_the_cursor_and_a_foreign_cursor_gives_all(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        make_registration(event)
    telephone = Telephone(bare_app, event, Right.SEARCH)
    before = telephone.sync()["cursor"]
    assert rest(telephone("POST", "/devices/self/contact", {}).get_json()["cursor"]) == rest(before)
    with bare_app.test_request_context():
        make_gate(db.session.merge(event))
    assert rest(telephone("POST", "/devices/self/contact", {}).get_json()["cursor"]) != rest(before)
    answer = telephone.sync()
    assert (answer["complete"], len(answer["rules"]["gates"])) == (False, 1)
    for foreign in ("9999999999999999.x", "nonsense", "-1.2", "٣.x"):
        assert telephone("GET", f"/door-list?since={foreign}").get_json()["complete"] is True


def test_what_commits_late_is_not_lost(bare_app: Flask) -> None:
    """On PostgreSQL a transaction may end after one that began later; its change is found all the same."""
    with bare_app.test_request_context():
        event = make_event()
        first, second = make_registrations(event, 2)
    telephone = Telephone(bare_app, event)
    telephone.sync()
    with bare_app.test_request_context():
        if db.engine.dialect.name != "postgresql":
            pytest.skip("SQLite has one writer")
        rename = text("UPDATE people SET full_name = :name WHERE id = :id")
        with db.engine.connect() as slow:
            slow.execute(rename, {"name": "Lê Chậm", "id": first.person_id})
            with db.engine.begin() as quick:
                quick.execute(rename, {"name": "Lê Nhanh", "id": second.person_id})
            telephone.sync()
            slow.commit()
    telephone.sync()
    held = [telephone.opened(code_of_row(bare_app, each)) for each in (first, second)]
    assert [each and each[0] for each in held] == ["Lê Chậm", "Lê Nhanh"]


def code_of_row(app: Flask, registration: Registration) -> str:
    """Return the code of a registration's ticket, read anew."""
    with app.test_request_context():
        return code_of(db.session.scalars(select(Ticket).where(Ticket.id == registration.ticket_id)).one())


def test_the_triggers_are_there(app: Flask) -> None:
    """A later migration that builds one of these tables anew on SQLite must make them again (0035, 0049)."""
    known = "sqlite_master WHERE type = 'trigger' AND" if db.engine.dialect.name == "sqlite" else "pg_trigger WHERE"
    column = "name" if db.engine.dialect.name == "sqlite" else "tgname"
    number = db.session.scalar(text(f"SELECT count(*) FROM {known} {column} LIKE 'door\\_%' ESCAPE '\\'"))
    assert number == TRIGGERS
