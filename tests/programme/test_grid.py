"""The timetable of a day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import lists, programming
from eventapp.programme.grid import Grid, grid_of
from eventapp.programme.models import Room
from eventapp.programme.queries import numbers_by_day, rooms_of, sessions_on
from tests.factories import give_role, make_event, make_session, make_user
from tests.queries import count_queries
from tests.trust.test_headers import scripts_in
from tests.visits import signed_in

PAGE = "/manage/events/forum/programme/grid"
DAY = date(2030, 5, 6)


@pytest.fixture
def event(app: Flask) -> Event:
    """A conference of two days in Hà Nội with two rooms."""
    event = make_event("forum", ends_at=datetime(2030, 5, 7, 10, 0, tzinfo=UTC))
    with transaction():
        for name in ("Hội trường", "Phòng 2"):
            lists.add(Room, event, by=SYSTEM, name=name)
    return event


@pytest.fixture
def desk(app: Flask, event: Event) -> FlaskClient:
    user = make_user()
    give_role(event, user, Role.ORGANISER)
    return signed_in(app, user)


def drawn(event: Event, day: date = DAY) -> Grid:
    """Return the timetable of the day."""
    return grid_of(sessions_on(event, day), rooms_of(event), event.tz)


def blocks(grid: Grid) -> list[tuple[str, int, int, int]]:
    """Return each title with its lane, row and height."""
    return [(each.session.title, each.lane, each.row, each.rows) for each in grid.blocks]


def at(hour: int, minute: int = 0, day: int = 6) -> datetime:
    """Return a moment by the clock of the event."""
    return datetime(2030, 5, day, hour, minute, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def test_rows_are_five_minutes_from_an_hour_before_to_an_hour_after(event: Event) -> None:
    hall, _second = rooms_of(event)
    make_session(event, "A", starts_at=at(8, 15), ends_at=at(9), room=hall)
    make_session(event, "B", starts_at=at(9, 7), ends_at=at(9, 12), room=hall)
    grid = drawn(event)
    assert (grid.opens_at, grid.rows) == (at(7), 12 * 4)
    assert [moment for _row, moment in grid.hours] == [at(7), at(8), at(9), at(10)]
    assert [row for row, _moment in grid.hours] == [1, 13, 25, 37]
    assert blocks(grid) == [("A", 1, 16, 9), ("B", 1, 26, 2)]


def test_rooms_stand_side_by_side_and_what_has_none_comes_last(event: Event) -> None:
    hall, second = rooms_of(event)
    make_session(event, "Không phòng")
    make_session(event, "Hai", room=second)
    grid = drawn(event)
    assert [column.room and column.room.name for column in grid.columns] == ["Hội trường", "Phòng 2", None]
    assert [(title, lane) for title, lane, _row, _rows in blocks(grid)] == [("Hai", 2), ("Không phòng", 3)]
    make_session(event, "Một", room=hall, hour=9)
    assert grid.lanes == 3


def test_what_overlaps_in_a_room_has_lanes_of_its_own(event: Event) -> None:
    hall, second = rooms_of(event)
    for title, start, end in (("A", at(8), at(10)), ("B", at(9), at(11)), ("C", at(10), at(11))):
        make_session(event, title, starts_at=start, ends_at=end, room=hall)
    make_session(event, "D", starts_at=at(8), ends_at=at(9), room=second)
    grid = drawn(event)
    assert [(column.lane, column.lanes) for column in grid.columns] == [(1, 2), (3, 1)]
    assert [(title, lane) for title, lane, _row, _rows in blocks(grid)] == [("A", 1), ("D", 3), ("B", 2), ("C", 1)]


def test_a_day_is_one_of_the_events_zone_and_what_never_ends_is_cut_off(event: Event) -> None:
    make_session(event, "Sớm", starts_at=at(0), ends_at=at(1))
    make_session(event, "Triển lãm", starts_at=at(23, 55), ends_at=at(23, 55) + timedelta(days=9))
    make_session(event, "Hôm sau", starts_at=at(0, day=7), ends_at=at(1, day=7))
    assert [each.title for each in sessions_on(event, DAY)] == ["Sớm", "Triển lãm"]
    assert numbers_by_day(event) == {DAY: 2, date(2030, 5, 7): 1}
    grid = drawn(event)
    assert grid.rows == 37 * 12
    assert max(block.row + block.rows - 1 for block in grid.blocks) == grid.rows


def test_the_hours_of_a_day_on_which_clocks_change_are_counted_as_they_pass(app: Flask) -> None:
    event = make_event("berlin", zone="Europe/Berlin")
    day = date(2030, 3, 31)
    make_session(
        event, "A", starts_at=datetime(2030, 3, 31, 0, 30, tzinfo=UTC), ends_at=datetime(2030, 3, 31, 2, tzinfo=UTC)
    )
    grid = drawn(event, day)
    assert [f"{moment.astimezone(event.tz):%H:%M}" for _row, moment in grid.hours] == [
        "00:00",
        "01:00",
        "03:00",
        "04:00",
    ]
    assert blocks(grid) == [("A", 1, 19, 18)]


def test_the_page_is_a_list_of_links_to_the_forms(desk: FlaskClient, event: Event) -> None:
    session = make_session(event, "Phiên toàn thể", title_en="Plenary", room=rooms_of(event)[0])
    dropped = make_session(event, "Đã bỏ")
    with transaction():
        programming.cancel_session(event, dropped, by=SYSTEM)
    page = desk.get(f"{PAGE}?day=2030-05-06").text
    assert f'href="/manage/events/forum/programme/{session.ref}/placement"' in page
    for wanted in ("Plenary", "09:00–10:00", "Hội trường", "<s>Đã bỏ</s>", 'data-sequence="0"'):
        assert wanted in page
    assert page.count('class="block"') == 1
    assert scripts_in(page) == []


def test_a_clash_is_marked(desk: FlaskClient, event: Event) -> None:
    for title in ("A", "B"):
        make_session(event, title, room=rooms_of(event)[0])
    assert desk.get(PAGE).text.count("Room used twice") == 2


def test_days_are_chosen_and_what_is_none_is_not_found(desk: FlaskClient, event: Event) -> None:
    assert "There is no session on this day" in desk.get(PAGE).text
    make_session(event, "Hôm nay")
    make_session(event, "Hôm sau", starts_at=at(8, day=7), ends_at=at(9, day=7))
    assert ("Hôm nay" in desk.get(PAGE).text, "Hôm sau" in desk.get(PAGE).text) == (True, False)
    assert "Hôm sau" in desk.get(f"{PAGE}?day=2030-05-07").text
    assert "There is no session on this day" in desk.get(f"{PAGE}?day=2031-01-01").text
    for odd in ("2030-02-30", "x", "2030-05-06T08:00", "9999-12-31", "0001-01-01"):
        assert desk.get(f"{PAGE}?day={odd}").status_code == 404, odd


def test_a_long_day_costs_no_more_statements_than_a_short_one(app: Flask, desk: FlaskClient, event: Event) -> None:
    make_session(event, "A")
    desk.get(PAGE)
    with count_queries(app) as few:
        desk.get(PAGE)
    for number in range(6):
        make_session(event, f"Phiên {number}", room=rooms_of(event)[number % 2])
    with count_queries(app) as many:
        desk.get(PAGE)
    assert len(few) == len(many)
