"""How fast a telephone decides by itself: the verdict without network over 50,000 tickets, the processor throttled.

Run it alone on an idle machine: `python -m tests.load.scanner [--tickets 50000] [--throttle 4] [--scans 30]`.
The list is made here, by the contract of docs/door.md, and handed to Chromium in the server's place: what is measured
is the telephone. Prints one JSON object, times in milliseconds.
"""

import argparse
import gzip
import json
import random
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Route, expect

from eventapp.tickets.codes import ALPHABET, LENGTH
from tests.conftest import migrate
from tests.door.lists import whole_list
from tests.journeys.instance import ADMINISTRATOR, DAY_AND_ZONE, Instance, running
from tests.journeys.visitors import sign_in, visitors

SLUG = "load"
ORGANISATIONS = [f"Cơ quan đại diện Việt Nam tại nước thứ {number}" for number in range(300)]
# From the last key of a hand scanner to the painted verdict.
SCAN = """
(code) => new Promise((resolve) => {
  const stage = document.querySelector("[data-stage]");
  const seen = new MutationObserver(() => {
    const verdict = stage.querySelector(".verdict");
    if (!verdict || verdict.dataset.verdict === "wait") return;
    seen.disconnect();
    const at = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const told = { key: verdict.dataset.key, by: verdict.dataset.by, decided: at - start };
      told.painted = performance.now() - start;
      stage.querySelector('[data-act="next"]').click();
      resolve(told);
    }));
  });
  seen.observe(stage, { childList: true });
  const all = { bubbles: true, cancelable: true };
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, ...all }));
  for (const key of code) press(key);
  const start = performance.now();
  press("Enter");
})
"""
# The list from the disk into memory, as a reload does it.
LOAD = """
async () => {
  const { list } = await import("/static/door/parts.js");
  const start = performance.now();
  await list.load();
  return { ms: performance.now() - start, tickets: list.size };
}
"""


def measure(page: Page, instance: Instance, *, tickets: int, throttle: float, scans: int) -> dict[str, Any]:
    """Load a list of that many tickets, cut the network, and scan."""
    chance = random.Random(5)
    codes = ["".join(chance.choices(ALPHABET, k=LENGTH)) for _ in range(tickets)]
    people = (
        (code, [f"Nguyễn Thị Minh {number}", "Trưởng phòng", number % 300, "h"]) for number, code in enumerate(codes)
    )
    whole = json.dumps(whole_list(SLUG, people, ORGANISATIONS), ensure_ascii=False).encode()

    def answer(route: Route) -> None:
        is_known = "since=" in route.request.url
        body = b'{"cursor": "1", "complete": false}' if is_known else whole
        route.fulfill(body=body, content_type="application/json")

    page.context.route("**/door-list*", answer)
    page.goto(f"{instance.address}/door/{SLUG}")
    page.wait_for_timeout(500)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    for _ in range(240):
        loaded = page.evaluate(LOAD)
        if loaded["tickets"] == tickets:
            break
        page.wait_for_timeout(500)
    loads = sorted(page.evaluate(LOAD)["ms"] for _ in range(5))
    page.context.set_offline(True)
    expect(page.locator("body")).to_have_attribute("data-network", "offline")
    told = [page.evaluate(SCAN, code) for code in chance.sample(codes, scans)]
    assert {(one["key"], one["by"]) for one in told} == {("admitted", "device")}, told
    decided, painted = (sorted(one[name] for one in told) for name in ("decided", "painted"))
    return {
        "tickets": tickets,
        "throttle": throttle,
        "list_bytes": len(whole),
        "list_gzip_bytes": len(gzip.compress(whole, 6)),
        "list_load_median": round(statistics.median(loads), 1),
        "verdict_median": round(statistics.median(decided), 1),
        "verdict_max": round(decided[-1], 1),
        "painted_median": round(statistics.median(painted), 1),
        "painted_max": round(painted[-1], 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=50_000)
    parser.add_argument("--throttle", type=float, default=4)
    parser.add_argument("--scans", type=int, default=30)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'eventapp.sqlite3'}"
        migrate(url, folder)
        with running(url, folder) as instance, visitors() as people:
            instance.command("event", "create", SLUG, "--title", "Load", *DAY_AND_ZONE)
            instance.make_account(ADMINISTRATOR, is_admin=True)
            page = people.arrive()
            sign_in(page, instance.address, ADMINISTRATOR)
            print(json.dumps(measure(page, instance, **vars(wanted)), indent=1))


if __name__ == "__main__":
    main()
