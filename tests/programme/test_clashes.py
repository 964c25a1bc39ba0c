"""Clashes: what the engine finds is what looking at every pair finds, and everything wrong is said with a way out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext
from hypothesis import given, settings
from hypothesis import strategies as st

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory import people
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.programme import clash_words, lists, programming
from eventapp.programme.clash_values import Clash, ClashKind, Expected, Frame, Held, Place, Point, Who
from eventapp.programme.clashes import concerning, find_clashes, overlaps
from eventapp.programme.models import PlatformRole, SessionKind
from eventapp.programme.planned import clashes_of
from eventapp.programme.queries import sessions_of
from tests import factories
from tests.events.desk import the
from tests.queries import count_queries
from tests.visits import signed_in

HOME = "/manage/events/forum/programme"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = datetime(2030, 5, 6, 1, 0, tzinfo=UTC)  # 08:00 in Hà Nội
FRAME = Frame(ZONE, date(2030, 5, 6), date(2030, 5, 7), in_hall=50)
HALL, SMALL = Place(1, "Hội trường", "Hall", 300), Place(2, "Phòng A", capacity=20)
HUE, VINH = Point(0, "P0", "Điểm cầu Huế", "Huế"), Point(1, "P1", "Điểm cầu Vinh")
AN, BINH = Who(1, "Lê An"), Who(2, "Trần Bình", has_email=False)
TYPED = {
    "kind": "plenary",
    "title": "Thảo luận",
    "title_en": "Discussion",
    "starts": "2030-05-06T09:30",
    "ends": "2030-05-06T10:30",
    "room": "Phòng A",
    "track": "",
    "chairs": "Lê An",
    "moderators": "",
    "speakers": "",
    "abstract": "",
    "abstract_en": "",
}


def held(number: int, start: float, end: float, **details: Any) -> Held:
    """Return a session from so many hours after eight to so many."""
    moments = (DAY + timedelta(hours=hours) for hours in (start, end))
    return Held(
        number, f"R{number}", details.pop("kind", SessionKind.PLENARY), f"Phiên {number}", "", *moments, **details
    )


def found(*sessions: Held, frame: Frame = FRAME) -> list[tuple[str, list[int]]]:
    """Return what clashes: kinds, and numbers of sessions."""
    return [(each.kind.value, [one.id for one in each.sessions]) for each in find_clashes(sessions, frame)]


@st.composite
def programmes(draw: st.DrawFn) -> list[Held]:
    """Return sessions of a few hours in a few rooms with a few people, so that much clashes."""
    sessions = []
    for number in range(draw(st.integers(0, 14))):
        start = draw(st.integers(-30, 60))
        details = {
            "kind": draw(st.sampled_from([*SessionKind, SessionKind.BREAK, SessionKind.PARALLEL])),
            "room": draw(st.sampled_from([None, HALL, SMALL])),
            "people": tuple(draw(st.lists(st.sampled_from([AN, BINH]), max_size=3))),
        }
        sessions.append(held(number, start / 2, (start + draw(st.integers(1, 8))) / 2, **details))
    return sessions


def meet(one: Held, other: Held) -> bool:
    """Do these two overlap, as everybody would say it? Two pauses never do."""
    both_pause = one.kind.is_pause and other.kind.is_pause
    return one is not other and not both_pause and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def together(sessions: list[Held]) -> set[frozenset[int]]:
    """Return what hangs together by meeting, pair by pair."""
    groups = [{each.id} for each in sessions]
    for one in sessions:
        for other in sessions:
            if meet(one, other):
                joined = [group for group in groups if group & {one.id, other.id}]
                groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    return {frozenset(group) for group in groups if len(group) > 1}


def oracle(sessions: list[Held], frame: Frame) -> set[tuple[ClashKind, frozenset[int]]]:
    """Return every clash the slow way."""
    wrong: set[tuple[ClashKind, frozenset[int]]] = set()
    by_id = {each.id: each for each in sessions}
    for room in (HALL, SMALL):
        mine = [each for each in sessions if each.room == room]
        for group in together(mine):
            are_parallel = {by_id[number].kind for number in group} == {SessionKind.PARALLEL}
            wrong.add((ClashKind.PARALLEL_IN_ONE_ROOM if are_parallel else ClashKind.ROOM_TWICE, group))
        grand = frozenset(
            each.id for each in mine if each.kind.value in ["opening", "keynote", "plenary", "ceremony", "closing"]
        )
        if grand and room.capacity is not None and room.capacity < frame.in_hall:
            wrong.add((ClashKind.ROOM_TOO_SMALL, grand))
    for person in (AN, BINH):
        mine = [each for each in sessions if person in each.people]
        wrong |= {
            (ClashKind.PERSON_TWICE, group) for group in together([each for each in mine if not each.kind.is_pause])
        }
        if mine and not person.has_email:
            wrong.add((ClashKind.UNREACHABLE, frozenset(each.id for each in mine)))
    for each in sessions:
        starts, ends = each.starts_at.astimezone(frame.zone), each.ends_at.astimezone(frame.zone)
        if starts.date() < frame.first or starts.date() > frame.last:
            wrong.add((ClashKind.OUTSIDE_EVENT, frozenset({each.id})))
        if ends > starts.replace(hour=0, minute=0) + timedelta(days=1):
            wrong.add((ClashKind.PAST_MIDNIGHT, frozenset({each.id})))
        if each.room is None and not each.kind.is_pause and any(other.room for other in sessions):
            wrong.add((ClashKind.WITHOUT_ROOM, frozenset({each.id})))
    return wrong


@settings(max_examples=400, deadline=None)
@given(programmes())
def test_the_sweep_finds_what_looking_at_every_pair_finds(sessions: list[Held]) -> None:
    clashes = find_clashes(sessions, FRAME)
    assert {(each.kind, frozenset(one.id for one in each.sessions)) for each in clashes} == oracle(sessions, FRAME)
    assert len(clashes) == len({(each.kind, each.sessions, each.person, each.room) for each in clashes})


def test_what_ends_when_another_begins_does_not_clash() -> None:
    assert found(held(1, 0, 1, room=HALL, people=(AN,)), held(2, 1, 2, room=HALL, people=(AN,))) == []


def test_someone_is_not_in_two_sessions_at_once() -> None:
    assert found(held(1, 0, 2, people=(AN, AN)), held(2, 1, 3, people=(AN,))) == [("person_twice", [1, 2])]
    assert found(held(1, 0, 2, people=(AN,)), held(2, 1, 3, people=(AN,), kind=SessionKind.BREAK)) == []


def test_many_sessions_that_overlap_are_one_clash() -> None:
    chain = [held(number, number, number + 2, room=HALL) for number in range(5)]
    assert found(*chain) == [("room_twice", [0, 1, 2, 3, 4])]


def test_a_break_clashes_with_a_session_in_its_room_and_not_with_another_break() -> None:
    arrival = held(1, 0, 4, kind=SessionKind.REGISTRATION, room=HALL)
    coffee = held(2, 1, 2, kind=SessionKind.BREAK, room=HALL)
    assert found(arrival, coffee) == []
    assert found(arrival, coffee, held(3, 3, 5, room=HALL)) == [("room_twice", [1, 3])]


def test_parallel_sessions_in_one_room_are_a_kind_of_their_own() -> None:
    parallel = [held(number, 0, 1, room=SMALL, kind=SessionKind.PARALLEL) for number in (1, 2)]
    assert found(*parallel) == [("parallel_in_one_room", [1, 2])]


def test_a_room_is_too_small_only_for_what_everybody_comes_to() -> None:
    assert found(held(1, 0, 1, room=SMALL)) == [("room_too_small", [1])]
    assert found(held(1, 0, 1, room=SMALL, kind=SessionKind.DISCUSSION)) == []
    assert found(held(1, 0, 1, room=Place(3, "Phòng lạ"))) == []


def test_days_are_those_of_the_event() -> None:
    assert found(held(1, -10, -9)) == [("outside_event", [1])]
    assert found(held(1, 15, 16)) == []  # until midnight
    assert found(held(1, 15, 16.5)) == [("past_midnight", [1])]
    assert found(held(1, 39, 41)) == [("past_midnight", [1])]


def test_a_session_without_a_room_is_forgotten_only_where_others_have_one() -> None:
    assert found(held(1, 0, 1), held(2, 1, 2)) == []
    assert found(held(1, 0, 1), held(2, 1, 2, room=HALL), held(3, 2, 3, kind=SessionKind.BREAK)) == [
        ("without_room", [1])
    ]


def test_sessions_into_which_the_same_points_lack_a_link_are_one_clash() -> None:
    both, one = Expected(unled=frozenset({VINH, HUE})), Expected(unled=frozenset({VINH}))
    held_there = [held(1, 0, 1, expected=both), held(2, 1, 2, expected=one), held(3, 2, 3, expected=both)]
    coffee = held(4, 3, 4, expected=both, kind=SessionKind.BREAK)
    clashes = find_clashes([*held_there, coffee], FRAME)
    assert [(each.kind.value, [one.id for one in each.sessions], each.points) for each in clashes] == [
        ("points_without_link", [1, 3], (HUE, VINH)),
        ("points_without_link", [2], (VINH,)),
    ]


def test_whoever_attends_online_lacks_a_link_into_all_such_sessions_at_once() -> None:
    unled = Expected(is_online_unled=True)
    assert found(held(1, 0, 1, expected=unled), held(2, 1, 2), held(3, 2, 3, expected=unled)) == [
        ("online_without_link", [1, 3])
    ]


@pytest.mark.parametrize("unled", [Expected(is_online_unled=True), Expected(unled=frozenset({HUE}))])
def test_a_link_that_every_session_lacks_is_said_of_the_event_and_not_beside_each(unled: Expected) -> None:
    coffee = held(3, 2, 3, kind=SessionKind.BREAK)
    everywhere = find_clashes([held(1, 0, 1, expected=unled), held(2, 1, 2, expected=unled), coffee], FRAME)
    assert [(each.is_everywhere, len(each.sessions)) for each in everywhere] == [(True, 2)]
    assert concerning(everywhere, 1) == []
    here = find_clashes([held(1, 0, 1, expected=unled), held(2, 1, 2)], FRAME)
    assert [each.is_everywhere for each in here] == [False]
    assert concerning(here, 1) == here


def test_someone_without_an_address_cannot_be_reached() -> None:
    assert found(held(1, 0, 1, people=(BINH,)), held(2, 1, 2, people=(BINH,))) == [("unreachable", [1, 2])]


def test_a_session_is_told_what_concerns_it() -> None:
    clashes = find_clashes([held(1, 0, 2, room=HALL), held(2, 1, 3, room=HALL), held(3, 5, 6)], FRAME)
    assert [each.kind.value for each in concerning(clashes, 3)] == ["without_room"]
    assert list(overlaps([])) == []


@pytest.mark.parametrize("kind", ClashKind)
@pytest.mark.parametrize("locale", ["en", "vi"])
def test_every_kind_is_said_in_both_languages_with_names_and_times(app: Flask, kind: ClashKind, locale: str) -> None:
    sessions = tuple(held(number, 0, 1) for number in range(7))
    clash = Clash(kind, sessions, room=HALL, person=AN, points=(HUE, VINH))
    with force_locale(locale):
        said = clash_words.sentence(clash, zone=ZONE, in_hall=50, locale=locale, translate=gettext)
        words = {gettext(clash_words.KINDS[kind]), gettext(clash_words.WAYS_OUT[kind])}
    assert "“Phiên 0” (08:00–09:00, " + ("6 May" if locale == "en" else "06/05") in said
    assert "Phiên 5" not in said
    assert "%(" not in said
    assert len(words) == 2


def test_a_session_of_two_days_is_said_with_both(app: Flask) -> None:
    clash = Clash(ClashKind.PAST_MIDNIGHT, (held(1, 15, 17),))
    said = clash_words.sentence(clash, zone=ZONE, in_hall=0, locale="en", translate=gettext)
    assert "(23:00, 6 May – 01:00, 7 May)" in said


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference with one session from nine to ten in Phòng A, which Lê An chairs."""
    with bare_app.test_request_context():
        event = factories.make_event(modes={Mode.HALL: 10})
        with transaction():
            chair = people.meet(event.id, full_name="Lê An", email="an@example.org")
            room = programming.room(event, "Phòng A", "Room A")
        factories.make_session(event, "Khai mạc", room=room, platform=[(chair, PlatformRole.CHAIR)])
        yield event


