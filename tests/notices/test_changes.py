"""A session is moved or cancelled: whom it concerns, who is told and what their calendar is told, and who is not."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp import clock
from eventapp.agenda.starring import star
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory import organisations
from eventapp.events import capacity
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.roles import Role
from eventapp.mail.composing import compose
from eventapp.mail.models import Letter
from eventapp.notices import concerned, listing, telling
from eventapp.notices.models import Addressee
from eventapp.programme import programming
from eventapp.programme.models import Change, ChangeKind, Session
from eventapp.registration import enrolment, links
from eventapp.registration.models import Registration
from eventapp.work.models import Job
from eventapp.work.registry import work_jobs
from tests.agenda.sessions import sign_up, workshop
from tests.calendars.linter import faults
from tests.factories import give_role, make_event, make_registration, make_session, make_site, make_token, make_user
from tests.queries import count_queries
from tests.speakers.people import make_speaker
from tests.visits import signed_in

CRLF = b"\r\n"
HOME = "/manage/events/forum/programme"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event("forum", hall=100, contact_email="office@example.org")


@pytest.fixture
def desk(app: Flask, event: Event) -> FlaskClient:
    user = make_user()
    give_role(event, user, Role.ORGANISER)
    return signed_in(app, user)


def moved(event: Event, session: Session, hours: int = 1) -> Change:
    """Move the session by so many hours."""
    with transaction():
        later = {name: getattr(session, name) + timedelta(hours=hours) for name in ("starts_at", "ends_at")}
        change = programming.revise_session(event, session, by=SYSTEM, **later)
    assert change is not None
    return change


def told(event: Event, change: Change) -> list[Letter]:
    """Tell everyone of the change; return the letters."""
    with transaction():
        telling.tell(event, change, by=SYSTEM)
    while work_jobs():
        pass
    db.session.expire_all()
    return list(db.session.scalars(select(Letter).where(Letter.kind.like("notices/%")).order_by(Letter.id)))


def message_of(letter: Letter) -> EmailMessage:
    """Return the letter as it goes out."""
    rendered = compose(letter, "eventapp@example.org")
    assert rendered is not None
    return message_from_bytes(rendered, policy=policy.default)  # type: ignore[return-value]


def typed(event: Event, session: Session, **changes: Any) -> dict[str, str]:
    """Return the form of the session as the browser sends it."""
    start, end = (f"{moment.astimezone(event.tz):%Y-%m-%dT%H:%M}" for moment in (session.starts_at, session.ends_at))
    form = {"kind": session.kind.value, "title": session.title, "starts": start, "ends": end, "sign_up": "open"}
    return {**form, "has_waiting_list": "yes", **changes}


def test_every_change_is_kept_with_what_stood_before(event: Event) -> None:
    session = make_session(event)
    change = moved(event, session)
    assert (change.kind, change.sequence, set(change.before)) == (ChangeKind.MOVED, 1, {"starts_at", "ends_at"})
    with transaction():
        corrected = programming.revise_session(event, session, by=SYSTEM, title="Tên khác")
        nothing = programming.revise_session(event, session, by=SYSTEM, title="Tên khác")
        cancelled = programming.cancel_session(event, session, by=SYSTEM)
        restored = programming.restore_session(event, session, by=SYSTEM)
    assert [each and each.kind for each in (corrected, nothing, cancelled, restored)] == [
        ChangeKind.CORRECTED,
        None,
        ChangeKind.CANCELLED,
        ChangeKind.RESTORED,
    ]
    assert corrected is not None
    assert (corrected.before, corrected.after) == ({"title": "Phiên toàn thể"}, {"title": "Tên khác"})
    assert (session.sequence, session.cancelled_at) == (3, None)
    assert [each.kind for each in listing.page(event, listing.Wanted(), per_page=None)[0]][-1] is ChangeKind.ADDED


def test_a_plenary_concerns_everyone_who_has_a_seat_and_the_platform(event: Event) -> None:
    speaker = make_speaker(event)
    make_speaker(event, "Không Địa Chỉ", "", title="Phiên khác")
    site = make_site(event)
    with transaction():
        capacity.set_capacity(event, Mode.BRIDGE, None, by=SYSTEM)
    for number in range(2):
        make_registration(event, f"Đại biểu {number}", mode=Mode.BRIDGE, site=site)
    make_registration(event, "Ở hội trường")
    left = make_registration(event, "Đã huỷ")
    with transaction():
        enrolment.cancel(left, by=SYSTEM)
    session = db.session.scalars(select(Session).where(Session.title == "Phiên toàn thể")).one()
    assert concerned.count(session, [speaker.id]) == concerned.Concerned(3, 1, 1)


def test_a_session_that_is_chosen_concerns_who_has_chosen_it(event: Event) -> None:
    session = workshop(event, hall=1)
    seated, waiting, starring, _other = (make_registration(event, name) for name in ("A", "B", "C", "D"))
    for each in (seated, waiting):
        sign_up(each, session)
    with transaction():
        star(starring, session)
    assert concerned.count(session, []) == concerned.Concerned(3, 0, 0)


def test_a_delegate_who_speaks_is_told_once(event: Event) -> None:
    make_registration(event, "Trần Thị Bình", email="binh@example.org")
    speaker = make_speaker(event)
    session = db.session.scalars(select(Session)).one()
    assert concerned.count(session, [speaker.id]) == concerned.Concerned(1, 0, 0)
    assert [letter.recipient for letter in told(event, moved(event, session))] == ["binh@example.org"]


def test_who_has_left_the_platform_with_the_move_is_told_and_no_namesake(event: Event) -> None:
    speaker = make_speaker(event)
    namesake = make_registration(event, "Trần Thị Bình", email="khac@example.org")
    with transaction():
        enrolment.cancel(namesake, by=SYSTEM)
        session = db.session.scalars(select(Session)).one()
        later = {name: getattr(session, name) + timedelta(hours=1) for name in ("starts_at", "ends_at")}
        change = programming.revise_session(event, session, platform=[], by=SYSTEM, **later)
    assert change is not None
    assert telling.platform_of(change) == [speaker.id]


def test_the_letter_carries_the_change_to_the_calendar_and_nobody_else_gets_one(app: Flask, event: Event) -> None:
    """RFC 5546, RFC 6047: one attendee, the UID of the feed, and its SEQUENCE, which has risen."""
    session, other = workshop(event, hall=5), workshop(event, "Chuyên đề 2", hall=5)
    concerned_one, unconcerned = make_registration(event, "Nguyễn Văn An"), make_registration(event, "Lê Thị Ba")
    sign_up(concerned_one, session)
    sign_up(unconcerned, other)
    letters = told(event, moved(event, session))
    assert [letter.recipient for letter in letters] == [concerned_one.person.email]
    message = message_of(letters[0])
    part = message.get_body(("calendar",)) or next(
        each for each in message.walk() if each.get_content_type() == "text/calendar"
    )
    body = part.get_content()
    body = body.encode() if isinstance(body, str) else body
    assert part.get_param("method") == "REQUEST"
    assert faults(CRLF.join(body.splitlines()) + CRLF) == []
    calendar = icalendar.Calendar.from_ical(body)
    entry = calendar.events[0]
    assert (str(calendar["METHOD"]), int(entry["SEQUENCE"]), str(entry["ATTENDEE"])) == (
        "REQUEST",
        1,
        f"mailto:{concerned_one.person.email}",
    )
    feed = app.test_client().get(f"/feeds/{links.secret(concerned_one, links.FEED)}.ics").get_data()
    mine = [each for each in icalendar.Calendar.from_ical(feed).events if each["UID"] == entry["UID"]]
    assert [(int(each["SEQUENCE"]), each.start) for each in mine] == [(1, entry.start)]
    files = [each.get_filename() for each in message.iter_attachments()]
    assert files == ["invite.ics"]
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "10:00–11:00" in text
    assert "11:00–12:00" in text


def test_a_cancelled_session_is_taken_out_of_the_calendar(event: Event) -> None:
    session = make_session(event)
    make_registration(event)
    with transaction():
        change = programming.cancel_session(event, session, by=SYSTEM)
    assert change is not None
    message = message_of(told(event, change)[0])
    part = next(each for each in message.walk() if each.get_content_type() == "text/calendar")
    entry = icalendar.Calendar.from_ical(part.get_content()).events[0]
    assert (part.get_param("method"), str(entry["STATUS"])) == ("CANCEL", "CANCELLED")


def test_who_reads_the_organisers_letters_does_not_invite_himself(event: Event) -> None:
    make_registration(event, email="office@example.org")
    message = message_of(told(event, moved(event, make_session(event)))[0])
    part = next(each for each in message.walk() if each.get_content_type() == "text/calendar")
    entry = icalendar.Calendar.from_ical(part.get_content()).events[0]
    assert str(entry["ORGANIZER"]).casefold() != str(entry["ATTENDEE"]).casefold()


def test_the_letter_says_the_time_where_the_reader_is(event: Event) -> None:
    registration = make_registration(event)
    with transaction():
        registration.person.organisation, _is_new = organisations.enter("ĐSQ tại Pháp", zone="Europe/Paris")
    text = message_of(told(event, moved(event, make_session(event)))[0]).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Paris" in text


def test_what_has_been_overtaken_is_not_sent(event: Event) -> None:
    session = make_session(event)
    registration = make_registration(event)
    letter = told(event, moved(event, session))[0]
    with transaction():
        programming.cancel_session(event, session, by=SYSTEM)
    assert compose(letter, "eventapp@example.org") is None
    with transaction():
        programming.restore_session(event, session, by=SYSTEM)
        enrolment.cancel(registration, by=SYSTEM)
    assert compose(letter, "eventapp@example.org") is None


def test_everyone_is_told_once_however_often_it_is_pressed_and_after_a_crash(event: Event) -> None:
    for number in range(telling.BATCH + 3):
        make_registration(event, f"Đại biểu {number}")
    change = moved(event, make_session(event))
    assert len(told(event, change)) == telling.BATCH + 3
    with pytest.raises(telling.ToldAlready), transaction():
        telling.tell(event, change, by=SYSTEM)
    telling.make_letters(db.session.scalars(select(Job).where(Job.kind == telling.TELL)).one())
    assert db.session.scalar(select(func.count()).select_from(Addressee)) == telling.BATCH + 3


def test_nobody_is_told_of_what_moves_nobody(event: Event) -> None:
    session = make_session(event)
    with transaction():
        corrected = programming.revise_session(event, session, by=SYSTEM, title="Tên khác")
    make_registration(event)
    assert corrected is not None
    with pytest.raises(telling.NobodyToTell), transaction():
        telling.tell(event, corrected, by=SYSTEM)


def test_a_move_is_saved_only_when_it_was_said_who_is_told(event: Event, desk: FlaskClient) -> None:
    session = make_session(event)
    for number in range(3):
        make_registration(event, f"Đại biểu {number}")
    form = typed(event, session, starts="2030-05-06T15:00", ends="2030-05-06T16:00", room="Phòng 2")
    day = f"{session.starts_at.astimezone(event.tz):%Y-%m-%d}"
    form |= {"starts": f"{day}T15:00", "ends": f"{day}T16:00"}
    asked = desk.post(f"{HOME}/{session.ref}", data=form)
    text = asked.get_data(as_text=True)
    assert (asked.status_code, "3 delegates" in text, "Phòng 2" in text) == (200, True, True)
    db.session.refresh(session)
    assert session.sequence == 0
    lacking = desk.post(f"{HOME}/{session.ref}", data={**form, "manner": "silent"})
    assert (lacking.status_code, "Phòng 2" in lacking.get_data(as_text=True)) == (422, True)
    db.session.refresh(session)
    assert session.sequence == 0
    assert desk.post(f"{HOME}/{session.ref}", data={**form, "manner": "tell"}).status_code == 303
    db.session.expire_all()
    change = db.session.scalars(select(Change).order_by(Change.id.desc())).first()
    assert change is not None
    assert (session.sequence, change.told) == (1, {"delegates": 3, "speakers": 0, "sites": 0})


def test_a_silent_change_keeps_its_reason_and_may_be_told_later(event: Event, desk: FlaskClient) -> None:
    session = make_session(event)
    make_registration(event)
    answer = desk.post(f"{HOME}/{session.ref}/cancellation", data={"manner": "silent", "silent_reason": "Báo miệng"})
    assert answer.status_code == 303
    change = db.session.scalars(select(Change).where(Change.kind == ChangeKind.CANCELLED)).one()
    assert (change.told_at, change.reason) == (None, "Báo miệng")
    listed = desk.get(f"{HOME}/changes?told=untold").get_data(as_text=True)
    assert "Báo miệng" in listed
    assert "1 delegate" in desk.get(f"{HOME}/changes/{change.ref}").get_data(as_text=True)
    assert desk.post(f"{HOME}/changes/{change.ref}/letters").status_code == 303
    db.session.refresh(change)
    assert change.told_at is not None


def test_where_nobody_waits_for_it_nothing_is_asked(app: Flask) -> None:
    draft = make_event("forum", is_published=False)
    user = make_user()
    give_role(draft, user, Role.ORGANISER)
    session = make_session(draft)
    form = typed(draft, session, room="Phòng 2")
    assert draft.status is EventStatus.DRAFT
    assert signed_in(app, user).post(f"{HOME}/{session.ref}", data=form).status_code == 303


def test_a_cancelled_session_takes_place_after_all(event: Event, desk: FlaskClient) -> None:
    session = make_session(event)
    make_registration(event)
    assert desk.post(f"{HOME}/{session.ref}/cancellation", data={"manner": "tell"}).status_code == 303
    answer = desk.post(f"{HOME}/{session.ref}/restoration")
    assert "/changes/" in answer.headers["Location"]
    db.session.refresh(session)
    assert (session.cancelled_at, session.sequence) == (None, 2)


def test_the_changes_are_searched_paged_and_taken_along(app: Flask, event: Event, desk: FlaskClient) -> None:
    for number in range(3):
        moved(event, make_session(event, f"Phiên số {number}"))
    page = desk.get(f"{HOME}/changes?q=phien+1&kind=moved").get_data(as_text=True)
    assert ("Phiên số 1" in page, "Phiên số 2" in page) == (True, False)
    assert "Phiên số 0" in desk.get(f"{HOME}/changes.csv?kind=moved").get_data(as_text=True)
    assert desk.get(f"{HOME}/changes.xlsx").get_data().startswith(b"PK")
    desk.get(f"{HOME}/changes")
    with count_queries(app) as few:
        desk.get(f"{HOME}/changes?per_page=2")
    with count_queries(app) as many:
        desk.get(f"{HOME}/changes?per_page=200")
    assert len(few) == len(many)


def test_who_changed_it_is_said_in_the_readers_language(event: Event, desk: FlaskClient) -> None:
    moved(event, make_session(event))
    pages = [desk.get(f"{HOME}/changes{end}").get_data(as_text=True) for end in ("?lang=vi", ".csv?lang=vi")]
    assert [("hệ thống" in page.casefold(), ">system<" in page or ",system," in page) for page in pages] == [
        (True, False),
        (True, False),
    ]


def test_what_is_over_concerns_nobody_any_more(event: Event) -> None:
    session = make_session(event)
    assert concerned.is_awaited(event, session.ends_at, now=clock.now())
    assert not concerned.is_awaited(event, session.ends_at, now=session.ends_at)
    assert isinstance(make_registration(event), Registration)


@pytest.mark.parametrize(("asked", "letters"), [("", 0), ("?tell=false", 0), ("?tell=true", 1)])
def test_a_program_says_whether_people_are_told(event: Event, client: FlaskClient, asked: str, letters: int) -> None:
    session = make_session(event)
    make_registration(event)
    headers = {"Authorization": f"Bearer {make_token(event)}"}
    answer = client.delete(f"/api/v1/events/forum/sessions/{session.ref}{asked}", headers=headers)
    while work_jobs():
        pass
    kinds = [each for each in db.session.scalars(select(Letter.kind)) if each.startswith("notices/")]
    assert (answer.status_code, kinds) == (204, ["notices/cancelled"] * letters)
