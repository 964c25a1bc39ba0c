"""A head of mission in Paris joins at 02:00 of her night, and the ledger knows it from what she did."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Mode
from eventapp.events.roles import Role
from eventapp.joining import rooms
from eventapp.joining.models import Visit
from eventapp.links.keeping import Opened, Place, add_link
from eventapp.links.models import Audience
from eventapp.presence.models import Evidence
from tests.factories import make_event, make_registration, make_session, make_token
from tests.journeys.instance import Instance, running
from tests.journeys.visitors import Visitors

pytestmark = pytest.mark.journey
PARIS = ZoneInfo("Europe/Paris")
STARTS = datetime(2027, 12, 20, 2, 0, tzinfo=PARIS)  # 08:00 in Hà Nội
SERVES, MOMENT = "tests.journeys.rehearsed:app", "moment"  # a server whose clock stands in a file
EVERY = 45  # seconds between two heartbeats
ZOOM = "https://zoom.us/j/94512345678"


@pytest.fixture
def night(built: None, migrated_sqlite: Path, tmp_path: Path) -> Iterator[Instance]:
    """An installation whose clock the story sets; the page is the same over any database."""
    (tmp_path / "eventapp.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    it_is(tmp_path, -60)
    with running(f"sqlite:///{tmp_path / 'eventapp.sqlite3'}", tmp_path, serves=SERVES) as instance:
        yield instance


def it_is(folder: Path, minutes: float) -> None:
    """Set the server's clock to so many minutes after the conference began."""
    (folder / MOMENT).write_text((STARTS + timedelta(minutes=minutes)).astimezone(UTC).isoformat())


def furnish(instance: Instance) -> tuple[str, str]:
    """Make a conference with one session of two hours; return the join page of the one delegate online, and a token."""
    with instance.inside():
        begins = STARTS.astimezone(UTC)
        event = make_event("hoi-nghi", starts_at=begins, ends_at=begins + timedelta(hours=2))
        make_session(event, "Khai mạc", starts_at=begins, ends_at=begins + timedelta(minutes=30))
        with transaction():
            add_link(event, Place(audience=Audience.ONLINE), Opened(url=ZOOM, passcode="246810"), by=SYSTEM)
        delegate = make_registration(event, "Đinh Thị Thanh Trà", mode=Mode.ONLINE)
        return f"{instance.address}/join/{rooms.secret_of(delegate)}", make_token(event, Role.VIEWER)


def noted(instance: Instance) -> tuple[int, int]:
    """Return how many visits and pieces of evidence there are."""
    with instance.inside():
        counts = [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Visit, Evidence)]
    return counts[0], counts[1]


def report(page: Page, instance: Instance, token: str) -> dict[str, Any]:
    """Return the attendance report as a program sees it."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = page.request.get(f"{instance.address}/api/v1/events/hoi-nghi/attendance", headers=headers)
    found: dict[str, Any] = answer.json()
    return found


def test_a_delegate_joins_at_two_in_the_morning(night: Instance, people: Visitors) -> None:
    address, token = furnish(night)
    it_is(night.folder, -16)
    page = people.arrive(timezone_id="Europe/Paris")
    page.clock.install(time=STARTS - timedelta(minutes=16))
    page.goto(address)
    expect(page.get_by_text("02:00–02:30 Thứ Hai, 20/12/2027")).to_be_visible()
    expect(page.get_by_text("08:00–08:30")).to_be_visible()
    expect(page.get_by_text("Mở lúc 01:45, Paris")).to_be_visible()
    button = page.get_by_role("main").get_by_role("button")
    expect(button).to_have_count(0)

    it_is(night.folder, -15)
    page.reload()
    expect(button).to_have_count(1)
    assert noted(night) == (0, 0)  # a look, by whomever, is no presence
    it_is(night.folder, -10)
    button.click()
    way = page.get_by_role("link", name="Mở Zoom")
    expect(way).to_have_attribute("href", ZOOM)
    expect(page.get_by_text("246810")).to_be_visible()
    assert noted(night) == (1, 1)  # the room was opened: that alone is no presence either
    assert report(page, night, token)["present"]["total"] == 0

    for beat in range(1, 48):
        it_is(night.folder, -10 + beat * EVERY / 60)
        with page.expect_response("**/beats"):
            page.clock.run_for(EVERY * 1000)
    it_is(night.folder, 130)
    page.request.get(f"{night.address}/healthz")  # what waits is written
    told = report(page, night, token)
    assert (told["registered"], told["present"]) == (1, {"hall": 0, "bridge": 0, "online": 1, "total": 1})
    assert (told["late"], told["absent"]) == (0, 0)
