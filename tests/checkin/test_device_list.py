"""The list of telephones: found by name or holder, of one state, in an order, paged, taken along."""

import csv
import io
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventapp.audit.trail import SYSTEM
from eventapp.checkin import devices
from eventapp.checkin.models import Device, Right
from eventapp.database import db, transaction
from eventapp.events.roles import Role
from tests.checkin.telephones import Telephone, prepared
from tests.checkin.test_views import signed_in, the_event
from tests.queries import count_queries

PAGE = "/manage/events/forum/devices"
NOON, LATER = "2030-05-06T05:00:00Z", "2030-05-06T05:10:00Z"


@pytest.fixture
def organiser(client: FlaskClient, bare_app: Flask) -> Iterator[FlaskClient]:
    """Somebody who looks after four telephones: one in contact, one out of it, one unpaired, one revoked."""
    with time_machine.travel(NOON, tick=False) as now:
        signed_in(client, bare_app, Role.ORGANISER)
        with bare_app.test_request_context():
            event = the_event()
        gone, _west = (Telephone(bare_app, event, name=name) for name in ("Cửa Bắc", "Cửa Tây"))
        now.move_to(LATER)
        east = Telephone(bare_app, event, name="Cửa Đông")
        contact = {"unsent": 3, "list_version": "", "clock_offset": 41, "sent_at": LATER, "operator": "Lê Hoà"}
        assert east("POST", "/devices/self/contact", contact).status_code == 200
        prepared(bare_app, event, Right.SCAN, name="Bàn A")
        with bare_app.test_request_context(), transaction():
            devices.revoke(db.session.get_one(Device, gone.row.id), by=SYSTEM)
        yield client


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("", ["Cửa Tây", "Cửa Đông", "Bàn A", "Cửa Bắc"]),
        ("?sort=name", ["Bàn A", "Cửa Bắc", "Cửa Đông", "Cửa Tây"]),
        ("?q=cua+tay", ["Cửa Tây"]),
        ("?q=hoa", ["Cửa Đông"]),
        ("?state=in_contact", ["Cửa Đông"]),
        ("?state=out_of_contact", ["Cửa Tây"]),
        ("?state=unpaired", ["Bàn A"]),
        ("?state=revoked", ["Cửa Bắc"]),
        ("?state=nonsense&q=nobody", []),
    ],
)
def test_the_list_has_what_is_asked_for_in_that_order(organiser: FlaskClient, question: str, names: list[str]) -> None:
    page, piece = (organiser.get(f"{PAGE}{more}{question}").text for more in ("", "/live"))
    rows = csv.reader(io.StringIO(organiser.get(f"{PAGE}.csv{question}").data.decode("utf-8-sig")))
    assert [row[0] for row in rows][1:] == names
    for text in (page, piece):
        assert sorted(names, key=lambda name: text.index(f">{name}</a>")) == names
        assert text.count('<li class="person">') == len(names)


def test_whoever_was_not_heard_of_for_longest_comes_first(organiser: FlaskClient) -> None:
    page = organiser.get(f"{PAGE}?sort=seen").text
    assert page.index(">Cửa Tây</a>") < page.index(">Cửa Đông</a>")


def test_the_sheet_says_how_each_one_is(organiser: FlaskClient) -> None:
    sheet = organiser.get(f"{PAGE}.csv?q=dong").data.decode("utf-8-sig")
    [_heading, row] = csv.reader(io.StringIO(sheet))
    assert row == ["Cửa Đông", "In contact", "Scan tickets", "Lê Hoà", "06/05/2030 12:10", "3", "41"]
    assert organiser.get(f"{PAGE}.xlsx").data[:2] == b"PK"


def test_pages_follow_one_another_and_cost_the_same(
    organiser: FlaskClient, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    organiser.get(PAGE)  # the first one is written down: when the session was last seen
    with count_queries(bare_app) as few:
        assert "1–4 of 4" in organiser.get(PAGE).text
    with bare_app.test_request_context():
        event = the_event()
    for number in range(5):
        prepared(bare_app, event, name=f"Máy {number}")
    with count_queries(bare_app) as many:
        assert "1–9 of 9" in organiser.get(PAGE).text
    assert len(few) == len(many)
    monkeypatch.setattr("eventapp.checkin.views.device_list.PER_PAGE", 4)
    assert "9–9 of 9" in organiser.get(f"{PAGE}?page=99").text
