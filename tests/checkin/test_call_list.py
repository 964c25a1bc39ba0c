"""Whom to call: searched, sorted, a page at a time, taken along; whoever has come is not on it."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.checkin.views import call_list
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.events.models import Mode
from eventapp.events.roles import Role
from tests.checkin.test_door_list import codes, scan
from tests.checkin.test_views import signed_in, the_event
from tests.factories import make_event, make_registration, make_registrations, make_site
from tests.queries import count_queries
from tests.registration.focal import make_delegation

MORNING = datetime(2030, 5, 6, 1, 5, tzinfo=UTC)
PAGE = "/manage/events/forum/door/missing"


@pytest.fixture(autouse=True)
def day_of_the_event() -> object:
    """The doors have opened."""
    with time_machine.travel(MORNING, tick=False) as now:
        yield now


@pytest.fixture
def office(client: FlaskClient, bare_app: Flask) -> FlaskClient:
    """A registrar, signed in; one has come, four have not, and somebody of another event has not either."""
    signed_in(client, bare_app, Role.REGISTRAR)
    with bare_app.test_request_context():
        event = the_event()
        ministry = make_delegation(event, "Bộ Ngoại giao")
        site = make_site(event, "Huế")
        here = make_registration(event, "Lê Có Mặt", delegation=ministry)
        make_registration(event, "Trần Chưa Đến", phone="+84912345678", organisation="Sở B")
        make_registration(event, "Đỗ Cũng Chưa", delegation=ministry)
        make_registration(event, "Bùi Ở Huế", mode=Mode.BRIDGE, site=site, organisation="Sở A")
        make_registration(event, "An Hoà", delegation=ministry)
        make_registration(event, "Vũ Trực Tuyến", mode=Mode.ONLINE)
        make_registration(make_event("other"), "Lê Nơi Khác")
        scan(event, codes([here])[0])
    return client


def names(client: FlaskClient, asked: str = "") -> list[str]:
    """Return who stands on the sheet, in its order."""
    rows = list(csv.reader(io.StringIO(client.get(f"{PAGE}.csv{asked}").get_data(as_text=True).removeprefix("\ufeff"))))
    return [row[0] for row in rows[1:]]


def test_whom_to_call_is_named_with_the_number(office: FlaskClient) -> None:
    page = office.get(PAGE).text
    assert "tel:+84912345678" in page and "Lê Có Mặt" not in page and "Vũ Trực Tuyến" not in page
    assert "Lê Nơi Khác" not in page
    assert page.index("Bộ Ngoại giao") < page.index("Đỗ Cũng Chưa") < page.index("An Hoà")
    assert page.index("An Hoà") < page.index("Without a delegation") < page.index("Trần Chưa Đến")
    assert "1–4 of 4" in page


def test_it_is_searched_filtered_and_sorted_and_the_sheet_is_as_the_page(office: FlaskClient) -> None:
    assert names(office) == ["Đỗ Cũng Chưa", "An Hoà", "Bùi Ở Huế", "Trần Chưa Đến"]
    assert names(office, "?sort=name") == ["Đỗ Cũng Chưa", "Trần Chưa Đến", "An Hoà", "Bùi Ở Huế"]
    assert names(office, "?sort=organisation")[-2:] == ["Bùi Ở Huế", "Trần Chưa Đến"]
    assert names(office, "?q=an+hoa") == ["An Hoà"]
    assert names(office, "?mode=bridge") == ["Bùi Ở Huế"]
    assert names(office, "?mode=online") == names(office)  # nobody is expected at the door so
    assert "Nobody is found" in office.get(f"{PAGE}?q=xyzzy").text
    assert office.get(f"{PAGE}?q=an+hoa").text.count('class="person"') == 1
    assert office.get(f"{PAGE}.xlsx").data.startswith(b"PK")


def test_a_delegations_link_from_the_board_shows_it_alone(office: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        [code] = db.session.scalars(select(Delegation.code).where(Delegation.event_id == the_event().id))
    assert names(office, f"?delegation={code}") == ["Đỗ Cũng Chưa", "An Hoà"]
    assert f'name="delegation" value="{code}"' in office.get(f"{PAGE}?delegation={code}").text
    assert "door/missing?delegation=B%E1%BB%99" in office.get("/manage/events/forum/door").text


def test_it_comes_a_page_at_a_time_and_a_delegation_counts_all_of_its_people(
    office: FlaskClient, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_list, "PER_PAGE", 3)
    with bare_app.test_request_context():
        make_registrations(the_event(), 4)
    pages = [office.get(f"{PAGE}?page={number}").text for number in (1, 2, 3, 99)]
    assert [each.count('class="person"') for each in pages] == [3, 3, 2, 2]
    assert "7–8 of 8" in pages[2]
    assert 'Without a delegation <span class="muted num">6</span>' in pages[1]
    assert len(names(office)) == 8


def test_it_asks_the_same_whatever_the_number(office: FlaskClient, bare_app: Flask) -> None:
    with count_queries(bare_app) as few:
        office.get(PAGE)
    with bare_app.test_request_context():
        make_registrations(the_event(), 6)
    with count_queries(bare_app) as many:
        office.get(PAGE)
    assert len(few) == len(many)


def test_a_viewer_calls_nobody(client: FlaskClient, bare_app: Flask) -> None:
    signed_in(client, bare_app, Role.VIEWER)
    assert [client.get(f"{PAGE}{form}").status_code for form in ("", ".csv", ".xlsx")] == [403, 403, 403]
