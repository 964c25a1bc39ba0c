"""A programme is changed in a draft that nobody else sees, then published as the next version."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.agenda.queries import find_offer
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.programme import lists, programming
from eventapp.programme.models import Change, PlatformRole, Room, Session
from eventapp.programme.queries import find_session, sessions_of
from eventapp.versions import drafting, publishing
from eventapp.versions.history import numbers_of, since
from eventapp.versions.models import Draft, Version
from eventapp.versions.queries import drafted_programme, find_drafted, versions_of
from eventapp.work.registry import work_jobs
from tests.factories import give_role, make_event, make_registration, make_session, make_token, make_user
from tests.queries import count_queries
from tests.speakers.people import make_speaker
from tests.visits import signed_in

HOME = "/manage/events/forum/programme"
DRAFT = f"{HOME}/draft"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event("forum", hall=100)


@pytest.fixture
def desk(app: Flask, event: Event) -> FlaskClient:
    user = make_user()
    give_role(event, user, Role.ORGANISER)
    return signed_in(app, user)


@pytest.fixture
def session(event: Event) -> Session:
    return make_session(event, "Phiên toàn thể")


def typed(**changes: Any) -> dict[str, Any]:
    """Return the form of a session as a browser sends it."""
    form = {"kind": "plenary", "title": "Phiên toàn thể", "starts": "2030-05-06T09:00", "ends": "2030-05-06T10:00"}
    return {**form, "sign_up": "open", "has_waiting_list": "yes", **changes}


def draft(event: Event, session: Session, **to: Any) -> None:
    """Draft that a session be so."""
    with transaction():
        drafting.keep(event, drafting.hold(event, session.ref), by=SYSTEM, **to)


def later(session: Session, hours: int = 1) -> dict[str, Any]:
    """Return the session's times so many hours later, as drafts keep them."""
    return drafting.moments(session.starts_at + timedelta(hours=hours), session.ends_at + timedelta(hours=hours))


def publish(event: Event, seen: str | None = None) -> tuple[Version, list[Change]]:
    """Publish what is drafted."""
    token = drafted_programme(event).digest if seen is None else seen
    with transaction():
        return publishing.publish(event, seen=token, by=SYSTEM)


def fresh() -> None:
    """Read everything anew."""
    db.session.rollback()
    db.session.expire_all()


def outside(app: Flask, event: Event, session: Session) -> list[Any]:
    """Return what everybody else sees: pages, calendar, schedule, API."""
    guest = app.test_client()
    places = ("programme", f"sessions/{session.ref}", "calendar.ics", "schedule.json", "schedule.xml")
    pages = [guest.get(f"/events/{event.slug}/{place}").data for place in places]
    token = {"Authorization": f"Bearer {make_token(event)}"}
    return [*pages, guest.get(f"/api/v1/events/{event.slug}/sessions", headers=token).json]


def test_a_draft_changes_nothing_that_anybody_else_sees(
    app: Flask, event: Event, desk: FlaskClient, session: Session
) -> None:
    before = outside(app, event, session)
    form = typed(title="Phiên khác", starts="2030-05-06T14:00", ends="2030-05-06T15:00", room="Phòng 2", keep="yes")
    assert desk.post(f"{HOME}/{session.ref}", data=form).location == DRAFT
    new = typed(title="Phiên mới", starts="2030-05-06T16:00", ends="2030-05-06T17:00", speakers="Vũ Mai", keep="yes")
    assert desk.post(HOME, data=new).status_code == 303
    assert outside(app, event, session) == before
    fresh()
    assert (session.sequence, [each.title for each in sessions_of(event)]) == (0, ["Phiên toàn thể"])
    page = desk.get(DRAFT).text
    for seen in ("2 sessions would be different", "Moved", "Added", "Phiên mới", "14:00", "Phòng 2", "version 2"):
        assert seen in page
    listed = desk.get(HOME).text
    assert ("Phiên khác" in listed, "Draft: Moved" in listed, "Draft: Added" in listed) == (True, True, True)
    assert "Phiên mới" not in desk.get(f"{HOME}?as=published").text
    assert "Phiên mới" in desk.get(f"{HOME}/grid?day=2030-05-06").text