@pytest.fixture
def organiser(bare_app: Flask, forum: Event) -> FlaskClient:
    """An organiser who has signed in."""
    user = factories.make_user()
    factories.give_role(forum, user, Role.ORGANISER)
    return signed_in(bare_app, user)


def kinds(event: Event) -> list[str]:
    """Return the kinds of what is wrong."""
    return [each.kind.value for each in clashes_of(event)]


def test_the_programme_of_an_event_is_judged_as_it_stands(forum: Event) -> None:
    assert kinds(forum) == []
    session = factories.make_session(forum, "Hai", room=sessions_of(forum)[0].room)
    assert kinds(forum) == ["room_twice"]
    with transaction():
        programming.cancel_session(forum, session, by=SYSTEM)
    assert kinds(forum) == []
    factories.make_registration(forum), factories.make_registration(forum)
    with transaction():
        lists.edit(forum, lists.named(programming.Room, forum, "Phòng A"), capacity=1, by=SYSTEM)
    db.session.expire_all()
    assert kinds(forum) == ["room_too_small"]


def test_a_preview_says_what_would_clash_and_writes_nothing(organiser: FlaskClient, forum: Event) -> None:
    before = forum.revision
    page = organiser.post(f"{HOME}/preview", data=TYPED)
    assert page.status_code == 200
    for said in (
        "2 things would be wrong",
        "Lê An is on the platform",
        "Sessions overlap in “Room A”",
        "Nothing is saved yet",
    ):
        assert said in page.text
    assert 'value="Thảo luận"' in page.text
    fine = organiser.post(f"{HOME}/preview", data={**TYPED, "starts": "2030-05-06T10:00"})
    assert "nothing would clash" in fine.text
    assert organiser.post(f"{HOME}/preview", data={**TYPED, "title": ""}).status_code == 422
    backwards = organiser.post(f"{HOME}/preview", data={**TYPED, "ends": TYPED["starts"]})
    assert (backwards.status_code, "must end after it starts" in backwards.text) == (422, True)
    own = organiser.post(f"{HOME}/{sessions_of(forum)[0].ref}/preview", data=TYPED)
    assert "nothing would clash" in own.text
    new = organiser.post(f"{HOME}/preview", data={**TYPED, "room": "Phòng mới", "chairs": "", "speakers": "Người Mới"})
    assert "Người Mới has no e-mail address" in new.text
    assert organiser.post(f"{HOME}/ZZZZZZZZ/preview", data=TYPED).status_code == 404
    db.session.rollback()
    db.session.refresh(forum)
    assert (forum.revision, len(sessions_of(forum)), len(lists.listed(programming.Room, forum))) == (before, 1, 1)


