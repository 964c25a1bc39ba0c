"""Every form there is, sent with nothing in it: it comes back with 422, and axe finds nothing on it either."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page as Tab

from tests.journeys.examined import World, arrive, is_page
from tests.journeys.looking import prepare, violations
from tests.journeys.pages import Visitor
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
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


@pytest.mark.parametrize("visitor", [Visitor.ANYONE, Visitor.ORGANISER, Visitor.ADMINISTRATOR])
def test_axe_finds_nothing_on_a_form_that_comes_back(world: World, people: Visitors, visitor: Visitor) -> None:
    tab = arrive(world, people, visitor, bypass_csp=True)
    seen = [page for page in world.pages if page.visitor is visitor and is_page(tab, world, page)]
    faults = [fault for page in seen for fault in come_back(tab, world.instance.address + page.path)]
    assert [fault for fault in faults if fault is not None] == []
    assert len(faults) > 1


def come_back(tab: Tab, address: str) -> Iterator[str | None]:
    """Send each form of a page with nothing in it; give what is wrong with the page that comes back, or None."""
    if " required" not in tab.request.get(address).text():
        return
    tab.goto(address)
    for number in range(tab.evaluate(f"{FORMS}.length")):
        tab.goto(address)
        with tab.expect_navigation() as navigation:
            tab.evaluate(SEND_EMPTY, number)
        status = navigation.value.status
        prepare(tab)
        found = violations(tab) + ([] if status == 422 else [f"answered with {status}"])
        yield from [f"{address}, form {number}: {fault}" for fault in found] or [None]