def test_publishing_makes_the_next_version_and_raises_only_what_has_moved(event: Event, session: Session) -> None:
    other, third = make_session(event, "Phiên hai", hour=4), make_session(event, "Phiên ba", hour=6)
    draft(event, session, **later(session))
    draft(event, other, title="Phiên hai, tên mới")
    with transaction():
        drafting.keep_new(event, by=SYSTEM, kind="plenary", title="Phiên mới", **later(third))
    version, changes = publish(event)
    fresh()
    assert (version.number, [each.number for each in versions_of(event)]) == (2, [2, 1])
    assert [each.kind.value for each in changes] == ["moved", "corrected", "added"]
    assert [(each.title, each.sequence) for each in sessions_of(event)] == [
        ("Phiên toàn thể", 1),
        ("Phiên hai, tên mới", 0),
        ("Phiên ba", 0),
        ("Phiên mới", 0),
    ]
    assert db.session.scalar(select(func.count(Draft.id))) == 0
    last, first = versions_of(event)
    assert [each.kind and each.kind.value for each in since(event, first)] == ["moved", "added", "corrected"]
    assert since(event, last) == []
    assert numbers_of(event, [last, first]) == {2: {"moved": 1, "added": 1, "corrected": 1}, 1: {"added": 3}}
    with pytest.raises(publishing.NothingDrafted):
        publish(event)


def test_the_versions_are_listed_for_as_many_questions_however_many_there_are(
    app: Flask, event: Event, desk: FlaskClient
) -> None:
    assert "No version has been published yet" in desk.get(f"{HOME}/versions").text
    session, costs = make_session(event, "Phiên toàn thể"), []
    for number in range(1, 5):
        draft(event, session, **later(session, number))
        publish(event)
        fresh()
        with count_queries(app) as statements:
            assert f"Version {number}" in desk.get(f"{HOME}/versions").text
        costs.append(len(statements))
    assert len(set(costs)) == 1


def test_a_new_session_keeps_its_address_its_places_and_whoever_was_only_typed(
    event: Event, desk: FlaskClient, session: Session
) -> None:
    speaker = make_speaker(event, "Trần Hoà", title="Phiên của ông Hoà")
    form = typed(title="Phiên mới", speakers="Trần Hoà\nVũ Mai", sign_up="places", hall_places="7", keep="yes")
    desk.post(HOME, data=form)
    ref = db.session.scalars(select(Draft.ref)).one()
    page = desk.get(f"{HOME}/{ref}").text
    for seen in ("This is a draft", "Phiên mới", "Vũ Mai", 'value="7"'):
        assert seen in page
    publish(event)
    fresh()
    made = find_session(event, ref)
    assert made is not None
    assert [each.full_name for each in made.people_as(PlatformRole.SPEAKER)] == ["Trần Hoà", "Vũ Mai"]
    assert made.people_as(PlatformRole.SPEAKER)[0].id == speaker.id
    offer = find_offer(made)
    assert offer is not None
    assert offer.places[Mode.HALL].capacity == 7


def test_the_first_version_of_a_programme_that_began_as_a_draft_is_number_one(event: Event, desk: FlaskClient) -> None:
    desk.post(HOME, data=typed(keep="yes"))
    assert publish(event)[0].number == 1


def test_cancelling_restoring_and_copying_wait_for_the_next_version(
    event: Event, desk: FlaskClient, session: Session
) -> None:
    gone = make_session(event, "Đã huỷ", hour=5)
    with transaction():
        programming.cancel_session(event, gone, by=SYSTEM)
    desk.post(f"{HOME}/{session.ref}/cancellation", data={"keep": "yes"})
    desk.post(f"{HOME}/{gone.ref}/restoration", data={"keep": "yes"})
    desk.post(f"{HOME}/{session.ref}/copy", data={"keep": "yes"})
    fresh()
    assert [bool(each.cancelled_at) for each in sessions_of(event)] == [False, True]
    publish(event)
    fresh()
    assert sorted((each.title, bool(each.cancelled_at), each.sequence) for each in sessions_of(event)) == [
        ("Phiên toàn thể", False, 0),  # the copy
        ("Phiên toàn thể", True, 1),
        ("Đã huỷ", False, 2),
    ]


def test_a_session_is_placed_in_the_draft_and_two_organisers_see_both(
    event: Event, desk: FlaskClient, session: Session
) -> None:
    with transaction():
        room = lists.add(Room, event, by=SYSTEM, name="Phòng 2")
    address = f"{HOME}/{session.ref}/placement"
    form = {"starts": "2030-05-06T14:00", "ends": "2030-05-06T15:00", "room": room.ref, "sequence": "0", "draft": "0"}
    make_registration(event)  # nobody is asked about: nothing is public yet
    assert desk.post(address, data={**form, "keep": "yes"}).status_code == 303
    fresh()
    drafted = find_drafted(event, session.ref)
    assert drafted is not None
    assert (drafted.shown.starts_at, drafted.shown.room) == (datetime(2030, 5, 6, 7, tzinfo=UTC), room)
    late = desk.post(address, data={**form, "starts": "2030-05-06T13:00", "keep": "yes"})
    assert (late.status_code, "Somebody else has moved" in late.text) == (409, True)
    assert desk.post(address, data={**form, "draft": "1", "room": "", "keep": "yes"}).status_code == 303
    draft(event, session, **later(session))
    assert "Changed by The system at" in desk.post(address, data={**form, "draft": "2", "keep": "yes"}).text


