"""C7: a newer scanner comes to a telephone whose queue is full, in two tabs: nothing is lost, each scan goes once."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, Playwright

from tests.journeys.instance import running
from tests.journeys.telephones import Telephone, make_event, pairing_code, scans_of, until

pytestmark = [pytest.mark.journey, pytest.mark.trial]
WAITING = 500
FILL = """
async ([code, number]) => {
  const { queue } = await import("/static/door/parts.js");
  const at = new Date().toISOString();
  const one = () => ({ id: crypto.randomUUID(), code, direction: "in", at, decision: "offline_already_in" });
  await Promise.all(Array.from({ length: number }, () => queue.add(one())));
}
"""
UPDATE = "() => navigator.serviceWorker.getRegistration().then((found) => found.update())"
KEPT = "() => caches.keys().then((names) => names.filter((name) => name !== 'door settings'))"


def is_reloaded(tab: Page) -> bool:
    """Has the page begun anew since it was marked?"""
    try:
        return bool(tab.evaluate("document.readyState === 'complete' && window.mark === undefined"))
    except Error:  # it begins anew at this moment
        return False


def update(playwright: Playwright, migrated: Path, folder: Path, **settings: str) -> tuple[int, list[int | None]]:
    """Fill a telephone's queue, bring it up to date; return what it still holds, and the numbers the server got."""
    (folder / "eventapp.sqlite3").write_bytes(migrated.read_bytes())
    url = f"sqlite:///{folder / 'eventapp.sqlite3'}"
    with ExitStack() as life:
        with running(url, folder) as former:
            [code, other] = make_event(former, 2)
            door = Telephone(playwright, folder / "telephone", former)
            life.callback(lambda: door.context.close())
            door.open(f"#{pairing_code(former)}")
            door.lose_network()
            door.scan(code, "admitted", "device")
            door.page.evaluate(FILL, [code, WAITING - 1])
            tabs = [door.page, door.context.new_page()]
            door.page = tabs[1]
            door.open()
            [before] = door.page.evaluate(KEPT)
        (folder / "closed").touch()
        port = int(former.address.rsplit(":", 1)[1])
        with running(url, folder, port=port, serves="tests.journeys.newer:app", **settings) as newer:
            for tab in tabs:
                tab.evaluate("() => { window.mark = true; }")
            door.find_network()
            door.page.evaluate(UPDATE)
            for tab in tabs:
                until(lambda tab=tab: is_reloaded(tab), "the page was never exchanged")
            until(lambda: before not in door.page.evaluate(KEPT), "the former version is still there")
            held = door.number("waiting")
            if held:
                door.lose_network()
                door.scan(other, "admitted", "device")
                door.scan(code, "already_in", "device")
                door.find_network()
                (folder / "closed").unlink()
                until(lambda: door.number("waiting") == 0, "the scans never left", patience=60)
            return held, [number for number, _verdict, _decision in scans_of(newer)]


def test_a_newer_scanner_comes_to_a_full_queue_and_loses_nothing(
    playwright: Playwright, migrated_sqlite: Path, tmp_path: Path, built: None
) -> None:
    held, numbers = update(playwright, migrated_sqlite, tmp_path)
    assert (held, numbers) == (WAITING, list(range(1, WAITING + 3)))


def test_a_newer_scanner_that_forgets_is_noticed(
    playwright: Playwright, migrated_sqlite: Path, tmp_path: Path, built: None
) -> None:
    held, _numbers = update(playwright, migrated_sqlite, tmp_path, BROKEN_UPDATE="yes")
    assert held < WAITING
