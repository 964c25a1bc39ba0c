"""A telephone that is a door: Chromium with a profile of its own, which survives the browser's death."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import devices, gates
from eventapp.checkin.models import Right, Scan
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.tickets.issuing import code_of
from tests import factories
from tests.journeys.instance import DAY_AND_ZONE, Instance
from tests.journeys.visitors import ARGUMENTS, PHONE

SLUG, GATE = "ngoai-giao", "Cửa Đông"
PATIENCE = 30  # seconds for what must come by itself
BURST = """
(code) => {
  for (const key of [...code, "Enter"]) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}
"""


def until(is_so: Callable[[], Any], why: str, *, patience: float = PATIENCE) -> None:
    """Wait for what comes by itself. The page's policy forbids Playwright's own way of waiting for a script."""
    limit = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < limit, why
        time.sleep(0.1)


class Telephone:
    """Opens the scanner, scans as a hand scanner does, loses the network, dies and comes back."""

    def __init__(self, playwright: Playwright, folder: Path, instance: Instance, lens: Sequence[str] = ()) -> None:
        self.playwright, self.folder, self.instance, self.lens = playwright, folder, instance, lens
        self.is_offline = False
        self.start()

    context: BrowserContext
    page: Page

    def start(self) -> None:
        """Start the browser, with what an earlier life has left in its profile."""
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path="/usr/bin/chromium",
            args=[*ARGUMENTS, *self.lens],
            viewport=PHONE,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        self.context.set_offline(self.is_offline)
        self.page = self.context.pages[0]

    @property
    def banner(self) -> Locator:
        """What the page says of the network and the queue."""
        return self.page.locator("[data-banner]")

    def kill(self) -> None:
        """End the browser as a crash does: its processes are gone before they can write anything."""
        mark = f"--user-data-dir={self.folder}".encode()
        mine = [int(one.parent.name) for one in Path("/proc").glob("[0-9]*/cmdline") if mark in _words(one)]
        assert mine != []
        for number in mine:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        until(lambda: not any(mark in _words(one) for one in Path("/proc").glob("[0-9]*/cmdline")), "it lives on")
        for lock in self.folder.glob("Singleton*"):
            lock.unlink()

    def open(self, fragment: str = "") -> None:
        """Open the scanner and wait until it works without network."""
        self.page.goto(f"{self.instance.address}/door/{SLUG}/pair{fragment}")
        expect(self.page.locator("#scanner")).to_be_visible()
        until(lambda: self.number("tickets") > 0, "the list never came")
        until(lambda: self.page.evaluate("navigator.serviceWorker.controller !== null"), "nothing keeps the page")

    def number(self, what: str) -> int:
        """Return how many tickets the list holds, or how many scans wait."""
        found: int = self.page.evaluate(
            """async (what) => {
              const { list, queue } = await import("/static/door/parts.js");
              return what === "tickets" ? list.size : (await queue.count())[what];
            }""",
            what,
        )
        return found

    def lose_network(self) -> None:
        """Go where the Wi-Fi is not."""
        self.is_offline = True
        self.context.set_offline(True)

    def find_network(self) -> None:
        """Come back."""
        self.is_offline = False
        self.context.set_offline(False)

    def burst(self, code: str) -> None:
        """Scan, as a hand scanner does."""
        self.page.evaluate("() => { document.querySelector('[data-stage]').replaceChildren(); }")
        self.page.evaluate(BURST, code)

    def scan(self, code: str, key: str, by: str) -> None:
        """Scan, and see that verdict, given by "server" or "device"."""
        self.burst(code)
        verdict = self.page.locator(f'.verdict[data-key="{key}"]')
        expect(verdict).to_have_attribute("data-by", by)
        expect(verdict.locator("[data-alone]")).to_be_visible(visible=by == "device")


def _words(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def make_event(instance: Instance, number: int) -> list[str]:
    """Make an event with a gate and that many delegates; return the codes of their tickets."""
    instance.command("event", "create", SLUG, "--title", "Hội nghị", *DAY_AND_ZONE)
    with instance.inside():
        event = the_event()
        with transaction():
            gates.add_gate(event, GATE, by=SYSTEM)
        return [code_of(each.ticket) for each in factories.make_registrations(event, number) if each.ticket]


def pairing_code(instance: Instance, *rights: Right) -> str:
    """Return a code that makes a telephone a door."""
    with instance.inside(), transaction():
        _device, code = devices.add_device(the_event(), "Cửa 1", rights=rights or (Right.SCAN,), by=SYSTEM)
    return code


def the_event() -> Event:
    """Return the event of these stories."""
    return db.session.query(Event).filter_by(slug=SLUG).one()


def scans_of(instance: Instance) -> list[tuple[int | None, str, str]]:
    """Return number, verdict and decision of every scan the server has, in the device's order."""
    with instance.inside():
        scans = db.session.query(Scan).order_by(Scan.sequence).all()
        return [(each.sequence, each.verdict.value, each.decision) for each in scans]
