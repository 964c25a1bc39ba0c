"""Papers: an organiser sends several at once, a delegate opens one, and the organiser sees who has."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eventapp.events.models import Mode
from eventapp.events.queries import find_event
from eventapp.registration import links
from tests.factories import make_registration
from tests.journeys.instance import ADMINISTRATOR, Instance
from tests.journeys.visitors import DESK, Visitors, sign_in
from tests.papers import samples

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SLUG = "dien-dan"
HOME = f"/manage/events/{SLUG}/papers"


def test_papers_are_sent_opened_and_seen_to_be_opened(instance: Instance, people: Visitors, tmp_path: Path) -> None:
    mine = prepare(instance)
    desk = people.arrive(viewport=DESK)
    sign_in(desk, instance.address, ADMINISTRATOR)
    send(desk, instance.address, tmp_path)
    delegate = people.arrive()
    delegate.goto(f"{instance.address}{mine}/papers")
    row = delegate.locator("li", has=delegate.get_by_role("heading", name="Báo cáo"))
    expect(row).to_contain_text("Chưa đọc")
    with delegate.expect_download() as download:
        row.get_by_role("button", name=re.compile("^Tải về")).click()
    assert download.value.suggested_filename == "Báo cáo.pdf"
    with delegate.expect_popup() as popup:
        row.get_by_role("button", name=re.compile("^Xem")).click()
    popup.value.wait_for_url(re.compile("/preview$"))
    delegate.reload()
    expect(row).to_contain_text("Đã đọc")
    desk.goto(instance.address + HOME)
    desk.get_by_role("link", name="Báo cáo", exact=True).click()
    expect(desk.locator("#readers")).to_contain_text("Nguyễn Văn An")


def prepare(instance: Instance) -> str:
    """Make a conference with a delegate; return the delegate's page."""
    day = ("--starts", "2030-05-06T08:00", "--ends", "2030-05-06T17:00", "--zone", "Asia/Ho_Chi_Minh")
    instance.command("event", "create", SLUG, "--title", "Diễn đàn", *day)
    instance.make_account(ADMINISTRATOR, is_admin=True)
    with instance.inside():
        event = find_event(SLUG)
        assert event is not None
        return f"/my/{links.secret(make_registration(event, 'Nguyễn Văn An', mode=Mode.HALL))}"


def send(desk: Page, address: str, folder: Path) -> None:
    """Choose three files, one of which is refused; then send the two good ones."""
    (folder / "Báo cáo.pdf").write_bytes(samples.PDF)
    (folder / "Trình bày.pptx").write_bytes(samples.open_xml("pptx"))
    (folder / "setup.pdf").write_bytes(b"MZ")
    desk.goto(address + HOME)
    desk.get_by_label("Công bố ngay").check()
    desk.get_by_label("Tệp", exact=True).set_input_files([folder / "Trình bày.pptx", folder / "setup.pdf"])
    desk.get_by_role("button", name="Gửi", exact=True).click()
    sent = desk.locator("[data-uploads] li")
    expect(sent.nth(0)).to_contain_text("Đã gửi")
    expect(sent.nth(1)).to_contain_text("Không nhận “setup.pdf”")
    desk.get_by_label("Tệp", exact=True).set_input_files([folder / "Báo cáo.pdf"])
    desk.get_by_role("button", name="Gửi", exact=True).click()
    expect(desk.get_by_role("link", name="Báo cáo", exact=True)).to_be_visible()
    expect(desk.get_by_role("link", name="Trình bày")).to_be_visible()
