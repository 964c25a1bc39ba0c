"""Every page there is, in both languages and both themes: axe finds nothing, nothing scrolls sideways, all is ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page as Tab

from tests.journeys.instance import Instance, running
from tests.journeys.looking import look, prepare, violations
from tests.journeys.pages import Page, Visitor
from tests.journeys.visitors import Visitors, sign_in
from tests.journeys.world import email, furnish

pytestmark = pytest.mark.journey
# Rules that answer GET with something else than a page or a file, and why.
ELSEWHERE = {
    "/events/<slug>/accent.css": "404: only for an accent of the organiser's own, the sample takes a named one",
    "/my/<secret>/completion": "302 for who has nothing to complete; world.judged_pages() has someone who has",
    "/manage/events/<slug>/delegates/<ref>/confirmation": "302 for who waits for nothing; unusual_pages() has who does",
    "/setup": "404 as soon as there is an account; test_first_start.py looks at it",
}
# The forms of a page that cannot be sent empty, and how to send one so all the same.
FORMS = "document.querySelectorAll('form[method=post]:has(input[required]:not([type=radio], [type=file]))')"
SEND_EMPTY = f"""
(number) => {{
  const form = {FORMS}[number];
  const typed = "input[required]:not([type=radio], [type=checkbox], [type=color])";
  for (const field of form.querySelectorAll(typed)) field.value = "";
  form.noValidate = true;
  form.requestSubmit();
}}
"""
BROKEN = """
<!doctype html><html lang="en"><title>Broken</title><body style="margin:0"><main><h1>Broken</h1><img src="data:,">
<p style="color:#999;background:#fff;width:999px">What nobody can read</p><button style="height:21px">No</button>
"""


@dataclass(frozen=True)
class World:
    """An instance with the sample conference, and all its pages."""

    instance: Instance
    pages: list[Page]


@pytest.fixture(scope="module")
def world(built: None, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The sample conference, served."""
    folder = tmp_path_factory.mktemp("accessibility")
    (folder / "eventapp.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    with running(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder) as instance:
        yield World(instance, furnish(instance))


@pytest.mark.parametrize("visitor", Visitor)
def test_axe_finds_nothing_on_any_page(world: World, people: Visitors, visitor: Visitor) -> None:
    plain, examined = arrive(world, people, visitor), arrive(world, people, visitor, bypass_csp=True)
    seen = [page for page in world.pages if page.visitor is visitor and is_page(plain, world, page)]
    assert seen
    for page in seen:  # as people see it: what the browser complains of is asked at the end
        plain.goto(world.instance.address + page.path)
    assert [fault for page in seen for fault in look(examined, world.instance.address, page)] == []


@pytest.mark.parametrize("visitor", [Visitor.ANYONE, Visitor.ORGANISER, Visitor.ADMINISTRATOR])
def test_axe_finds_nothing_on_a_form_that_comes_back(world: World, people: Visitors, visitor: Visitor) -> None:
    tab = arrive(world, people, visitor, bypass_csp=True)
    seen = [page for page in world.pages if page.visitor is visitor and is_page(tab, world, page)]
    faults = [fault for page in seen for fault in come_back(tab, world.instance.address + page.path)]
    assert [fault for fault in faults if fault is not None] == []
    assert len(faults) > 1


def test_the_examination_finds_what_is_wrong(world: World, people: Visitors) -> None:
    tab = people.arrive(bypass_csp=True)
    tab.route("**/broken*", lambda route: route.fulfill(body=BROKEN, content_type="text/html"))
    faults = "\n".join(look(tab, world.instance.address, Page("broken", "/broken", Visitor.ANYONE)))
    assert "/broken vi: speaks another language" in faults
    assert "/broken vi light: image-alt" in faults
    assert "/broken en dark: color-contrast" in faults
    assert "/broken at a desk: image-alt" in faults
    assert "/broken en: 21 px high: <button" in faults
    assert "/broken vi: 999 px wide on a screen of 320" in faults


def arrive(world: World, people: Visitors, visitor: Visitor, **options: Any) -> Tab:
    """Open a telephone; staff sign in."""
    tab = people.arrive(**options)
    if visitor not in (Visitor.ANYONE, Visitor.DELEGATE):
        sign_in(tab, world.instance.address, email(visitor))
    return tab


def come_back(tab: Tab, address: str) -> Iterator[str | None]:
    """Send each form of a page with nothing in it; give what is wrong with the page that comes back, or None."""
    tab.goto(address)
    for number in range(tab.evaluate(f"{FORMS}.length")):
        tab.goto(address)
        with tab.expect_navigation() as navigation:
            tab.evaluate(SEND_EMPTY, number)
        status = navigation.value.status
        prepare(tab)
        found = violations(tab) + ([] if status == 422 else [f"answered with {status}"])
        yield from [f"{address}, form {number}: {fault}" for fault in found] or [None]


def is_page(tab: Tab, world: World, page: Page) -> bool:
    """Is it a page to look at? What is neither a page nor a file must be named in ELSEWHERE."""
    answer = tab.request.get(world.instance.address + page.path, max_redirects=0)
    if answer.status != page.status:
        assert page.rule in ELSEWHERE, f"{page.path} answers {answer.status}"
        return False
    return answer.headers["content-type"].startswith("text/html")
