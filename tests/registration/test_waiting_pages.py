"""The organiser's waiting list: in order, with places, searched, exported; out of turn only when asked."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.registration import enrolment, wishes
from eventapp.registration.models import Registration
from tests.factories import give_role, make_event, make_registration, make_user, open_session
from tests.queries import count_queries
from tests.registration.test_offers import do

Visit = Callable[[], FlaskClient]


@pytest.fixture
def desk(bare_app: Flask) -> FlaskClient:
    """A registrar's browser."""
    with bare_app.test_request_context():
        event, user = make_event(hall=1, offer_hours=24), make_user()
        give_role(event, user, Role.REGISTRAR)
        token = open_session(user)
        for name in ("Đỗ Thị Hoà", "Trần Bình", "Lê Chi", "Phạm Dung"):
            make_registration(event, name)
        do(wishes.attend_meanwhile, named("Trần Bình"))
    client = bare_app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    client.get("/?lang=en")
    return client


def named(name: str) -> Registration:
    """Return the registration of that name."""
    return next(each for each in db.session.query(Registration) if each.person.full_name == name)


def test_the_line_stands_in_order_with_offers_before_it(desk: FlaskClient, bare_app: Flask) -> None:
    page = desk.get("/manage/events/forum/waiting").text
    assert page.index("Trần Bình") < page.index("Lê Chi") < page.index("Phạm Dung")
    assert "Attends online meanwhile" in page and "Đỗ Thị Hoà" not in page
    with bare_app.test_request_context():
        do(enrolment.cancel, named("Đỗ Thị Hoà"))
    page = desk.get("/manage/events/forum/waiting?mode=hall").text
    assert "Offered until" in page and ">3 delegates ·" in page
    assert re.search(r'aria-current="true">.*?<span class="num">3</span>', page, re.DOTALL)
    found = desk.get("/manage/events/forum/waiting?mode=hall&q=dung").text
    assert "Phạm Dung" in found and "Lê Chi" not in found and ">2</td>" in found
    assert "Nobody waits here" in desk.get("/manage/events/forum/waiting?mode=online").text
    assert "Nobody is found" in desk.get("/manage/events/forum/waiting?q=zzz").text


def test_a_longer_line_asks_no_more_of_the_database(desk: FlaskClient, bare_app: Flask) -> None:
    with count_queries(bare_app) as few:
        desk.get("/manage/events/forum/waiting")
    with bare_app.test_request_context():
        event = db.session.query(Event).one()
        for number in range(5):
            make_registration(event, f"Vũ Văn {number}")
    with count_queries(bare_app) as many:
        desk.get("/manage/events/forum/waiting")
    assert len(many) == len(few)


def test_the_line_is_exported_in_order(desk: FlaskClient) -> None:
    answer = desk.get("/manage/events/forum/waiting.csv?mode=hall")
    rows = answer.get_data().decode("utf-8-sig").splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [["1", "Trần Bình"], ["2", "Lê Chi"], ["3", "Phạm Dung"]]
    assert desk.get("/manage/events/forum/waiting.xlsx").data[:2] == b"PK"
    assert 'filename="forum-waiting-' in answer.headers["Content-Disposition"]


def test_a_seat_out_of_turn_is_asked_for_and_given(desk: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        ref, seated = named("Phạm Dung").ref, named("Đỗ Thị Hoà").ref
    address = f"/manage/events/forum/delegates/{ref}"
    asked = desk.get(f"{address}/confirmation").text
    assert "Give Phạm Dung a seat out of turn?" in asked and "2 delegates have waited longer." in asked
    assert "There is no seat left" in desk.post(f"{address}/confirmation", follow_redirects=True).text
    with bare_app.test_request_context():
        do(enrolment.cancel, named("Đỗ Thị Hoà"))
        assert named("Trần Bình").wished_mode is Mode.HALL
        first = named("Trần Bình").ref
    page = desk.get(f"/manage/events/forum/delegates/{first}").text
    assert "Extend the offer" in page and "Withdraw the offer" in page
    assert (
        "The offer is extended."
        in desk.post(f"/manage/events/forum/delegates/{first}/offer", follow_redirects=True).text
    )
    said = desk.post(f"/manage/events/forum/delegates/{first}/offer/withdrawal", follow_redirects=True).text
    assert "The offer is withdrawn." in said
    assert (
        "No seat is offered" in desk.post(f"/manage/events/forum/delegates/{first}/offer", follow_redirects=True).text
    )
    assert desk.get(f"/manage/events/forum/delegates/{seated}/confirmation").status_code == 302
    assert "Waits for: In person" in desk.get("/manage/events/forum/delegates").text
