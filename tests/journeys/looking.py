"""Look at a page as an examiner does: with axe, at the narrowest width, and at the size of what must be hit."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page as Tab
from playwright.sync_api import ViewportSize

from eventapp.config import ROOT
from tests.journeys.pages import Page
from tests.journeys.visitors import DESK, PHONE

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NARROWEST: ViewportSize = {"width": 320, "height": 800}
# What can be hit is 44 px high; a link inside a sentence is as high as its line (WCAG 2.5.8 and experience.md).
TOO_SMALL = """
() => Array.from(document.querySelectorAll("button, summary, select, .btn, input:not([type=hidden])"))
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".visually-hidden"))
  .map((one) => [one.matches("[type=radio], [type=checkbox]") ? (one.closest("label, .form-check") ?? one) : one, one])
  .map(([target, one]) => [Math.round(target.getBoundingClientRect().height), one.outerHTML.slice(0, 120)])
  .filter(([height]) => height > 1 && height < 44)
"""
# Of rows that differ in their words alone, three are enough for axe.
LEAVE_OUT_ALIKE = """
() => {
  const shape = (one) => [one, ...one.querySelectorAll("*")].map((part) =>
    part.tagName + part.classList + part.getAttributeNames() + (part.dataset.tone ?? "")).join(" ");
  for (const list of document.querySelectorAll("tbody, ul, ol, dl, select, main section")) {
    const seen = new Map();
    for (const row of Array.from(list.querySelectorAll(":scope > :is(tr, li, div, option, optgroup, article)"))) {
      const key = shape(row);
      seen.set(key, (seen.get(key) ?? 0) + 1);
      if (seen.get(key) > 3) row.hidden = true; // not removed: scripts go on writing into what is theirs
    }
  }
}
"""


def look(tab: Tab, address: str, page: Page) -> Iterator[str]:
    """Go there at a telephone in Vietnamese and at a desk in English, and give everything that is wrong.

    Both languages are seen in both themes, and at the narrowest width. axe writes styles into the page, so the tab's
    context must bypass the page's own policy.
    """
    path = page.path
    for language, size in (("vi", PHONE), ("en", DESK)):
        tab.set_viewport_size(size)
        answer = tab.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        here = f"{path} {language}"
        if answer is None or answer.status != page.status:
            yield f"{here}: answered with {answer and answer.status}"
            continue
        if tab.locator("html").get_attribute("lang") != language:
            yield f"{here}: speaks another language"
        tab.evaluate("document.fonts.ready")
        tab.emulate_media(color_scheme="light", reduced_motion="reduce")
        yield from (f"{here}: {fault}" for fault in too_wide(tab, size))
        yield from (f"{here}: {fault}" for fault in too_wide(tab, NARROWEST))
        yield from (f"{here}: {height} px high: {markup}" for height, markup in tab.evaluate(TOO_SMALL))
        tab.set_viewport_size(size)
        prepare(tab)
        yield from (f"{here} light: {fault}" for fault in violations(tab))
        tab.emulate_media(color_scheme="dark")  # another theme is other colours and nothing else
        yield from (f"{here} dark: {fault}" for fault in violations(tab, "color-contrast"))


def too_wide(tab: Tab, size: ViewportSize) -> Iterator[str]:
    """Give that the page scrolls sideways on a screen of that size."""
    tab.set_viewport_size(size)
    width = tab.evaluate("document.documentElement.scrollWidth")
    if width > size["width"]:
        yield f"{width} px wide on a screen of {size['width']}"


def prepare(tab: Tab) -> None:
    """Bring axe into the page, once its letters have their form; of many rows alike it sees a few."""
    tab.evaluate("document.fonts.ready")
    tab.evaluate(LEAVE_OUT_ALIKE)
    tab.evaluate(AXE.read_text(encoding="utf-8"))


def violations(tab: Tab, *rules: str) -> list[str]:
    """Return what axe, brought into the page before, finds by these rules, or by all; looking at nothing is a fault."""
    options = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": list(rules)} if rules else {})
    found: dict[str, Any] = tab.evaluate("(options) => axe.run(options)", options)
    faults = [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"][:3]]
    looked_at = len(found["passes"]) + len(found["violations"])
    return faults if looked_at >= (1 if rules else 10) else [*faults, f"axe looked at {looked_at} things only"]
