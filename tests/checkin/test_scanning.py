"""What the door says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Connection, func, select
from sqlalchemy.event import listen, remove

from eventapp.audit.trail import GUEST, SYSTEM
from eventapp.checkin import scanning
from eventapp.checkin.models import Direction, Entry, Reason, Scan, Verdict
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.registration import enrolment
from eventapp.registration.models import Registration
from eventapp.tickets.issuing import code_of
from tests.factories import make_event, make_registration

MORNING = datetime(2030, 5, 6, 1, 0, tzinfo=UTC)


def scan(
    event: Event,
    code: str,
    *,
    direction: Direction = Direction.IN,
    gate: str = "A",
    at: datetime = MORNING,
    id: UUID | None = None,
    override_reason: str = "",
) -> scanning.Answer:
    """Scan a code at a gate."""
    with transaction():
        return scanning.scan(
            event,
            scanning.Reading(
                id=id or uuid4(),
                code=code,
                direction=direction,
                gate=gate,
                at=at,
                override_reason=override_reason,
                operator="tests",
            ),
        )


def code(registration: Registration) -> str:
    """Return the registration's ticket code."""
    assert registration.ticket is not None
    return code_of(registration.ticket)


def test_a_ticket_admits_once_and_then_says_when_and_where_it_was_used(app: Flask) -> None:
    event = make_event()
    ticket = code(make_registration(event))
    first, second = scan(event, ticket, gate="Cửa Đông"), scan(event, ticket, gate="B", at=MORNING + timedelta(hours=1))
    assert (first.scan.verdict, first.scan.reason) == (Verdict.ADMITTED, None)
    assert (second.scan.verdict, second.scan.first_in_at, second.scan.first_in_gate) == (
        Verdict.ALREADY_IN,
        MORNING,
        "Cửa Đông",
    )


def test_the_same_scan_sent_again_gives_the_same_answer_and_adds_nothing(app: Flask) -> None:
    event = make_event()
    ticket, same = code(make_registration(event)), uuid4()
    answers = [scan(event, ticket, id=same) for _ in range(3)]
    assert [(each.scan.verdict, each.is_new) for each in answers] == [
        (Verdict.ADMITTED, True),
        (Verdict.ADMITTED, False),
        (Verdict.ADMITTED, False),
    ]
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 1


def test_whoever_went_out_may_come_in_again_and_a_new_day_is_a_new_entry(app: Flask) -> None:
    event = make_event()
    ticket = code(make_registration(event))
    noon, tomorrow = MORNING + timedelta(hours=3), MORNING + timedelta(days=1)
    verdicts = [
        scan(event, ticket).scan.verdict,
        scan(event, ticket, direction=Direction.OUT, at=noon).scan.verdict,
        scan(event, ticket, at=noon).scan.verdict,
        scan(event, ticket, at=tomorrow).scan.verdict,
        scan(event, ticket, at=tomorrow).scan.verdict,
    ]
    assert verdicts == [
        Verdict.ADMITTED,
        Verdict.LEFT,
        Verdict.ADMITTED,
        Verdict.ADMITTED,
        Verdict.ALREADY_IN,
    ]
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 3


def test_an_undone_entry_can_be_made_again(app: Flask) -> None:
    event = make_event()
    ticket = code(make_registration(event))
    scan(event, ticket)
    scan(event, ticket, direction=Direction.UNDO)
    assert scan(event, ticket).scan.verdict is Verdict.ADMITTED


def test_an_undone_way_out_leaves_its_holder_inside(app: Flask) -> None:
    event = make_event()
    ticket = code(make_registration(event))
    scan(event, ticket)
    scan(event, ticket, direction=Direction.OUT)
    undone = scan(event, ticket, direction=Direction.UNDO).scan
    assert (undone.verdict, undone.first_in_at) == (Verdict.ALREADY_IN, scan(event, ticket).scan.first_in_at)
    assert scan(event, ticket).scan.verdict is Verdict.ALREADY_IN
    assert scan(event, ticket, direction=Direction.UNDO).scan.verdict is Verdict.LEFT
    assert scan(event, ticket, direction=Direction.UNDO).scan.verdict is Verdict.LEFT


def test_the_desk_may_type_the_registration_code(app: Flask) -> None:
    event, other = make_event(), make_event("other")
    registration, foreign = make_registration(event), make_registration(other)
    typed = f"{registration.ref[:4]} {registration.ref[4:]}".lower()
    assert scan(event, typed).scan.verdict is Verdict.ADMITTED
    assert scan(event, code(registration)).scan.verdict is Verdict.ALREADY_IN
    for wrong in (foreign.ref, "ZZZZZZZZ"):
        assert scan(event, wrong).scan.reason is Reason.UNKNOWN
    with transaction():
        enrolment.cancel(registration, by=SYSTEM)
    assert scan(event, registration.ref).scan.reason is Reason.CANCELLED


def test_the_registration_code_of_someone_who_waits_says_so(app: Flask) -> None:
    event = make_event(hall=1)
    make_registration(event)
    waiting = make_registration(event, "Lê Ba", email="ba@example.org")
    number = uuid4()
    told = [scan(event, waiting.ref, id=number, **more) for more in ({}, {}, {"override_reason": "he insists"})]
    assert [(each.scan.verdict, each.scan.reason) for each in told] == [(Verdict.REFUSED, Reason.WAITLISTED)] * 3
    assert [each.holder.full_name if each.holder else "" for each in told] == ["Lê Ba"] * 3
    assert [each.is_new for each in told] == [True, False, False]


def test_an_entry_undone_while_a_second_door_looks_lets_that_door_admit(app: Flask) -> None:
    event = make_event()
    ticket = code(make_registration(event))
    scan(event, ticket)
    undone = []

    def undo(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT entries.entered_at") and not undone:
            undone.append(statement)
            connection.exec_driver_sql("DELETE FROM entries")

    listen(db.engine, "before_cursor_execute", undo)
    try:
        assert scan(event, ticket).scan.verdict is Verdict.ADMITTED
    finally:
        remove(db.engine, "before_cursor_execute", undo)
    assert len(undone) == 1


def test_a_cancelled_ticket_is_refused_and_says_so(app: Flask) -> None:
    event = make_event()
    registration = make_registration(event)
    ticket = code(registration)
    with transaction():
        enrolment.cancel(registration, by=GUEST)
    assert scan(event, ticket).scan.reason is Reason.CANCELLED


def test_a_delegate_who_attends_online_is_at_the_wrong_place(app: Flask) -> None:
    event = make_event()
    answer = scan(event, code(make_registration(event, mode=Mode.ONLINE)))
    assert (answer.scan.verdict, answer.scan.reason) == (Verdict.REFUSED, Reason.WRONG_MODE)


def test_another_events_ticket_is_unknown_and_names_nobody(app: Flask) -> None:
    here, elsewhere = make_event(), make_event("other")
    answer = scan(here, code(make_registration(elsewhere)))
    assert (answer.scan.reason, answer.holder, answer.scan.ticket_id) == (Reason.UNKNOWN, None, None)


def test_whatever_is_held_before_the_camera_gets_an_answer(app: Flask) -> None:
    event = make_event()
    for nonsense in ("", "https://example.org/", "\0", "🎫" * 500, "A" * 24):
        assert scan(event, nonsense).scan.reason is Reason.UNKNOWN