def test_two_organisers_who_edit_the_same_session_see_both_versions(
    event: Event, desk: FlaskClient, session: Session
) -> None:
    seen = find_drafted(event, session.ref)
    assert seen is not None
    token = seen.digest
    with transaction():
        programming.revise_session(event, session, by=SYSTEM, title="Tên của người khác")
    for more in ({}, {"keep": "yes"}):
        late = desk.post(f"{HOME}/{session.ref}", data=typed(title="Tên của tôi", seen=token, **more))
        assert late.status_code == 409
        for shown in ("Somebody else has changed this session meanwhile", "Tên của người khác", "Tên của tôi"):
            assert shown in late.text
    fresh()
    assert session.title == "Tên của người khác"
    now = find_drafted(event, session.ref)
    assert now is not None
    assert desk.post(f"{HOME}/{session.ref}", data=typed(title="Tên của tôi", seen=now.digest)).status_code == 303
    fresh()
    assert session.title == "Tên của tôi"


def test_what_is_made_public_at_once_takes_its_draft_along(event: Event, desk: FlaskClient, session: Session) -> None:
    draft(event, session, title="Bản thảo")
    assert 'value="Bản thảo"' in desk.get(f"{HOME}/{session.ref}").text
    desk.post(f"{HOME}/{session.ref}", data=typed(title="Ngay bây giờ"))
    fresh()
    assert (session.title, db.session.scalar(select(func.count(Draft.id)))) == ("Ngay bây giờ", 0)


def test_what_was_published_otherwise_meanwhile_is_refused_until_it_is_looked_at(
    event: Event, desk: FlaskClient, session: Session
) -> None:
    draft(event, session, title="Bản thảo")
    with transaction():
        programming.revise_session(event, session, by=SYSTEM, title="Tên mới ngay", abstract="Khác")
    with pytest.raises(publishing.PublishedMeanwhile):
        publish(event)
    fresh()
    assert (session.title, versions_of(event)) == ("Tên mới ngay", [])
    assert "Published otherwise meanwhile" in desk.get(DRAFT).text
    draft(event, session)  # kept again, after having seen it
    publish(event)
    fresh()
    assert (session.title, session.abstract) == ("Bản thảo", "Khác")


def test_only_what_was_looked_at_is_published(event: Event, desk: FlaskClient, session: Session) -> None:
    draft(event, session, title="Một")
    token = drafted_programme(event).digest
    draft(event, session, title="Hai")
    late = desk.post(f"{DRAFT}/publication", data={"seen": token})
    assert (late.status_code, "Look at it once more" in late.text, "Hai" in late.text) == (409, True, True)
    with pytest.raises(publishing.DraftMeanwhile):
        publish(event, token)


def test_those_it_concerns_are_told_or_it_is_said_why_not(event: Event, desk: FlaskClient, session: Session) -> None:
    make_registration(event, email="an@example.org")
    draft(event, session, **later(session))
    assert "This concerns: 1 delegate" in desk.get(DRAFT).text
    form = {"seen": drafted_programme(event).digest, "manner": "silent"}
    lacking = desk.post(f"{DRAFT}/publication", data=form)
    assert (lacking.status_code, versions_of(event)) == (422, [])
    desk.post(f"{DRAFT}/publication", data={**form, "silent_reason": "Báo miệng", "note": "Đổi giờ"})
    assert db.session.scalars(select(Change.reason).order_by(Change.id.desc())).first() == "Báo miệng"
    fresh()
    draft(event, session, **later(session))
    desk.post(f"{DRAFT}/publication", data={"seen": drafted_programme(event).digest, "manner": "tell"})
    while work_jobs():
        pass
    letters = db.session.scalars(select(Letter.recipient).where(Letter.kind == "notices/moved")).all()
    assert letters == ["an@example.org"]


