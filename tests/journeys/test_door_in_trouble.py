"""C7 C10 C12: what befalls a telephone at the door: a full disk, two tabs, revocation, twenty tickets."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Playwright, expect

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import devices
from eventapp.checkin.models import Device
from eventapp.database import db, transaction
from tests.journeys.film import CAMERA
from tests.journeys.instance import Instance
from tests.journeys.telephones import Telephone, make_event, pairing_code, scans_of, until

pytestmark = [pytest.mark.journey, pytest.mark.trial]
# What Chromium says of a full disk. Its own switch for a small quota is looked at too seldom to be relied on.
FULL = """
() => {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
}
"""
FRAMES_EACH = 90  # of a film that Chromium plays at 30 a second: longer than a green verdict stays


@pytest.fixture
def codes(hall: Instance) -> list[str]:
    """The codes of twenty tickets."""
    return make_event(hall, 20)


@pytest.fixture
def door(hall: Instance, codes: list[str], playwright: Playwright, tmp_path: Path) -> Iterator[Telephone]:
    """A paired telephone with the list."""
    telephone = Telephone(playwright, tmp_path / "telephone", hall)
    telephone.open(f"#{pairing_code(hall)}")
    yield telephone
    telephone.context.close()


def admitted(hall: Instance) -> int:
    """Return how many the server has as admitted, each by a number of its own."""
    scans = scans_of(hall)
    assert len({number for number, _verdict, _decision in scans}) == len(scans)
    return sum(verdict == "admitted" for _number, verdict, _decision in scans)


def test_a_full_telephone_admits_nobody_by_itself_and_loses_nothing(
    hall: Instance, door: Telephone, codes: list[str]
) -> None:
    door.lose_network()
    door.scan(codes[0], "admitted", "device")
    door.page.evaluate(FULL)
    door.burst(codes[1])
    expect(door.page.locator(".verdict")).to_have_attribute("data-key", "full")
    door.page.reload()
    door.scan(codes[1], "admitted", "device")
    assert door.number("waiting") == 2
    door.find_network()
    until(lambda: door.number("waiting") == 0, "the scans never left")
    assert admitted(hall) == 2


def test_of_two_tabs_each_knows_what_the_other_did_and_each_scan_goes_once(
    hall: Instance, door: Telephone, codes: list[str]
) -> None:
    first = door.page
    door.lose_network()
    door.scan(codes[0], "admitted", "device")
    door.page = door.context.new_page()
    door.open()
    door.scan(codes[0], "already_in", "device")
    door.scan(codes[1], "admitted", "device")
    door.page = first
    door.scan(codes[2], "admitted", "device")
    assert door.number("waiting") == 4
    door.find_network()
    until(lambda: door.number("waiting") == 0, "the scans never left")
    assert (admitted(hall), len(scans_of(hall))) == (3, 4)


def test_a_revoked_telephone_forgets_everybody_and_hands_its_scans_over(
    hall: Instance, door: Telephone, codes: list[str]
) -> None:
    door.lose_network()
    door.scan(codes[0], "admitted", "device")
    with hall.inside(), transaction():
        devices.revoke(db.session.query(Device).one(), by=SYSTEM)
    door.find_network()
    until(lambda: door.number("tickets") == 0, "the list was never wiped")
    until(lambda: door.number("waiting") == 0, "the scans were never handed over")
    expect(door.banner).to_contain_text("không còn là máy cửa")
    door.page.reload()
    expect(door.page.locator("#pairing")).to_be_visible()


def test_twenty_tickets_before_the_camera_with_the_network_gone_in_the_middle(
    hall: Instance, codes: list[str], playwright: Playwright, tmp_path: Path
) -> None:
    film = tmp_path / "twenty.mjpeg"
    film.write_bytes(b"".join(_frame(code) * FRAMES_EACH for code in codes))
    lens = [*CAMERA, f"--use-file-for-fake-video-capture={film}"]
    door = Telephone(playwright, tmp_path / "telephone", hall, lens)
    door.open(f"#{pairing_code(hall)}")
    until(lambda: len(scans_of(hall)) >= 5, "the camera saw nothing")
    door.lose_network()
    until(lambda: door.number("waiting") >= 4, "the door stopped without network")
    door.page.reload()
    before = door.number("waiting")
    until(lambda: gone_on(door) and door.number("waiting") >= before + 3, "the door stopped after a reload")
    door.kill()
    door.start()
    door.open()
    until(lambda: gone_on(door) and door.number("waiting") >= before + 5, "the door stopped after a crash")
    door.find_network()
    until(
        lambda: gone_on(door) and door.number("waiting") == 0 and admitted(hall) == 20,
        "not all of them came in",
        patience=150,
    )
    numbers = [number for number, _verdict, _decision in scans_of(hall)]
    assert numbers == list(range(1, len(numbers) + 1))
    door.context.close()


def gone_on(door: Telephone) -> bool:
    """Tap "Scan next" where a verdict waits for it: the film begins anew, with those who are inside already."""
    door.page.evaluate("document.querySelector('.verdict:not([data-verdict=go]) [data-act=next]')?.click()")
    return True


def _frame(code: str) -> bytes:
    """Return a picture of the ticket, as it is held before a lens."""
    ground = Image.new("RGB", (640, 480), (90, 90, 90))
    made = qrcode.make(f"HTTP://HOINGHI.EXAMPLE.VN/T/{code}", box_size=8).get_image().convert("RGB")
    ground.paste(made, ((640 - made.width) // 2, (480 - made.height) // 2))
    frame = io.BytesIO()
    ground.save(frame, "JPEG", quality=80)
    return frame.getvalue()
