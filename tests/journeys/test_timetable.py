"""A session is dragged to another room and hour: whom it concerns is asked first and told then, and nobody else is."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Locator, Page, expect

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.programme import lists
from eventapp.programme.models import Room
from eventapp.registration import links
from tests.agenda.sessions import sign_up, workshop
from tests.factories import make_event, make_registration
from tests.journeys.instance import ADMINISTRATOR, Instance
from tests.journeys.postbox import Postbox, part
from tests.journeys.visitors import DESK, Visitors, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SLUG = "dien-dan"
GRID = f"/manage/events/{SLUG}/programme/grid"
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def test_a_session_is_dragged_to_another_room_and_hour(instance: Instance, people: Visitors, postbox: Postbox) -> None:
    mine, theirs = prepare(instance)
    desk = people.arrive(viewport=DESK)
    sign_in(desk, instance.address, ADMINISTRATOR)
    desk.goto(instance.address + GRID)
    drag(desk, block(desk, "Chuyên đề 1"), room="Phòng B", hours=1)
    expect(desk.get_by_label("Bắt đầu")).to_have_value("2030-05-06T10:00")
    expect(desk.get_by_label("Kết thúc")).to_have_value("2030-05-06T11:00")
    expect(desk.get_by_label("Phòng")).to_have_value(re.compile("."))
    expect(desk.get_by_role("heading", name="Liên quan đến: 1 đại biểu")).to_be_visible()
    assert entries(desk, instance, mine) == [("Chuyên đề 1", 0, at(9))]
    desk.get_by_role("button", name="Lưu và báo cho họ").click()
    desk.wait_for_url(re.compile("/grid"))
    expect(block(desk, "Chuyên đề 1")).to_contain_text("10:00–11:00 · Phòng B")
    assert entries(desk, instance, mine) == [("Chuyên đề 1", 1, at(10))]
    assert entries(desk, instance, theirs) == [("Chuyên đề 2", 0, at(9))]
    confirmed, told = postbox.letters_to("an@example.vn", 2)
    assert ["Phòng B" in part(each, "text/plain").decode() for each in (confirmed, told)] == [False, True]
    assert len(postbox.letters_to("ba@example.vn")) == 1


def test_a_session_is_moved_and_made_longer_by_keys_and_put_back(instance: Instance, people: Visitors) -> None:
    mine, _theirs = prepare(instance)
    desk = people.arrive(viewport=DESK)
    sign_in(desk, instance.address, ADMINISTRATOR)
    desk.goto(instance.address + GRID)
    session, says = block(desk, "Chuyên đề 1"), desk.locator("[data-timetable-says]")
    session.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowDown"):
        desk.keyboard.press(key)
    expect(says).to_have_text("Chuyên đề 1: 09:10–10:15 · Phòng B")
    desk.keyboard.press("Escape")
    expect(says).to_have_text("Đã đưa về chỗ cũ: Chuyên đề 1: 09:00–10:00 · Phòng A")
    for _time in range(20):
        desk.keyboard.press("Shift+ArrowUp")  # it never ends before it starts
    expect(says).to_have_text("Chuyên đề 1: 09:00–09:05 · Phòng A")
    desk.keyboard.press("ArrowLeft")  # there is no room further left
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Kết thúc")).to_have_value("2030-05-06T09:05")
    desk.go_back()
    expect(block(desk, "Chuyên đề 1")).to_contain_text("09:00–10:00")
    drag(desk, block(desk, "Chuyên đề 1").locator(".edge"), hours=1)
    expect(desk.get_by_label("Bắt đầu")).to_have_value("2030-05-06T09:00")
    expect(desk.get_by_label("Kết thúc")).to_have_value("2030-05-06T11:00")
    desk.get_by_role("link", name="Giữ nguyên").click()
    expect(block(desk, "Chuyên đề 1")).to_contain_text("09:00–10:00")
    assert entries(desk, instance, mine) == [("Chuyên đề 1", 0, at(9))]


def prepare(instance: Instance) -> tuple[str, str]:
    """Make a conference with two workshops, a delegate in each; return the secrets of their feeds."""
    instance.make_account(ADMINISTRATOR, is_admin=True)
    with instance.inside():
        event = make_event(SLUG, title="Diễn đàn")
        with transaction():
            rooms = [lists.add(Room, event, by=SYSTEM, name=name) for name in ("Phòng A", "Phòng B")]
        first, second = (attend(event, *each) for each in zip((1, 2), ("an", "ba"), rooms, strict=True))
        return first, second


def attend(event: Event, number: int, name: str, room: Room) -> str:
    """Make a workshop at nine with a delegate; return the secret of his feed."""
    session = workshop(event, f"Chuyên đề {number}", hall=5, hour=2)
    with transaction():
        session.room = room
    registration = make_registration(event, name.title(), email=f"{name}@example.vn")
    sign_up(registration, session)
    return links.secret(registration, links.FEED)


def at(hour: int) -> datetime:
    """Return that hour of the day."""
    return datetime(2030, 5, 6, hour, tzinfo=HERE)


def block(desk: Page, title: str) -> Locator:
    """Return the session in the timetable."""
    return desk.locator(".block", has_text=title)


def drag(desk: Page, taken: Locator, *, room: str = "", hours: int = 0) -> None:
    """Drag what is taken by so many hours, to the middle of a room's column."""
    box, hour = place_of(taken), place_of(desk.locator(".hours > li").first)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    column = place_of(desk.locator(".rooms > li", has_text=room)) if room else box
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x, y + 10)
    desk.mouse.move(column["x"] + column["width"] / 2, y + hours * hour["height"], steps=5)
    desk.mouse.up()
    desk.wait_for_url(re.compile("/placement"))


def place_of(thing: Locator) -> Any:
    """Return where something is drawn."""
    box = thing.bounding_box()
    assert box is not None
    return box


def entries(desk: Page, instance: Instance, secret: str) -> list[tuple[str, int, datetime]]:
    """Return what a delegate's calendar holds."""
    body = desk.request.get(f"{instance.address}/feeds/{secret}.ics").body()
    return [
        (str(each["SUMMARY"]), int(each.get("SEQUENCE", 0)), each.start)
        for each in icalendar.Calendar.from_ical(body).events
    ]
