"""The chair watches the situation board fill; the aide sees whom to call, and the wall names nobody."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import User
from eventapp.bridges import links
from eventapp.database import db, transaction
from eventapp.events.models import Mode
from eventapp.events.roles import Role
from eventapp.tickets.issuing import code_of
from tests.delegations.desk import make_delegation
from tests.factories import give_role, make_event, make_registration, make_session, make_site, make_token
from tests.journeys.instance import Instance
from tests.journeys.visitors import DESK, Visitors, sign_in

pytestmark = pytest.mark.journey
CHAIR, AIDE = "chutoa@example.vn", "thuky@example.vn"
FOCAL, PHONE = "Bà Lục Thị Đầu Mối", "+84912345678"
NAMES = ("Giáp Văn Hội", "Khuất Thị Trường", "Ông Điểm Cầu", "Cù Vắng Mặt")
MODES = (Mode.HALL, Mode.HALL, Mode.BRIDGE, Mode.BRIDGE)


class Doors:
    """A conference that goes on now: two are expected in the hall, two at a bridge point of a delegation."""

    def __init__(self, instance: Instance, people: Visitors) -> None:
        for email in (CHAIR, AIDE):
            instance.make_account(email)
        with instance.inside():
            now = clock.now()
            event = make_event("hoi-nghi", starts_at=now - timedelta(hours=2), ends_at=now + timedelta(hours=2))
            session = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
            make_session(event, "Phiên toàn thể", **session)
            for email, role in ((CHAIR, Role.VIEWER), (AIDE, Role.REGISTRAR)):
                give_role(event, db.session.scalars(select(User).filter_by(email=email)).one(), role)
            site = make_site(event, "Điểm cầu Quảng Ninh")
            home = make_delegation(event, "UBND tỉnh Quảng Ninh", "QN", seats={Mode.HALL: 3, Mode.BRIDGE: 3})
            with transaction():
                home.contact_name, home.contact_phone = FOCAL, PHONE
            seen = [
                make_registration(event, name, mode=mode, site=at, delegation=home)
                for name, mode, at in zip(NAMES, MODES, (None, None, site, site), strict=True)
            ]
            self.codes = [code_of(each.ticket) for each in seen if each.ticket]
            self.refs = [each.ref for each in seen]
            self.token, self.secret = make_token(event, Role.DOOR), links.secret(site, 0)
        self.address, self.request = instance.address, people.arrive().request

    def scan(self, which: int, direction: str = "in") -> None:
        """Let somebody come or leave by the door."""
        path = f"{self.address}/api/v1/events/hoi-nghi/scans"
        body = {"id": str(uuid4()), "code": self.codes[which], "direction": direction}
        answer = self.request.post(path, headers={"Authorization": f"Bearer {self.token}"}, data=body)
        assert answer.json()["verdict"] in ("admitted", "left")

    def call(self, **mark: Any) -> None:
        """Let the secretary of the point note something."""
        path = f"{self.address}/sites/{self.secret}/marks"
        answer = self.request.post(path, data={"marks": [{"id": str(uuid4()), **mark}]})
        assert answer.json()["results"][0]["status"] == "stored"


def watch(people: Visitors, instance: Instance, email: str, question: str = "") -> Page:
    """Open the board."""
    page = people.arrive(viewport=DESK)
    sign_in(page, instance.address, email)
    page.goto(f"{instance.address}/manage/events/hoi-nghi/board{question}")
    return page


def shows(page: Page, now: int, hall: int, bridge: str) -> None:
    """Wait until the board says, by itself, how many are there."""
    figures = page.locator("dl.strip .figure")
    expect(figures.nth(0)).to_have_text(f"{now} / 4")
    expect(figures.nth(1)).to_have_text(f"{hall} / 2")
    expect(figures.nth(2)).to_contain_text(bridge)


def test_the_chair_watches_the_board_fill(hall: Instance, people: Visitors) -> None:
    doors = Doors(hall, people)
    chair, aide, wall = (
        watch(people, hall, *asked) for asked in ((CHAIR,), (AIDE,), (AIDE, "?wall=yes"))
    )  # fmt: skip
    shows(chair, 0, 0, "0 / 2")
    missing = chair.locator("section", has=chair.locator("#h-missing"))
    expect(missing).to_contain_text("UBND tỉnh Quảng Ninh4 / 4")
    expect(chair.locator("section", has=chair.locator("#h-points"))).to_contain_text("1 điểm chưa có người")

    doors.scan(0)
    doors.scan(1)
    shows(chair, 2, 2, "0 / 2")
    doors.call(kind="tick", ref=doors.refs[2])
    doors.call(kind="headcount", number=42)
    shows(chair, 3, 2, "1 / 2+41")
    doors.scan(1, "out")
    shows(chair, 2, 1, "1 / 2+41")
    expect(missing).to_contain_text("UBND tỉnh Quảng Ninh1 / 4")
    expect(chair.locator("header")).to_contain_text("Phiên toàn thể")

    shows(aide, 2, 1, "1 / 2+41")
    expect(aide.locator("main")).to_contain_text(FOCAL)
    expect(aide.locator(f'a[href="tel:{PHONE}"]')).to_be_visible()
    for page in (chair, wall):  # who only looks on, and what everybody sees
        shows(page, 2, 1, "1 / 2+41")
        shown = page.content()
        assert [each for each in (*NAMES, FOCAL, PHONE, "tel:") if each in shown] == []

    chair.context.set_offline(True)
    expect(chair.locator("[data-offline]")).to_be_visible()
    doors.call(kind="tick", ref=doors.refs[3])
    chair.context.set_offline(False)
    shows(chair, 3, 1, "2 / 2+40")
    expect(chair.locator("[data-offline]")).to_be_hidden()
    expect(missing).to_contain_text("Mọi người đã có mặt")
    # Chromium says of each try that found no network that it failed to load: that is what was tried.
    people.complaints[:] = [each for each in people.complaints if "ERR_INTERNET_DISCONNECTED" not in each]