def test_what_is_cancelled_is_foretold_no_clash(organiser: FlaskClient, forum: Event) -> None:
    session = factories.make_session(forum, "Hai", hour=5)
    with transaction():
        programming.cancel_session(forum, session, by=SYSTEM)
    assert "nothing would clash" in organiser.post(f"{HOME}/{session.ref}/preview", data=TYPED).text


def test_what_now_clashes_is_said_after_saving_and_beside_the_session(organiser: FlaskClient, forum: Event) -> None:
    page = organiser.post(HOME, data=TYPED, follow_redirects=True).text
    assert "Look once more: Lê An is on the platform" in page
    assert "1 more thing is wrong with it." in page
    assert page.count("Someone twice at once") == 2
    assert "2 things in the programme need another look" in page
    home = organiser.get("/manage/events/forum").text
    assert "things in the programme need another look" in home


def test_the_list_says_what_to_do_and_shows_one_kind(organiser: FlaskClient, forum: Event) -> None:
    assert "Nothing clashes" in organiser.get(f"{HOME}/clashes").text
    organiser.post(HOME, data=TYPED)
    page = organiser.get(f"{HOME}/clashes").text
    assert "Move one of the sessions, or put someone else on its platform." in page
    assert f'href="{HOME}/{sessions_of(the())[0].ref}"' in page
    one = organiser.get(f"{HOME}/clashes?kind=room_twice").text
    assert ("Sessions overlap" in one, "is on the platform" in one) == (True, False)
    assert "is on the platform" in organiser.get(f"{HOME}/clashes?kind=nonsense").text


