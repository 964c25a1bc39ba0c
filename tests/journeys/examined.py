"""What is examined: an instance with the sample conference, all its pages, and who looks at each."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page as Tab

from tests.journeys.instance import Instance
from tests.journeys.pages import Page, Visitor
from tests.journeys.visitors import Visitors, sign_in
from tests.journeys.world import email

# Rules that answer GET with something else than a page or a file, and why.
ELSEWHERE = {
    "/events/<slug>/accent.css": "404: only for an accent of the organiser's own, the sample takes a named one",
    "/my/<secret>/completion": "302 for who has nothing to complete; world.judged_pages() has someone who has",
    "/manage/events/<slug>/long-acts/<ref>": "404: the sample has none; judged_pages() has one that is paused",
    "/manage/events/<slug>/long-acts/<ref>/progress": "404: as above; a part of that page",
    "/manage/events/<slug>/delegates/<ref>/confirmation": "302 for who waits for nothing; unusual_pages() has who does",
    "/api/v1/events/<slug>/devices/self": "401: for a telephone that was paired, which is answered in JSON",
    "/setup": "404 as soon as there is an account; test_first_start.py looks at it",
}

# Pieces that a page asks for anew; they are examined within it.
PARTS = {
    "/manage/events/<slug>/door/live",
    "/manage/events/<slug>/devices/live",
    "/manage/events/<slug>/board/figures",
}


@dataclass(frozen=True)
class World:
    """An instance with the sample conference, and all its pages."""

    instance: Instance
    pages: list[Page]


def arrive(world: World, people: Visitors, visitor: Visitor, **options: Any) -> Tab:
    """Open a telephone; staff sign in."""
    tab = people.arrive(**options)
    if visitor not in (Visitor.ANYONE, Visitor.DELEGATE):
        sign_in(tab, world.instance.address, email(visitor))
    return tab


def is_page(tab: Tab, world: World, page: Page) -> bool:
    """Is it a page to look at? What is neither a page nor a file must be named in ELSEWHERE."""
    if page.rule in PARTS:
        return False
    answer = tab.request.get(world.instance.address + page.path, max_redirects=0)
    if answer.status != page.status:
        assert page.rule in ELSEWHERE, f"{page.path} answers {answer.status}"
        return False
    return answer.headers["content-type"].startswith("text/html")
