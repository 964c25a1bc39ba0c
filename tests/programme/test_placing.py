"""A session is put elsewhere: what it would lead to is seen first, and two organisers at once overwrite nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.programme import lists, placing, programming
from eventapp.programme.models import Change, Room, Session
from eventapp.work.registry import work_jobs
from tests.factories import give_role, make_event, make_registration, make_session, make_user
from tests.visits import signed_in

HOME = "/manage/events/forum/programme"
LATER = {"starts": "2030-05-06T14:00", "ends": "2030-05-06T15:30"}


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event("forum", hall=100)


@pytest.fixture
def desk(app: Flask, event: Event) -> FlaskClient:
    user = make_user()
    give_role(event, user, Role.ORGANISER)
    return signed_in(app, user)


@pytest.fixture
def room(event: Event) -> Room:
    with transaction():
        return lists.add(Room, event, by=SYSTEM, name="Phòng 2", name_en="Room 2")


@pytest.fixture
def session(event: Event, room: Room) -> Session:
    return make_session(event, "Phiên toàn thể")


def fresh(session: Session) -> Session:
    """Return the session as it stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return session


def where(session: Session) -> tuple[datetime, datetime, str, int]:
    """Return where a session stands."""
    stands = fresh(session)
    return stands.starts_at, stands.ends_at, stands.room.name if stands.room else "", stands.sequence


STOOD = (datetime(2030, 5, 6, 2, tzinfo=UTC), datetime(2030, 5, 6, 3, tzinfo=UTC), "", 0)


def test_a_session_is_placed_where_it_was_expected_and_nowhere_else(event: Event, session: Session, room: Room) -> None:
    there = {"starts_at": session.starts_at + timedelta(hours=5), "ends_at": session.ends_at + timedelta(hours=6)}
    with transaction():
        change = placing.place(event, session, **there, room=room.ref, expected=0, by=SYSTEM)
    assert change is not None
    assert where(session) == (*there.values(), "Phòng 2", 1)
    with pytest.raises(placing.MovedMeanwhile), transaction():
        placing.place(event, session, **there, room="", expected=0, by=SYSTEM)
    assert where(session) == (*there.values(), "Phòng 2", 1)
    with transaction():
        assert placing.place(event, session, **there, room=room.ref, expected=1, by=SYSTEM) is None


def test_a_room_that_is_gone_or_of_another_event_is_refused(event: Event, session: Session, room: Room) -> None:
    there = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    other = make_event("other")
    with transaction():
        elsewhere = lists.add(Room, other, by=SYSTEM, name="Phòng 3")
    for ref in (elsewhere.ref, "XXXXXXXX"):
        with pytest.raises(placing.NoSuchRoom), transaction():
            placing.place(event, session, **there, room=ref, expected=0, by=SYSTEM)
    assert where(session) == STOOD


def test_a_look_says_what_it_would_lead_to_and_writes_nothing(
    event: Event, desk: FlaskClient, session: Session, room: Room
) -> None:
    make_session(event, "Phiên khác", hour=7, room=room)
    make_registration(event)
    page = desk.get(f"{HOME}/{session.ref}/placement", query_string={**LATER, "room": room.ref, "sequence": "0"})
    assert page.status_code == 200
    for wanted in ("Sessions overlap in “Room 2”", "This concerns: 1 delegate", 'value="2030-05-06T14:00"'):
        assert wanted in page.text
    again = desk.post(f"{HOME}/{session.ref}/placement", data={**LATER, "room": "", "sequence": "0", "look": "yes"})
    assert (again.status_code, "Saved like this, 1 thing would be wrong" in again.text) == (200, True)
    assert where(session) == STOOD


def test_the_timetable_asks_in_utc_and_the_form_answers_in_the_time_of_the_event(
    desk: FlaskClient, session: Session
) -> None:
    asked = {"starts": "2030-05-06T09:00:00.000Z", "ends": "2030-05-06T10:00:00.000Z"}
    page = desk.get(f"{HOME}/{session.ref}/placement", query_string=asked).text
    assert ('value="2030-05-06T16:00"' in page, 'value="2030-05-06T17:00"' in page) == (True, True)


def test_a_bare_form_shows_where_the_session_stands(desk: FlaskClient, session: Session) -> None:
    page = desk.get(f"{HOME}/{session.ref}/placement").text
    assert 'value="2030-05-06T09:00"' in page
    assert "Saved like this" not in page
    assert desk.get(f"{HOME}/22222222/placement").status_code == 404


