"""The frames, the macros and the error pages: what they say, and that axe finds nothing."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect, sync_playwright

from eventapp import assets

ROOT = Path(__file__).resolve().parents[2]
ERRORS = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
# The development server leaves a static file to the collector when it answers 304 or the browser hangs up.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def load_gallery() -> Any:
    specification = importlib.util.spec_from_file_location("gallery_app", Path(__file__).with_name("gallery_app.py"))
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


gallery = load_gallery()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    built: Flask = gallery.build_gallery(tmp_path_factory.mktemp("translations"))
    return built


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    assets.fetch(ROOT, development=True)
    assets.install(ROOT)
    with gallery.serving(app) as served_at:
        yield served_at


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


def test_what_was_typed_is_shown_again_and_escaped(client: FlaskClient) -> None:
    page = client.get("/form").text
    assert 'value="Y Blốk &#34;Êban&#34; &lt;b&gt;"' in page
    assert '<option value="2" selected>Đắk Lắk</option>' in page


def test_a_fault_is_tied_to_its_field_and_to_the_summary(client: FlaskClient) -> None:
    page = client.get("/form").text
    assert '<a href="#email">The part after @ is not complete.</a>' in page
    assert 'aria-describedby="email-help email-faults" aria-invalid="true"' in page
    assert 'id="email-faults"' in page


def test_the_language_switch_keeps_path_and_query(client: FlaskClient) -> None:
    page = client.get("/form?page=2&q=Hoà&lang=vi").text
    assert 'href="/form?page=2&amp;q=Ho%C3%A0&amp;lang=en"' in page


def test_a_sorted_heading_offers_the_other_way_round(client: FlaskClient) -> None:
    page = client.get("/desk?page=3&mode=hall").text
    assert re.search(
        r'<th scope="col" aria-sort="ascending"><a class="sort" href="/desk\?mode=hall&amp;sort=-name">', page
    )
    assert 'href="/desk?mode=hall&amp;sort=organisation"' in page


def test_pages_say_where_we_are_and_lead_on(client: FlaskClient) -> None:
    page = client.get("/desk?lang=en").text
    assert "51–100 of 580" in page
    assert 'rel="next" href="/desk?lang=en&amp;page=3"' in page
    assert 'rel="prev" href="/desk?lang=en"' in page


@pytest.mark.parametrize("number", ERRORS)
def test_every_error_speaks_both_languages(client: FlaskClient, number: int) -> None:
    headings = [
        re.findall(r'id="happened">([^<]+)<', client.get(f"/error/{number}?lang={language}").text)
        for language in ("vi", "en")
    ]
    assert [len(found) for found in headings] == [1, 1]
    assert headings[0] != headings[1]


@pytest.mark.parametrize("path", ["form", "desk", *(f"error/{number}" for number in ERRORS)])
def test_nothing_is_inline(client: FlaskClient, path: str) -> None:
    page = client.get(f"/{path}").text
    assert re.findall(r"<style|\sstyle=|\son\w+=|data:image", page) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*json)", page) == []


@pytest.mark.journey
@pytest.mark.parametrize("path", ["form", "desk", "error/404"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, address: str, path: str, language: str, theme: Any
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800}, color_scheme=theme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{address}/{path}?lang={language}")
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = page.evaluate(AXE.read_text(encoding="utf-8") + "; axe.run()")
    page.close()
    assert len(found["passes"]) > 10
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


@pytest.mark.journey
def test_the_chosen_theme_is_remembered(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(f"{address}/form")
    switch = page.locator("[data-theme-switch]")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    page.goto(f"{address}/error/404")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    context.close()


@pytest.mark.journey
def test_the_first_page_is_shown_in_the_devices_zone_and_one_chosen_by_hand_stays(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(timezone_id="America/New_York")
    page = context.new_page()
    page.goto(f"{address}/form")
    expect(page.locator("html")).to_have_attribute("data-zone", "America/New_York")
    assert {cookie["name"]: cookie["value"] for cookie in context.cookies()}["device_zone"] == "America/New_York"
    context.add_cookies([{"name": "zone", "value": "Asia/Tokyo", "url": address}])
    page.reload()
    assert page.locator("html").get_attribute("data-zone") is None
    context.close()
