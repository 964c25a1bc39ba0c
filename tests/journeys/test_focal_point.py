"""A focal point opens the link on a telephone, pastes three delegates, puts one right, and replaces another."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp.database import db
from eventapp.delegations.models import Delegation, State
from eventapp.events.queries import find_event
from tests.journeys.instance import DAY_AND_ZONE, Instance
from tests.journeys.looking import prepare, violations
from tests.journeys.postbox import Postbox
from tests.journeys.visitors import Visitors
from tests.registration.focal import MINISTRY, PASTED, make_delegation, secret_of

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SLUG, TITLE = "ngoai-giao", "Hội nghị Ngoại giao văn hoá"
SHARED, OWN, STAND_IN = "tuyet@bo.example.vn", "mau.pd@bo.example.vn", "dung@bo.example.vn"


def test_three_are_pasted_one_is_put_right_and_one_is_replaced(
    instance: Instance, postbox: Postbox, people: Visitors
) -> None:
    door = prepare_delegation(instance)
    page = people.arrive(bypass_csp=True)  # axe is brought into it
    with page.expect_response(re.compile("/opening$")) as seen:
        page.goto(door)
    assert seen.value.status == 204
    expect(page.get_by_role("heading", level=1)).to_have_text(MINISTRY)
    expect(page.get_by_text("Còn 4 chỗ.")).to_be_visible()
    paste_and_put_right(page)
    assert len(postbox.letters_to(SHARED, 2)) == 2
    assert postbox.letters_to(OWN, 1)[0]["Subject"] == f"Quý vị đã đăng ký: {TITLE}"
    replace(page)
    (_registered, replaced) = postbox.letters_to(OWN, 2)
    assert "thay" in str(replaced["Subject"])
    assert postbox.letters_to(STAND_IN, 1)[0]["Subject"] == f"Quý vị đã đăng ký: {TITLE}"
    page.get_by_role("button", name="Xác nhận danh sách này").click()
    expect(page.get_by_text("Danh sách đã được xác nhận.")).to_be_visible()
    with instance.inside():
        delegation = db.session.scalars(select(Delegation)).one()
        assert delegation.answered_at is not None
        assert delegation.state(delegation.answered_at) is State.ANSWERED


def prepare_delegation(instance: Instance) -> str:
    """Make the conference and a delegation with four seats in the hall; return the focal point's link."""
    instance.command("event", "create", SLUG, "--title", TITLE, *DAY_AND_ZONE, "--hall", "20")
    with instance.inside():
        event = find_event(SLUG)
        assert event is not None
        return instance.address + secret_of(make_delegation(event, hall=4))


def paste_and_put_right(page: Page) -> None:
    """Four interactions: paste, look, correct, nominate."""
    page.get_by_label("Chép các dòng trong Excel rồi dán vào đây").fill(PASTED)
    page.get_by_role("button", name="Xem trước các dòng").click()
    expect(page.get_by_text("2 dòng được, 1 dòng cần sửa")).to_be_visible()
    prepare(page)
    assert violations(page) == []
    review = page.get_by_role("region", name="Xem lại các dòng này rồi cử đại biểu")
    wrong = review.get_by_label("Thư điện tử")
    expect(wrong).to_have_value("mau.pd@bo")
    wrong.fill(OWN)
    review.get_by_role("button", name="Cử các đại biểu này").click()
    expect(page.get_by_role("heading", name="3 đại biểu", exact=True)).to_be_visible()
    expect(page.get_by_text("Đã cử 3 đại biểu.")).to_be_visible()
    expect(page.get_by_text("Còn 1 chỗ.")).to_be_visible()


def replace(page: Page) -> None:
    """Someone else comes for Phạm Đức Mậu."""
    page.get_by_role("link", name=re.compile("Phạm Đức Mậu")).click()
    page.get_by_text("Nhập người dự thay").click()
    stand_in = page.get_by_role("region", name="Thay bằng người khác")
    stand_in.get_by_label("Họ và tên").fill("Lê Thị Dung")
    stand_in.get_by_label("Thư điện tử").fill(STAND_IN)
    stand_in.get_by_label("Lý do").fill("Đi công tác")
    stand_in.get_by_role("button", name="Thay người").click()
    expect(page.get_by_text("Dự thay Phạm Đức Mậu: Đi công tác")).to_be_visible()
