"""At the door by hand: a hand scanner, a whole delegation, somebody let in against a rule, an entry taken back."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Playwright, expect

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import minding
from eventapp.checkin.models import Entry, Right, Scan
from eventapp.database import db, transaction
from eventapp.events.models import Mode
from eventapp.registration import enrolment
from eventapp.tickets.issuing import code_of
from tests.journeys.instance import Instance
from tests.journeys.telephones import Telephone, make_event, pairing_code, the_event, until
from tests.registration.focal import make_delegation

pytestmark = pytest.mark.journey
WHEELCHAIR = "Xe lăn: mời đi lối bên phải"


def make_people(instance: Instance) -> dict[str, str]:
    """Make a delegation of three, one of whom the door minds, and somebody who attends online; return their codes."""
    names = ("Đoàn Thị Một", "Đoàn Văn Hai", "Đoàn Văn Ba", "Lê Trực Tuyến")
    with instance.inside():
        event = the_event()
        delegation = make_delegation(event, hall=5)
        with transaction():
            people = [
                enrolment.register(
                    event,
                    full_name=name,
                    email=f"nguoi{number}@example.vn",
                    mode=Mode.HALL if number < 3 else Mode.ONLINE,
                    delegation=delegation if number < 3 else None,
                    by=SYSTEM,
                    is_office=True,
                )
                for number, name in enumerate(names)
            ]
            minding.mind(people[0], WHEELCHAIR, by=SYSTEM)
        return {each.person.full_name: code_of(each.ticket) for each in people if each.ticket}


def row_of(door: Telephone, name: str) -> Locator:
    """Return the row of that person among those the desk has found."""
    return door.page.locator("[data-found] li").filter(has_text=name)


def verdict(door: Telephone, key: str) -> Locator:
    """Return that verdict, which is on the screen."""
    shown = door.page.locator(f'.verdict[data-key="{key}"]')
    expect(shown).to_be_visible()
    return shown


def kept(instance: Instance) -> tuple[int, dict[str, str]]:
    """Return how many are inside, and the reason that each scan with one was given."""
    with instance.inside():
        inside = db.session.query(Entry).filter(Entry.left_at.is_(None)).count()
        scans = db.session.query(Scan).filter(Scan.override_reason != "")
        return inside, {each.direction.value: each.override_reason for each in scans}


def test_a_hand_scanner_a_delegation_an_exception_and_an_entry_taken_back(
    hall: Instance, playwright: Playwright, tmp_path: Path
) -> None:
    make_event(hall, 1)
    codes = make_people(hall)
    door = Telephone(playwright, tmp_path / "telephone", hall)
    door.open(f"#{pairing_code(hall, Right.SCAN, Right.SEARCH, Right.OVERRIDE)}")

    door.scan(codes["Đoàn Thị Một"], "admitted", "server")
    expect(verdict(door, "admitted")).to_contain_text(WHEELCHAIR)

    door.page.locator('.verdict [data-act="undo"]').click()
    door.page.locator('#reasons [data-kind="undo"] [data-reason]').first.click()
    verdict(door, "left").locator('[data-act="next"]').click()
    assert kept(hall)[0] == 0

    door.scan(codes["Lê Trực Tuyến"], "wrong_mode", "server")
    door.page.locator('.verdict [data-act="override"]').click()
    door.page.locator("#reasons button[type=submit]").click()
    expect(door.page.locator("#reason-fault")).to_be_visible()
    door.page.locator("#reason").fill("Trưởng ban mời vào hội trường")
    door.page.locator("#reasons button[type=submit]").click()
    verdict(door, "admitted").locator('[data-act="next"]').click()
    assert kept(hall) == (1, {"undo": "Quét nhầm", "in": "Trưởng ban mời vào hội trường"})

    door.page.locator('[data-opens="search"]').click()
    door.page.locator("#who").fill("doan thi mot")
    row_of(door, "Đoàn Thị Một").locator("[data-group]").click()
    expect(door.page.locator("[data-found] li")).to_have_count(3)
    assert door.page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("Đoàn Thị Một", "Đoàn Văn Ba"):
        row_of(door, name).locator("[data-tick]").click()
        expect(row_of(door, name).locator('.state[data-tone="ok"]')).to_be_visible()
        expect(row_of(door, name).locator("[data-tick]")).to_be_disabled()
    until(lambda: kept(hall)[0] == 3, "not all of them are inside")

    door.page.locator("#who").fill(f"https://hoinghi.example.vn/T/{codes['Đoàn Văn Hai']}")
    door.page.locator("#who").press("Enter")
    expect(verdict(door, "admitted")).to_contain_text("Đoàn Văn Hai")
    assert kept(hall)[0] == 4
    door.context.close()
