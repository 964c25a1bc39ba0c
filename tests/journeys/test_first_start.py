"""From an installation without any account to its first conference on the front page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.instance import ADMINISTRATOR, PASSWORD, Instance
from tests.journeys.looking import prepare, violations
from tests.journeys.visitors import DESK, Visitors

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
TITLE = "Diễn đàn Văn hoá"


def test_the_first_conference_stands_on_the_front_page(instance: Instance, people: Visitors) -> None:
    visitor = people.arrive()
    visitor.goto(instance.address)
    expect(visitor.get_by_text("Chưa có hội nghị nào được công bố")).to_be_visible()
    desk = people.arrive(viewport=DESK)
    claim(desk, instance)
    check_that_nobody_else_can_be_first(visitor, instance)
    create(desk)
    check_that_a_draft_is_not_shown(visitor, instance)
    publish(desk)
    visitor.goto(instance.address)
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(visitor.get_by_role("link", name="Đăng ký", exact=True)).to_be_visible()


def test_setup_looks_right_in_both_languages_and_themes(instance: Instance, people: Visitors) -> None:
    page = people.arrive(bypass_csp=True)
    for language in ("vi", "en"):
        page.goto(f"{instance.address}/setup?lang={language}")
        prepare(page)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            assert violations(page) == []


def console(instance: Instance) -> str:
    """Return the address that the console printed when the server started."""
    printed = (instance.folder / "printed").read_text(encoding="utf-8")
    (address,) = re.findall(r"http://127\.0\.0\.1:\d+/setup\?token=\S+", printed)
    return address


def claim(desk: Page, instance: Instance) -> None:
    """Become the administrator: a wrong token is refused with what was typed, the console's is taken."""
    desk.goto(f"{instance.address}/setup")
    fill_claim(desk)
    desk.get_by_label("Mã trên màn hình máy chủ").fill("doan-mo")
    desk.get_by_role("button", name="Tạo quản trị viên").click()
    expect(desk.get_by_role("alert")).to_contain_text("Đây không phải mã đã in trên màn hình máy chủ.")
    expect(desk.get_by_label("Thư điện tử")).to_have_value(ADMINISTRATOR)
    desk.goto(console(instance))
    fill_claim(desk)
    desk.get_by_role("button", name="Tạo quản trị viên").click()
    desk.wait_for_url(f"{instance.address}/manage")


def fill_claim(desk: Page) -> None:
    """Say who one is."""
    desk.get_by_label("Họ và tên").fill("Trần Thị Quản Trị")
    desk.get_by_label("Thư điện tử").fill(ADMINISTRATOR)
    desk.get_by_label("Mật khẩu").fill(PASSWORD)


def check_that_nobody_else_can_be_first(visitor: Page, instance: Instance) -> None:
    """Once there is an administrator there is no such page, even for whoever knows the token."""
    for address in (f"{instance.address}/setup", console(instance)):
        answer = visitor.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect(visitor.get_by_label("Mã trên màn hình máy chủ")).to_have_count(0)


def create(desk: Page) -> None:
    """Make a draft."""
    desk.get_by_role("link", name="Sự kiện mới").first.click()
    desk.get_by_label("Tên", exact=True).fill(TITLE)
    desk.get_by_label("Địa chỉ").fill("van-hoa")
    desk.get_by_label("Múi giờ").fill("Asia/Ho_Chi_Minh")
    desk.get_by_label("Bắt đầu").fill("2031-05-06T08:00")
    desk.get_by_label("Kết thúc").fill("2031-05-06T17:00")
    desk.get_by_role("button", name="Tạo bản nháp").click()
    expect(desk.get_by_role("heading", name=TITLE)).to_be_visible()


def check_that_a_draft_is_not_shown(visitor: Page, instance: Instance) -> None:
    """Nobody but the team sees a draft."""
    visitor.goto(instance.address)
    expect(visitor.get_by_text("Chưa có hội nghị nào được công bố")).to_be_visible()
    answer = visitor.goto(f"{instance.address}/events/van-hoa")
    assert answer is not None
    assert answer.status == 404


def publish(desk: Page) -> None:
    """Do what the desk says is to be done next."""
    desk.get_by_role("link", name="Công bố").click()
    desk.get_by_role("button", name="Công bố").click()
    expect(desk.get_by_role("status")).to_have_text("Sự kiện đã được công bố. Mọi người đều xem được.")
