"""C7: whoever stops being a door, or is signed out, loses no unsent scan: the names go, the scans stay until sent."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from eventapp.accounts import sessions
from eventapp.accounts.models import User
from eventapp.database import db, transaction
from eventapp.events.roles import Role
from tests import factories
from tests.journeys.instance import PASSWORD, Instance
from tests.journeys.telephones import SLUG, Telephone, make_event, pairing_code, scans_of, the_event, until

pytestmark = pytest.mark.journey
STAFF, SCANS = "cua@example.org", 5
FORGETS = """
() => new Promise((done) => {
  const opening = indexedDB.open("door ngoai-giao");
  opening.onsuccess = () => {
    const forgotten = opening.result.transaction("scans", "readwrite");
    forgotten.objectStore("scans").clear();
    forgotten.oncomplete = () => { opening.result.close(); done(); };
  };
})
"""


@pytest.fixture
def codes(hall: Instance) -> list[str]:
    """The codes of some tickets."""
    return make_event(hall, SCANS)


def admitted(hall: Instance) -> int:
    """Return how many the server has as admitted."""
    return sum(verdict == "admitted" for _number, verdict, _decision in scans_of(hall))


def fill(door: Telephone, codes: list[str]) -> None:
    """Scan everybody without network."""
    door.lose_network()
    for code in codes:
        door.scan(code, "admitted", "device")
    door.page.locator('.verdict [data-act="next"]').click()
    assert door.number("waiting") == SCANS


def leave(door: Telephone) -> None:
    """Ask to be a door no longer."""
    door.page.locator('[data-opens="more"]').click()
    door.page.locator("[data-leave]").click()


@pytest.mark.parametrize("forgets", [False, True], ids=["whole", "the control"])
def test_nobody_leaves_with_unsent_scans_the_names_go_and_the_scans_stay(
    hall: Instance, codes: list[str], playwright: Playwright, tmp_path: Path, forgets: bool
) -> None:
    door = Telephone(playwright, tmp_path / "telephone", hall)
    door.open(f"#{pairing_code(hall)}")
    fill(door, codes)
    leave(door)
    expect(door.page.locator("[data-leave-fault]")).to_be_visible()
    assert (door.number("tickets"), door.number("waiting")) == (0, SCANS)
    if forgets:
        door.page.evaluate(FORGETS)
    door.page.reload()
    expect(door.page.locator("#scanner")).to_be_visible()
    door.find_network()
    until(lambda: door.number("waiting") == 0, "the scans never left")
    assert admitted(hall) == (0 if forgets else SCANS)
    leave(door)
    expect(door.page.locator("#pairing")).to_be_visible()
    door.context.close()


def test_staff_who_are_signed_out_meanwhile_keep_their_scans_until_they_are_back(
    hall: Instance, codes: list[str], playwright: Playwright, tmp_path: Path
) -> None:
    hall.make_account(STAFF)
    with hall.inside():
        factories.give_role(the_event(), db.session.query(User).filter_by(email=STAFF).one(), Role.DOOR)
    door = Telephone(playwright, tmp_path / "telephone", hall)
    sign_in(door)
    fill(door, codes)
    with hall.inside(), transaction():
        sessions.end_all_sessions(db.session.query(User).filter_by(email=STAFF).one())
    door.find_network()
    until(lambda: door.number("tickets") == 0, "the names were never wiped")
    expect(door.banner).to_contain_text(str(SCANS))
    assert (door.number("waiting"), admitted(hall)) == (SCANS, 0)
    sign_in(door)
    until(lambda: door.number("waiting") == 0, "the scans never left")
    assert admitted(hall) == SCANS
    door.context.close()


def sign_in(door: Telephone) -> None:
    """Come to the scanner by the sign-in page, as staff do, and wait until it works without network."""
    door.page.goto(f"{door.instance.address}/sign-in?next=/door/{SLUG}")
    door.page.locator("#email").fill(STAFF)
    door.page.locator("#password").fill(PASSWORD)
    door.page.locator("main button[type=submit]").click()
    expect(door.page.locator("#scanner")).to_be_visible()
    until(lambda: door.number("tickets") > 0, "the list never came")
    until(lambda: door.page.evaluate("navigator.serviceWorker.controller !== null"), "nothing keeps the page")