def test_the_list_is_searched_paged_and_taken_along(
    organiser: FlaskClient, forum: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    organiser.post(HOME, data=TYPED)
    monkeypatch.setattr("eventapp.programme.views.clashes.PER_PAGE", 1)
    first, second = (organiser.get(f"{HOME}/clashes?page={number}").text for number in (1, 2))
    assert ("1–1 of 2" in first, "2–2 of 2" in second) == (True, True)
    assert "2–2 of 2" in organiser.get(f"{HOME}/clashes?page=99").text
    assert "1–1 of 1" in organiser.get(f"{HOME}/clashes?q=le+an").text
    assert "Nothing is found" in organiser.get(f"{HOME}/clashes?q=zzz").text
    sheet = organiser.get(f"{HOME}/clashes.csv").text
    assert sheet.count("\n") == 3
    assert "Someone twice at once" in sheet
    assert organiser.get(f"{HOME}/clashes.csv?kind=room_twice").text.count("\n") == 2
    assert organiser.get(f"{HOME}/clashes.xlsx").data[:2] == b"PK"


def test_the_check_costs_the_same_queries_for_one_and_for_thirty(bare_app: Flask, forum: Event) -> None:
    counts = []
    room = sessions_of(forum)[0].room
    for number in range(30):
        if number in (0, 29):
            with count_queries(bare_app) as sent:
                clashes_of(forum)
            counts.append(len(sent))
        factories.make_session(forum, f"Phiên {number}", room=room)
    assert counts[0] == counts[1] <= 4
