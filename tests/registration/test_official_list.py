"""The official list: what is filtered, on paper, in the order shown, with headings in both languages."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.events import capacity
from eventapp.events.models import Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.registration import substitution
from eventapp.reports import official_list
from tests.factories import give_role, make_event, make_registration, make_site, make_user
from tests.queries import count_queries
from tests.visits import signed_in

LIST = "/manage/events/forum/delegates.pdf"


@pytest.fixture
def office(bare_app: Flask) -> FlaskClient:
    """The registrar's browser; two in the hall, of whom one attends for another, and one at a bridge point."""
    with bare_app.test_request_context():
        event = make_event(host="Bộ Ngoại giao")
        give_role(event, make_user(email="office@example.org"), Role.REGISTRAR)
        make_registration(event, "Y Blốk Êban", mode=Mode.BRIDGE, site=make_site(event))
        make_registration(event, "Nguyễn Văn #Anh*", position="Vụ trưởng", salutation="Ông")
        absent = make_registration(event, "Đỗ Thị Hoà")
        with transaction():
            substitution.substitute(absent, by=SYSTEM, full_name="Lê Bình", email="binh@example.org")
    return signed_in(bare_app, "office@example.org")


def words(body: bytes) -> str:
    """Return the text of a PDF with single spaces."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages)


def test_it_says_who_comes_in_the_order_asked_for(office: FlaskClient) -> None:
    answer = office.get(f"{LIST}?lang=en")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = words(answer.data)
    for said in ("List of delegates", "Danh sách đại biểu", "Bộ Ngoại giao", "Forum", "Vụ trưởng", "Điểm cầu Huế"):
        assert said in text
    assert "Attends for Đỗ Thị Hoà" in text
    everyone = ["Mr Nguyễn Văn #Anh*", "Lê Bình", "Y Blốk Êban"]
    assert sorted(everyone, key=text.index) == everyone
    turned = words(office.get(f"{LIST}?lang=en&sort=-name").data)
    assert sorted(everyone, key=turned.index) == everyone[::-1]


def test_who_has_no_seat_yet_is_marked(bare_app: Flask, office: FlaskClient) -> None:
    with bare_app.test_request_context():
        event = find_event("forum")
        assert event is not None
        with transaction():
            capacity.set_capacity(event, Mode.ONLINE, 0, by=SYSTEM)
        make_registration(event, "Trần Chờ", mode=Mode.ONLINE)
    assert words(office.get(f"{LIST}?lang=en").data).count("On the waiting list") == 1


def test_it_holds_what_is_filtered(office: FlaskClient) -> None:
    text = words(office.get(f"{LIST}?mode=bridge&lang=vi").data)
    assert "Y Blốk Êban" in text
    assert "Lê Bình" not in text


def test_a_list_nobody_would_print_is_refused(office: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official_list, "MOST_LINES", 2)
    answer = office.get(f"{LIST}?lang=en&mode=", follow_redirects=True)
    assert "A list of more than 2 delegates is not put on paper." in answer.text


def test_more_delegates_ask_no_more_questions(bare_app: Flask, office: FlaskClient) -> None:
    office.get(LIST)
    with count_queries(bare_app) as few:
        office.get(LIST)
    with bare_app.test_request_context():
        event = make_event("other")
        give_role(event, make_user(email="other@example.org"), Role.REGISTRAR)
        for number in range(12):
            make_registration(event, f"Nguyễn Văn {chr(65 + number)}")
    other = signed_in(bare_app, "other@example.org")
    other.get("/manage/events/other/delegates.pdf")
    with count_queries(bare_app) as many:
        other.get("/manage/events/other/delegates.pdf")
    assert len(few) == len(many)
