"""Whoever changes the language in the middle of a form keeps what was typed, and never lands where nothing is."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.instance import ADMINISTRATOR, Instance
from tests.journeys.visitors import DESK, Visitors, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SLUG = "ngoai-giao-van-hoa-2021"


def change_to(page: Page, language: str) -> None:
    page.locator(f".topbar a[hreflang={language}]").click()
    expect(page.locator(f"html[lang={language}]")).to_be_attached()


def test_what_was_typed_outlives_a_change_of_language(instance: Instance, people: Visitors) -> None:
    instance.command("sample", "load")
    guest = people.arrive()
    guest.goto(f"{instance.address}/events/{SLUG}/register")
    guest.locator("[name=full_name]").fill("Đang Gõ")
    guest.locator("[name=mode][value=bridge]").check()
    guest.locator("[name=site]").select_option(index=2)
    chosen = guest.locator("[name=site]").input_value()
    change_to(guest, "en")
    expect(guest.locator("[name=full_name]")).to_have_value("Đang Gõ")
    expect(guest.locator("[name=mode][value=bridge]")).to_be_checked()
    expect(guest.locator("[name=site]")).to_have_value(chosen)
    expect(guest.locator("[name=locale]")).to_have_value("en")
    guest.locator("main form button[type=submit]").click()
    expect(guest.get_by_role("alert").first).to_be_visible()
    change_to(guest, "vi")
    expect(guest.locator("[name=full_name]")).to_have_value("Đang Gõ")
    guest.reload()
    expect(guest.locator("[name=full_name]")).to_have_value("")


def test_a_form_that_came_back_is_opened_where_it_stood(instance: Instance, people: Visitors) -> None:
    desk = people.arrive(viewport=DESK)
    instance.make_account(ADMINISTRATOR, is_admin=True)
    sign_in(desk, instance.address, ADMINISTRATOR)
    desk.goto(f"{instance.address}/manage/events/new")
    desk.locator("[name=title]").fill("Diễn đàn")
    for _ in range(2):  # the second answer stands after an answer
        desk.locator("main form[method=post] button[type=submit]").click()
        expect(desk.get_by_role("alert").first).to_be_visible()
    change_to(desk, "en")
    assert desk.url == f"{instance.address}/manage/events/new?lang=en"
    expect(desk.locator("[name=title]")).to_have_value("Diễn đàn")
