"""Rooms and tracks: named by sheets and sessions, put in order by the organiser; nothing is lost with one that goes."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import lists, programming
from eventapp.programme.importing import ProgrammeImporter
from eventapp.programme.models import Change, ChangeKind, Room, Track
from eventapp.programme.queries import rooms_of, sessions_of, tracks_of
from eventapp.programme.timetable import days_of
from tests.events.desk import the
from tests.factories import give_role, make_event, make_session, make_user
from tests.importing.sheets import counts, run, sheet
from tests.queries import count_queries
from tests.visits import signed_in

HOME = "/manage/events/forum"
HEADINGS = ("Ngày", "Bắt đầu", "Kết thúc", "Nội dung", "Phòng", "Phòng bằng tiếng Anh", "Chủ đề", "track_en")
ROW = ("06/05/2030", "08:00", "09:00", "Khai mạc", "Phòng A", "Room A", "Di sản", "Heritage")


@pytest.fixture
def event(app: Flask) -> Event:
    """An event."""
    return make_event()


@pytest.fixture
def organiser(bare_app: Flask) -> FlaskClient:
    """The organiser of an event with a session in a room, on a track."""
    with bare_app.test_request_context():
        event = make_event()
        give_role(event, make_user(email="organiser@example.org"), Role.ORGANISER)
        make_session(event, room=room(event, "Phòng A"), track=track(event, "Di sản"))
    return signed_in(bare_app, "organiser@example.org")


def room(event: Event, name: str, name_en: str = "") -> Room:
    """Return the room of that name."""
    with transaction():
        return programming.room(event, name, name_en)


def track(event: Event, name: str, name_en: str = "") -> Track:
    """Return the track of that name."""
    with transaction():
        return programming.track(event, name, name_en)


def names(event: Event) -> list[str]:
    """Return the names of the rooms in their order."""
    return [each.name for each in rooms_of(event)]


def take_in_rows(event: Event, *rows: tuple[Any, ...], **how: Any) -> tuple[int, int, int, int]:
    """Return what came of these rows."""
    return counts(run(sheet(HEADINGS, *rows), ProgrammeImporter, event, by=SYSTEM, **how))


def test_rooms_and_tracks_stand_in_the_order_in_which_they_were_named(event: Event) -> None:
    assert [room(event, name).position for name in ("Phòng B", "Phòng A", "PHONG B")] == [1, 2, 1]
    assert [track(event, name).colour for name in ("Một", "Hai")] == list(lists.COLOURS[:2])
    assert names(event) == ["Phòng B", "Phòng A"]


def test_a_room_is_known_by_either_name_and_what_the_organiser_wrote_stays(event: Event) -> None:
    hall = room(event, "Hội trường")
    before = event.revision
    assert room(event, "Hội trường", "Hall").name_en == "Hall"
    assert event.revision == before + 1
    assert room(event, "Hội trường", "Other").name_en == "Hall"
    assert room(event, "Hall") is hall


def test_two_rooms_of_an_event_never_share_a_name_nor_do_two_tracks(event: Event) -> None:
    first, theme = room(event, "Phòng A"), track(event, "Di sản")
    room(event, "Phòng B"), track(event, "Ảnh")
    with pytest.raises(lists.RoomExists), transaction():
        lists.add(Room, event, name="PHONG A", by=SYSTEM)
    with pytest.raises(lists.TrackExists), transaction():
        lists.add(Track, event, name="di sản", by=SYSTEM)
    with pytest.raises(lists.RoomExists), transaction():
        lists.edit(event, first, name="phòng b", by=SYSTEM)
    with pytest.raises(lists.TrackExists), transaction():
        lists.edit(event, theme, name="Ảnh", by=SYSTEM)


def test_a_new_name_is_a_new_revision_and_no_move(event: Event) -> None:
    session = make_session(event, room=room(event, "Phòng A"))
    before, revised_at = event.revision, session.revised_at
    with transaction():
        assert lists.edit(event, rooms_of(event)[0], name="Phòng Sen", name_en="Lotus", by=SYSTEM) is True
        assert lists.edit(event, rooms_of(event)[0], name="Phòng Sen", by=SYSTEM) is False
    db.session.refresh(session)
    assert (event.revision, session.sequence) == (before + 1, 0)
    assert session.revised_at >= revised_at
    with transaction():
        assert lists.edit(event, rooms_of(event)[0], capacity=40, by=SYSTEM) is True
    assert event.revision == before + 1


def test_sessions_that_begin_together_stand_in_the_order_of_their_rooms(event: Event) -> None:
    first, second = room(event, "Phòng A"), room(event, "Phòng B")
    for each in (first, second):
        make_session(event, each.name, room=each)
    with transaction():
        assert lists.move(event, second, up=True, by=SYSTEM) is True
        assert lists.move(event, second, up=True, by=SYSTEM) is False
    [(_day, [slot])] = days_of(event, sessions_of(event))
    assert [session.title for session in slot.sessions] == ["Phòng B", "Phòng A"]


def test_sessions_of_a_room_that_goes_have_moved_to_another_one(event: Event) -> None:
    gone, into = room(event, "Phòng A"), room(event, "Phòng B")
    session = make_session(event, room=gone, track=track(event, "Di sản"))
    with transaction():
        assert lists.remove(event, gone, into=into, by=SYSTEM) == 1
    assert (session.room, session.sequence, names(event)) == (into, 1, ["Phòng B"])
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "room_removed")).one()
    assert told.words == {
        "name": {"vi": "Phòng A", "en": ""},
        "other": {"vi": "Phòng B", "en": ""},
        "number": 1,
    }
    with transaction():
        assert lists.remove(event, into, into=None, by=SYSTEM) == 1
    assert (session.room, session.sequence) == (None, 2)


def test_each_session_of_a_room_that_goes_has_a_change_that_people_can_be_told_of(event: Event) -> None:
    with transaction():
        gone, there = (lists.add(Room, event, by=SYSTEM, name=name) for name in ("Phòng 1", "Phòng 2"))
    sessions = [make_session(event, f"Phiên {hour}", hour=hour, room=gone) for hour in (2, 4)]
    with transaction():
        lists.remove(event, gone, into=there, by=SYSTEM)
    found = db.session.scalars(select(Change).where(Change.kind == ChangeKind.MOVED).order_by(Change.id)).all()
    assert [(each.session_id, each.before, each.after, each.sequence) for each in found] == [
        (session.id, {"room": ["Phòng 1", ""]}, {"room": ["Phòng 2", ""]}, 1) for session in sessions
    ]


def test_sessions_of_a_track_that_goes_have_not_moved(event: Event) -> None:
    gone = track(event, "Di sản")
    session = make_session(event, track=gone)
    with transaction():
        assert lists.remove(event, gone, into=None, by=SYSTEM) == 1
    assert (session.track, session.sequence, list(tracks_of(event))) == (None, 0, [])


def test_a_room_does_not_leave_its_sessions_to_itself(event: Event) -> None:
    first = room(event, "Phòng A")
    with pytest.raises(lists.SamePlace), transaction():
        lists.remove(event, first, into=first, by=SYSTEM)


def test_a_room_into_which_somebody_puts_a_session_meanwhile_stays(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = room(event, "Phòng A")
    make_session(event, room=first)
    monkeypatch.setattr(lists, "update", lambda model: lists_update(model).where(model.id < 0))
    with pytest.raises(lists.StillInUse), transaction():
        lists.remove(event, first, into=None, by=SYSTEM)
    assert names(event) == ["Phòng A"]


lists_update = lists.update


def test_a_sheet_says_english_names_and_they_are_noted_once(event: Event) -> None:
    assert take_in_rows(event, ROW, is_rehearsal=True) == (1, 0, 0, 0)
    assert take_in_rows(event, ROW) == (1, 0, 0, 0)
    assert [(each.name, each.name_en) for each in (*rooms_of(event), *tracks_of(event))] == [
        ("Phòng A", "Room A"), ("Di sản", "Heritage"),
    ]  # fmt: skip
    assert take_in_rows(event, ROW) == (0, 0, 1, 0)
    assert take_in_rows(event, (*ROW[:4], "Room A", "", "Heritage", "")) == (0, 0, 1, 0)
    assert len(rooms_of(event)) == 1


def test_an_english_name_alone_updates_the_row_that_says_it_first(event: Event) -> None:
    rows = [ROW, ("06/05/2030", "09:00", "10:00", "Bế mạc", *ROW[4:])]
    assert take_in_rows(event, *((*row[:5], "", row[6], "") for row in rows)) == (2, 0, 0, 0)
    for is_rehearsal in (True, False):
        assert take_in_rows(event, *rows, is_rehearsal=is_rehearsal) == (0, 1, 1, 0)
    assert [each.name_en for each in (*rooms_of(event), *tracks_of(event))] == ["Room A", "Heritage"]
    assert [session.sequence for session in sessions_of(event)] == [0, 0]


def test_a_copy_has_the_rooms_and_tracks_of_the_event(event: Event) -> None:
    room(event, "Phòng A", "Room A").capacity = 40
    track(event, "Di sản", "Heritage")
    copy = make_event("copy")
    with transaction():
        lists.copy_lists(event, copy)
    assert [(each.name, each.name_en, each.capacity) for each in rooms_of(copy)] == [("Phòng A", "Room A", 40)]
    assert [(each.name_en, each.colour) for each in tracks_of(copy)] == [("Heritage", lists.COLOURS[0])]
    assert rooms_of(copy)[0].ref != rooms_of(event)[0].ref


@pytest.mark.parametrize(
    ("sort", "more", "wrong"),
    [("rooms", {"capacity": "40"}, {"capacity": "0"}), ("tracks", {"colour": "#2c6e49"}, {"colour": "#ffff00"})],
)
def test_the_pages_add_change_move_and_remove(
    bare_app: Flask, organiser: FlaskClient, sort: str, more: dict[str, str], wrong: dict[str, str]
) -> None:
    page, sent = f"{HOME}/{sort}", {"name": "Sen", "name_en": "Lotus", **more}
    assert organiser.post(page, data=sent).status_code == 303
    assert organiser.post(page, data=sent).status_code == 409
    assert organiser.post(page, data={**sent, "name": "Khác", **wrong}).status_code == 422
    with bare_app.test_request_context():
        first, added = (rooms_of if sort == "rooms" else tracks_of)(the())
    assert (added.name, added.name_en, added.position) == ("Sen", "Lotus", 2)
    assert organiser.post(f"{page}/{added.ref}/position", data={"to": "up"}).status_code == 303
    assert organiser.post(f"{page}/{added.ref}", data={**sent, "name": "Sen Hồng"}).status_code == 303
    assert organiser.post(f"{page}/{added.ref}", data={**sent, "name": first.name}).status_code == 409
    assert 'value="Sen Hồng"' in organiser.get(f"{page}/{added.ref}").text
    assert "1 session is in it." in organiser.get(f"{page}/{first.ref}/removal").text
    assert organiser.post(f"{page}/{first.ref}/removal", data={"into": "ZZZZZZZZ"}).status_code == 422
    assert organiser.post(f"{page}/{first.ref}/removal", data={"into": first.ref}).status_code == 422
    answer = organiser.post(f"{page}/{first.ref}/removal", data={"into": added.ref}, follow_redirects=True)
    assert "1 session was moved." in answer.text
    assert organiser.get(f"{page}/{first.ref}").status_code == 404


def test_both_names_are_shown_by_language_wherever_a_session_is(bare_app: Flask, organiser: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = the()
        room(event, "Phòng A", "Room A"), track(event, "Di sản", "Heritage")
        session = sessions_of(event)[0]
        with transaction():
            programming.revise_session(event, session, by=SYSTEM, ends_at=session.ends_at + timedelta(hours=1))
        ref = session.ref
    visitor = bare_app.test_client()
    for address, mark in (
        ("/events/forum/programme", "?lang={}"),
        (f"/events/forum/sessions/{ref}", "?lang={}"),
        ("/events/forum/calendar.ics", "?lang={}"),
        (f"/events/forum/sessions/{ref}.ics", "?lang={}"),
        ("/events/forum/schedule.xml", "?lang={}"),
    ):
        texts = [visitor.get(address + mark.format(locale), follow_redirects=True).text for locale in ("en", "vi")]
        assert [("Room A" in text, "Heritage" in text) for text in texts] == [(True, True), (False, False)], address
        assert [("Phòng A" in text, "Di sản" in text) for text in texts] == [(False, False), (True, True)], address
    heading, row = organiser.get(f"{HOME}/programme.csv").text.splitlines()[:2]
    assert "Room in English" in heading
    assert "Phòng A" in row and "Room A" in row and "Heritage" in row


def test_the_lists_cost_the_same_queries_for_one_and_for_thirty(bare_app: Flask, organiser: FlaskClient) -> None:
    counts = []
    for number in range(2):
        with count_queries(bare_app) as sent:
            assert organiser.get(f"{HOME}/rooms").status_code == 200
        counts.append(len(sent))
        with bare_app.test_request_context():
            for each in range(0 if number else 30):
                make_session(the(), room=room(the(), f"Phòng {each}"))
    assert counts[0] == counts[1]
