"""C7 C10: a door goes on without network, over a reload and the browser's death, and every scan arrives once."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.journeys.instance import Instance
from tests.journeys.telephones import Telephone, make_event, pairing_code, scans_of, until

pytestmark = pytest.mark.journey


def test_a_door_goes_on_without_network_and_every_scan_arrives_once(
    hall: Instance, playwright: Playwright, tmp_path: Path
) -> None:
    codes = make_event(hall, 4)
    door = Telephone(playwright, tmp_path / "telephone", hall)
    door.open(f"#{pairing_code(hall)}")
    assert "#" not in door.page.url
    door.scan(codes[0], "admitted", "server")

    door.lose_network()
    door.scan(codes[1], "admitted", "device")
    expect(door.banner).to_contain_text("Mất mạng từ")
    expect(door.banner).to_contain_text("Lượt quét chờ gửi: 1.")
    door.scan(codes[0], "already_in", "device")
    door.scan("Z" * 24, "unknown", "device")

    door.page.reload()
    expect(door.banner).to_contain_text("Lượt quét chờ gửi: 3.")
    door.scan(codes[1], "already_in", "device")

    door.kill()
    door.start()
    door.open()
    door.scan(codes[2], "admitted", "device")
    assert door.number("waiting") == 5

    door.find_network()
    until(lambda: door.number("waiting") == 0, "the scans never left")
    expect(door.banner).to_be_hidden()
    door.scan(codes[3], "admitted", "server")
    assert scans_of(hall) == [
        (1, "admitted", ""),
        (2, "admitted", "offline_admitted"),
        (3, "already_in", "offline_already_in"),
        (4, "refused", "offline_refused:unknown"),
        (5, "already_in", "offline_already_in"),
        (6, "admitted", "offline_admitted"),
        (7, "admitted", ""),
    ]
    door.context.close()
