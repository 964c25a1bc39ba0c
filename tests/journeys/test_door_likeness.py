"""At the door: the photograph of whoever stands there, with network alone and kept nowhere; a note for every door."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Playwright, expect

from eventapp.audit.trail import SYSTEM
from eventapp.checkin.models import Attention, Right
from eventapp.database import db, transaction
from eventapp.registration import photographs
from eventapp.registration.models import Registration
from eventapp.tickets.issuing import code_of
from tests import factories
from tests.journeys.instance import Instance
from tests.journeys.telephones import Telephone, make_event, pairing_code, the_event, until
from tests.journeys.world import drawn

pytestmark = pytest.mark.journey
NAME, NOTE = "Đoàn Thị Một", "Xe lăn: mời đi lối bên phải"
# Everything the browser keeps for the page: the caches, and every value of every store, without the photograph's bytes.
KEPT = """
async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(request.url);
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => done(opening.result);
    });
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store).getAll();
      const values = await new Promise((done) => { all.onsuccess = () => done(all.result); });
      found.push(...values.filter((value) => value instanceof Blob).map(String));
    }
    database.close();
  }
  return found;
}
"""


def make_people(instance: Instance) -> tuple[str, str]:
    """Make somebody with a photograph and somebody without; return the codes of their tickets."""
    with instance.inside():
        shown = factories.make_registration(the_event(), NAME)
        plain = factories.make_registration(the_event(), "Lê Hoà")
        with transaction():
            photographs.show(photographs.folder_of(instance.folder), shown, drawn(), by=SYSTEM)
        assert shown.ticket is not None
        assert plain.ticket is not None
        return code_of(shown.ticket), code_of(plain.ticket)


def asked(door: Telephone, code: str) -> Locator:
    """Scan, ask for the photograph, and return where it stands once there is an answer."""
    door.burst(code)
    door.page.locator('.verdict [data-act="photograph"]').click()
    shown = door.page.locator(".verdict [data-likeness]")
    expect(shown.locator("figcaption")).to_be_visible()
    expect(shown.locator("figcaption")).not_to_have_text("Đang tải ảnh.")
    return shown


def test_the_photograph_comes_with_network_alone_is_kept_nowhere_and_says_whose_it_is(
    hall: Instance, playwright: Playwright, tmp_path: Path
) -> None:
    make_event(hall, 1)
    code, plain = make_people(hall)
    door = Telephone(playwright, tmp_path / "telephone", hall)
    door.open(f"#{pairing_code(hall)}")
    shown = asked(door, code)
    canvas = shown.get_by_role("img", name=f"Ảnh của {NAME}")
    expect(canvas).to_be_visible()
    assert canvas.evaluate("(one) => [one.width, one.height]") == list(photographs.SIZE)
    expect(door.page.locator("[data-announcement]")).to_contain_text(f"Ảnh của {NAME}")
    door.page.wait_for_timeout(3000)  # longer than green stays by itself
    expect(canvas).to_be_visible()
    assert door.page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(door.page.locator('.verdict [data-act="note"]')).to_have_count(0)  # a right of its own
    none = asked(door, plain)
    expect(none).to_contain_text("Đại biểu này chưa có ảnh.")
    expect(none.locator("canvas")).to_be_hidden()
    door.lose_network()
    away = asked(door, code)
    expect(away).to_contain_text("chỉ xem được ảnh khi có mạng")
    expect(away.locator("canvas")).to_be_hidden()
    kept = door.page.evaluate(KEPT)
    assert len(kept) > 10
    assert not [each for each in kept if "photograph" in each or "/api/" in each or "Blob" in each]
    door.context.close()


def test_a_note_is_written_at_the_door_with_network_and_what_was_typed_waits_without(
    hall: Instance, playwright: Playwright, tmp_path: Path
) -> None:
    make_event(hall, 1)
    code, _plain = make_people(hall)
    door = Telephone(playwright, tmp_path / "telephone", hall)
    door.open(f"#{pairing_code(hall, Right.SCAN, Right.OVERRIDE)}")
    door.burst(code)
    door.page.locator('.verdict [data-act="note"]').click()
    dialog = door.page.locator("#note")
    expect(dialog).to_contain_text(NAME)
    door.lose_network()
    dialog.locator("#note-text").fill(NOTE)
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator("#note-fault")).to_contain_text("Chưa lưu: cần có mạng.")
    expect(dialog.locator("#note-text")).to_have_value(NOTE)
    assert noted(hall) == []
    door.find_network()
    until(lambda: door.page.evaluate("document.body.dataset.network") == "online", "it never came back")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    expect(door.page.locator('.verdict [data-attention]:has-text("Xe lăn")')).to_be_visible()
    assert noted(hall) == [(NAME, NOTE)]
    door.burst(code)
    expect(door.page.locator('.verdict[data-key="already_in"]')).to_contain_text(NOTE)
    door.page.locator('.verdict [data-act="note"]').click()
    expect(dialog.locator("#note-text")).to_have_value(NOTE)
    dialog.locator("#note-text").fill("")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_be_hidden()
    assert noted(hall) == []
    door.context.close()


def noted(instance: Instance) -> list[tuple[str, str]]:
    """Return of whom the door minds what."""
    with instance.inside():
        rows = db.session.query(Registration, Attention).join(Attention, Attention.registration_id == Registration.id)
        return [(each.person.full_name, attention.text) for each, attention in rows]