def test_a_draft_is_moved_without_a_question(app: Flask) -> None:
    draft, user = make_event("draft", is_published=False), make_user()
    give_role(draft, user, Role.ORGANISER)
    session = make_session(draft)
    address = f"/manage/events/draft/programme/{session.ref}/placement"
    assert signed_in(app, user).post(address, data={**LATER, "sequence": "0"}).status_code == 303
    assert where(session)[3] == 1


def test_who_is_told_is_asked_before_it_is_saved(desk: FlaskClient, event: Event, session: Session, room: Room) -> None:
    make_registration(event, email="an@example.org")
    address, form = f"{HOME}/{session.ref}/placement", {**LATER, "room": room.ref, "sequence": "0"}
    asked = desk.post(address, data=form)
    assert (asked.status_code, "Save and tell them" in asked.text, where(session)) == (200, True, STOOD)
    lacking = desk.post(address, data={**form, "manner": "silent"})
    assert (lacking.status_code, "Say why nobody is told" in lacking.text, where(session)) == (422, True, STOOD)
    assert desk.post(address, data={**form, "manner": "tell"}).status_code == 303
    while work_jobs():
        pass
    assert where(session) == (
        datetime(2030, 5, 6, 7, tzinfo=UTC),
        datetime(2030, 5, 6, 8, 30, tzinfo=UTC),
        "Phòng 2",
        1,
    )
    letters = db.session.scalars(select(Letter.recipient).where(Letter.kind == "notices/moved")).all()
    assert letters == ["an@example.org"]


def test_a_silent_move_keeps_its_reason(desk: FlaskClient, event: Event, session: Session) -> None:
    make_registration(event)
    form = {**LATER, "sequence": "0", "manner": "silent", "silent_reason": "Báo miệng"}
    assert desk.post(f"{HOME}/{session.ref}/placement", data=form).status_code == 303
    assert db.session.scalars(select(Change.reason).order_by(Change.id.desc())).first() == "Báo miệng"


def test_two_organisers_at_once_see_both_versions(desk: FlaskClient, event: Event, session: Session) -> None:
    with transaction():
        programming.revise_session(event, session, by=SYSTEM, ends_at=session.ends_at + timedelta(minutes=15))
    address, form = f"{HOME}/{session.ref}/placement", {**LATER, "sequence": "0"}
    for answer in (desk.post(address, data=form), desk.get(address, query_string=form)):
        assert answer.status_code == 409
        assert "Somebody else has moved or cancelled this session meanwhile." in answer.text
        for seen in ("10:15", 'value="2030-05-06T14:00"', 'name="sequence" value="1"'):
            assert seen in answer.text
    assert where(session)[3] == 1
    assert desk.post(address, data=form | {"sequence": "1"}).status_code == 303
    assert where(session)[3] == 2


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ends": "2030-05-06T14:00"}, "A session must end after it starts."),
        ({"starts": "half past nine"}, "Starts is not a date and time"),
        ({"ends": ""}, "Ends"),
        ({"room": "XXXXXXXX"}, "There is no such room."),
        ({"sequence": "-1"}, "Version is less than 0."),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    desk: FlaskClient, session: Session, changed: dict[str, str], says: str
) -> None:
    form = {**LATER, "room": "", "sequence": "0", **changed}
    answer = desk.post(f"{HOME}/{session.ref}/placement", data=form)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert (form["starts"] in answer.text, where(session)) == (True, STOOD)


def test_time_that_the_clocks_skip_is_refused(app: Flask) -> None:
    event, user = make_event("berlin", zone="Europe/Berlin"), make_user()
    give_role(event, user, Role.ORGANISER)
    session = make_session(event)
    form = {"starts": "2030-03-31T02:30", "ends": "2030-03-31T04:00", "sequence": "0"}
    answer = signed_in(app, user).post(f"/manage/events/berlin/programme/{session.ref}/placement", data=form)
    assert (answer.status_code, fresh(session).sequence) == (422, 0)


def test_saving_where_it_stands_changes_nothing(desk: FlaskClient, session: Session) -> None:
    form = {"starts": "2030-05-06T09:00", "ends": "2030-05-06T10:00", "room": "", "sequence": "0"}
    desk.post(f"{HOME}/{session.ref}/placement", data=form)
    assert "Nothing was different." in desk.get(HOME).text
    assert (where(session), db.session.scalar(select(func.count()).select_from(Change))) == (STOOD, 1)
