"""Every page there is, in both languages and both themes: axe finds nothing, nothing scrolls sideways, all is ours."""

import pytest

from tests.journeys.examined import World, arrive, is_page
from tests.journeys.looking import look
from tests.journeys.pages import Page, Visitor
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
BROKEN = """
<!doctype html><html lang="en"><title>Broken</title><body style="margin:0"><main><h1>Broken</h1><img src="data:,">
<p style="color:#999;background:#fff;width:999px">What nobody can read</p><button style="height:21px">No</button>
"""


@pytest.mark.parametrize("visitor", Visitor)
def test_axe_finds_nothing_on_any_page(world: World, people: Visitors, visitor: Visitor) -> None:
    plain, examined = arrive(world, people, visitor), arrive(world, people, visitor, bypass_csp=True)
    seen = [page for page in world.pages if page.visitor is visitor and is_page(plain, world, page)]
    assert seen
    for page in seen:  # as people see it: what the browser complains of is asked at the end
        plain.goto(world.instance.address + page.path)
    assert [fault for page in seen for fault in look(examined, world.instance.address, page)] == []


def test_the_examination_finds_what_is_wrong(world: World, people: Visitors) -> None:
    tab = people.arrive(bypass_csp=True)
    tab.route("**/broken*", lambda route: route.fulfill(body=BROKEN, content_type="text/html"))
    faults = "\n".join(look(tab, world.instance.address, Page("broken", "/broken", Visitor.ANYONE)))
    assert "/broken vi: speaks another language" in faults
    assert "/broken vi light: image-alt" in faults
    assert "/broken en dark: color-contrast" in faults
    assert "/broken en light: image-alt" in faults
    assert "/broken en: 21 px high: <button" in faults
    assert "/broken vi: 999 px wide on a screen of 320" in faults
