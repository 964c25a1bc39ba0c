"""The secretary of a bridge point calls the roll through an hour without network, and every tick arrives once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp.bridges import links
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Mode
from eventapp.presence.models import Evidence, Headcount, Sign
from eventapp.registration.models import Registration
from tests.factories import make_event, make_registration, make_site
from tests.journeys.instance import Instance, running
from tests.journeys.telephones import until
from tests.journeys.visitors import DESK, Visitors

pytestmark = pytest.mark.journey
NAMES = ("Thạch Sô Phi", "Bế Thị Nhàn", "Trương Mỹ Hoà", "Lường Văn Ổn")


@pytest.fixture
def room(built: None, migrated_sqlite: Path, tmp_path: Path) -> Iterator[Instance]:
    """An installation; the page is the same over any database."""
    (tmp_path / "eventapp.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    with running(f"sqlite:///{tmp_path / 'eventapp.sqlite3'}", tmp_path) as instance:
        yield instance


def furnish(instance: Instance) -> str:
    """Let four delegates be expected at a bridge point; return the address of its page."""
    with instance.inside():
        event = make_event("hoi-nghi")
        site = make_site(event, "Điểm cầu Quảng Ninh")
        for name in NAMES:
            make_registration(event, name, mode=Mode.BRIDGE, site=site)
        return f"{instance.address}/sites/{links.secret(site, 0)}"


def noted(instance: Instance) -> list[tuple[str, Sign]]:
    """Return everything that arrived: who, and what was said, in the order in which it was said."""
    with instance.inside():
        asked = select(Person.full_name, Evidence.sign).select_from(Evidence)
        asked = asked.join(Registration, Registration.id == Evidence.registration_id).join(Registration.person)
        return [tuple(row) for row in db.session.execute(asked.order_by(Evidence.said_at))]  # type: ignore[misc]


def press(page: Page, name: str, word: str = "Có mặt") -> None:
    """Press a button in somebody's row."""
    page.locator("[data-ref]", has_text=name).get_by_role("button", name=word).click()


def here(page: Page, number: int) -> None:
    """Wait until so many are shown as present."""
    expect(page.locator('[data-count="here"]')).to_have_text(str(number))


def test_a_roll_is_called_through_an_hour_without_network(room: Instance, people: Visitors) -> None:
    address = furnish(room)
    page = people.arrive(viewport=DESK)
    page.goto(address)
    until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), "the page is kept by nobody")
    until(lambda: page.evaluate("caches.match(location.pathname).then(Boolean)"), "the page was never kept")
    press(page, NAMES[0])
    here(page, 1)
    until(lambda: noted(room) == [(NAMES[0], Sign.IN)], "the tick never left")

    page.context.set_offline(True)
    page.locator("#q").fill("be nhan")
    expect(page.locator("[data-ref]:visible")).to_have_count(1)
    press(page, NAMES[1])
    page.locator("#q").fill("")
    press(page, NAMES[2])
    press(page, NAMES[2], "Huỷ")
    here(page, 2)
    expect(page.locator("[data-offline]")).to_contain_text("Còn chờ gửi: 3.")

    page.reload()
    here(page, 2)  # also whom the page that was kept does not know yet
    expect(page.locator("[data-offline]")).to_contain_text("Còn chờ gửi: 3.")
    press(page, NAMES[3])
    page.locator("#number").fill("42")
    page.locator("#number").press("Enter")
    page.locator("#new-name").fill("Vi Văn Bảo Khánh")
    page.locator("[data-arrival] button").click()
    expect(page.locator("[data-arrived]")).to_contain_text("Vi Văn Bảo Khánh")
    expect(page.locator("[data-offline]")).to_contain_text("Còn chờ gửi: 6.")
    page.get_by_role("button", name="Xoá danh sách khỏi máy tính này").click()
    expect(page.locator("[data-forgotten]")).to_contain_text("còn 6 mục chờ gửi")

    page.context.set_offline(False)
    until(lambda: len(noted(room)) == 6, "the ticks never left")
    expect(page.locator('[data-ref][data-state="here"]', has_text="Vi Văn Bảo Khánh")).to_be_visible()
    expect(page.locator("[data-offline]")).to_be_hidden()
    here(page, 4)
    assert noted(room) == [
        (NAMES[0], Sign.IN),
        (NAMES[1], Sign.IN),
        (NAMES[2], Sign.IN),
        (NAMES[2], Sign.UNDO),
        (NAMES[3], Sign.IN),
        ("Vi Văn Bảo Khánh", Sign.IN),
    ]
    with room.inside():
        assert [each.number for each in db.session.scalars(select(Headcount))] == [42]
    # Chromium says of each try that found no network that it failed to load: that is what was tried.
    people.complaints[:] = [each for each in people.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def test_a_roll_is_called_without_scripts(room: Instance, people: Visitors) -> None:
    page = people.arrive(java_script_enabled=False)
    page.goto(furnish(room))
    press(page, NAMES[0])
    here(page, 1)
    press(page, NAMES[0], "Đã ra")
    press(page, NAMES[0], "Huỷ")
    here(page, 1)
    assert noted(room) == [(NAMES[0], Sign.IN), (NAMES[0], Sign.OUT), (NAMES[0], Sign.UNDO)]