def test_a_draft_is_thrown_away_whole_or_by_session(event: Event, desk: FlaskClient, session: Session) -> None:
    other = make_session(event, "Phiên hai", hour=4)
    draft(event, session, title="Một")
    draft(event, other, title="Hai")
    desk.post(f"{HOME}/{other.ref}/draft/removal")
    fresh()
    assert [each.shown.title for each in drafted_programme(event).drafts] == ["Một"]
    draft(event, session, title="Phiên toàn thể")  # as it is public: nothing is drafted any more
    fresh()
    assert drafted_programme(event).drafts == []
    draft(event, other, title="Hai")
    desk.post(f"{DRAFT}/removal")
    fresh()
    assert "There is no draft" in desk.get(DRAFT).text
    assert [each.title for each in sessions_of(event)] == ["Phiên toàn thể", "Phiên hai"]


def test_the_draft_says_what_would_clash(event: Event, desk: FlaskClient, session: Session) -> None:
    with transaction():
        room = lists.add(Room, event, by=SYSTEM, name="Phòng 2")
    other = make_session(event, "Phiên hai", hour=4, room=room)
    draft(event, session, **drafting.placed(other.starts_at, other.ends_at, room))
    assert "Sessions overlap in “Phòng 2”" in desk.get(DRAFT).text
    assert "Sessions overlap in “Phòng 2”" in desk.get(f"{HOME}/clashes").text


def test_a_room_that_goes_is_wanted_by_no_draft_any_more(event: Event, session: Session) -> None:
    with transaction():
        room = lists.add(Room, event, by=SYSTEM, name="Phòng 2")
    draft(event, session, **drafting.placed(session.starts_at, session.ends_at, room))
    with transaction():
        lists.remove(event, room, into=None, by=SYSTEM)
    assert publish(event)[1] == []


def test_visitors_read_what_has_changed_since_a_version(app: Flask, event: Event, session: Session) -> None:
    guest = app.test_client()
    draft(event, session, **later(session))
    publish(event)
    draft(event, session, title="Tên mới")
    publish(event)
    assert "Version 3" in guest.get("/events/forum/programme").text
    last, whole = (guest.get(f"/events/forum/programme/changes{query}").text for query in ("", "?since=1"))
    assert ("Corrected" in last, "09:00" in last, "Tên mới" in last) == (True, False, True)
    assert ("Moved" in whole, "09:00" in whole, "10:00" in whole) == (True, True, True)
    assert "Nothing has changed since" in guest.get("/events/forum/programme/changes?since=3").text


def test_what_would_change_costs_as_many_queries_for_many_sessions(app: Flask, event: Event, desk: FlaskClient) -> None:
    first, *others = [make_session(event, f"Phiên {number}", hour=number) for number in range(1, 16)]
    make_registration(event)
    draft(event, first, **later(first))
    with count_queries(app) as few:
        desk.get(DRAFT)
    for each in others:
        draft(event, each, **later(each))
    with count_queries(app) as many:
        desk.get(DRAFT)
    assert len(many) == len(few)


def test_of_many_who_publish_at_once_one_does_and_of_many_editors_nobody_is_overwritten(
    app: Flask, event: Event, session: Session
) -> None:
    draft(event, session, **later(session))
    token, event_id, ref = drafted_programme(event).digest, event.id, session.ref
    found = find_drafted(event, ref)
    seen = found.digest if found else ""
    db.session.remove()

    def press(number: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    mine = db.session.get_one(Event, event_id)
                    if number % 2:
                        publishing.publish(mine, seen=token, by=SYSTEM)
                        return "published"
                    drafting.keep(mine, drafting.hold(mine, ref, seen), by=SYSTEM, title=f"Tên {number}")
                    return "kept"
            except DomainError as refusal:
                return refusal.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        came = list(pool.map(press, range(6)))
    assert len([each for each in came if each in ("published", "kept")]) == 1
    stands = db.session.get_one(Session, session.id)
    kept = [each.shown.title for each in drafted_programme(db.session.get_one(Event, event_id)).drafts]
    assert (stands.sequence, kept) == ((1, []) if "published" in came else (0, [f"Tên {came.index('kept')}"]))


def test_notes_of_the_team_are_read_by_the_team_alone(
    app: Flask, event: Event, desk: FlaskClient, session: Session
) -> None:
    before = outside(app, event, session)
    revision = event.revision
    desk.post(f"{HOME}/{session.ref}", data=typed(notes="Bật **micro 2**"))
    desk.post(HOME, data=typed(title="Phiên mới", notes="Hoa", keep="yes"))
    assert outside(app, event, session) == before
    fresh()
    assert (session.notes, event.revision, db.session.scalar(select(func.count(Change.id)))) == (
        "Bật **micro 2**",
        revision,
        1,
    )
    assert "<strong>micro 2</strong>" in desk.get(f"{HOME}/run-of-show?day=2030-05-06").text
    publish(event)
    fresh()
    assert sorted(each.notes for each in sessions_of(event)) == ["Bật **micro 2**", "Hoa"]
