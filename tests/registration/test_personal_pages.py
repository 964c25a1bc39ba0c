"""One's own page: /my/<secret>, the ticket as picture and paper, leaving."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import EventMode, Mode
from eventapp.programme import programming
from eventapp.programme.models import SessionKind
from eventapp.registration import links
from eventapp.registration.models import Registration, Status
from tests.factories import make_event, make_registration, make_site


@pytest.fixture
def secrets(bare_app: Flask) -> list[str]:
    """The links of someone with the one seat and of someone who waits."""
    with bare_app.test_request_context():
        event = make_event(hall=1)
        first = make_registration(event, "Đỗ Thị Hoà", salutation="Bà", position="Tham tán", email="hoa@example.org")
        return [links.secret(first), links.secret(make_registration(event, "Trần Bình"))]


def statuses(app: Flask) -> list[Status]:
    """Return where the registrations stand."""
    with app.app_context():
        return list(db.session.scalars(select(Registration.status).order_by(Registration.id)))


def test_the_page_shows_ticket_reference_and_status(client: FlaskClient, secrets: list[str]) -> None:
    page = client.get(f"/my/{secrets[0]}?lang=en")
    for sentence in ("Đỗ Thị Hoà", "Tham tán", "Confirmed", "In person", 'class="qr"', "hoa@example.org"):
        assert sentence in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_whoever_waits_is_not_told_of_another_place_in_the_same_line(client: FlaskClient, secrets: list[str]) -> None:
    page = client.get(f"/my/{secrets[1]}").text
    assert "You are number 1 on the waiting list" in page
    assert "No seats left." in page and "You would join the waiting list" not in page


def test_the_page_speaks_vietnamese(client: FlaskClient, secrets: list[str]) -> None:
    page = client.get(f"/my/{secrets[0]}?lang=vi").text
    for sentence in ("Trang của tôi", "Đã xác nhận", "Trực tiếp", "Vé PDF", "Huỷ đăng ký của tôi"):
        assert sentence in page


@pytest.mark.parametrize("secret", ["x", "0" * 34, "A" * 200, "é" * 34])
def test_another_secret_opens_nothing(client: FlaskClient, secrets: list[str], secret: str) -> None:
    for address in (f"/my/{secret}", f"/my/{secret}/ticket.svg", f"/my/{secret}/ticket.pdf"):
        assert client.get(address).status_code == 404
    assert client.post(f"/my/{secret}/cancellation").status_code == 404


def test_a_raised_generation_closes_the_old_link(client: FlaskClient, bare_app: Flask, secrets: list[str]) -> None:
    with bare_app.test_request_context(), transaction():
        registration = links.find_registration(secrets[0])
        assert registration is not None
        registration.generation += 1
    assert client.get(f"/my/{secrets[0]}").status_code == 404


def test_sessions_show_the_conferences_time_and_ones_own(client: FlaskClient, bare_app: Flask, secrets: Any) -> None:
    with bare_app.test_request_context():
        registration = links.find_registration(secrets[0])
        assert registration is not None
        with transaction():
            programming.add_session(
                registration.event,
                title="Khai mạc",
                kind=SessionKind.OPENING,
                starts_at=datetime(2030, 5, 6, 1, 30, tzinfo=UTC),
                ends_at=datetime(2030, 5, 6, 1, 45, tzinfo=UTC),
                by=SYSTEM,
            )
    page = client.get(f"/my/{secrets[0]}?zone=Europe/Paris").text
    assert "Khai mạc" in page and ">08:30</time>" in page and "03:30" in page


def test_cancelling_frees_the_seat_for_whoever_waits(client: FlaskClient, bare_app: Flask, secrets: list[str]) -> None:
    assert "Yes, cancel my registration" in client.get(f"/my/{secrets[0]}").text
    answer = client.post(f"/my/{secrets[0]}/cancellation")
    assert (answer.status_code, answer.location) == (303, f"/my/{secrets[0]}")
    assert statuses(bare_app) == [Status.CANCELLED, Status.CONFIRMED]
    with bare_app.app_context():
        assert db.session.scalar(select(EventMode.taken).where(EventMode.mode == Mode.HALL)) == 1
    page = client.get(f"/my/{secrets[0]}").text
    assert "Your registration is cancelled." in page and 'class="qr"' not in page
    assert 'class="qr"' in client.get(f"/my/{secrets[1]}").text


def test_cancelling_twice_says_so_and_changes_nothing(client: FlaskClient, bare_app: Flask, secrets: Any) -> None:
    for _ in range(2):
        answer = client.post(f"/my/{secrets[0]}/cancellation", follow_redirects=True)
    assert "already been cancelled or replaced" in answer.text
    assert statuses(bare_app) == [Status.CANCELLED, Status.CONFIRMED]


def test_looking_never_cancels(client: FlaskClient, bare_app: Flask, secrets: list[str]) -> None:
    assert client.get(f"/my/{secrets[0]}/cancellation").status_code == 405
    assert statuses(bare_app) == [Status.CONFIRMED, Status.WAITLISTED]


def test_the_picture_is_a_whole_svg(client: FlaskClient, secrets: list[str]) -> None:
    answer = client.get(f"/my/{secrets[0]}/ticket.svg")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.text.startswith("<svg xmlns=") and answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"/my/{secrets[1]}/ticket.svg").status_code == 404


def test_the_paper_bears_the_name_and_is_a_download(client: FlaskClient, secrets: list[str], tmp_path: Any) -> None:
    answer = client.get(f"/my/{secrets[0]}/ticket.pdf?lang=en")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''forum%20%C4%90%E1%BB%97%20Th%E1%BB%8B%20Ho%C3%A0.pdf" in disposition
    (tmp_path / "ticket.pdf").write_bytes(answer.data)
    text = PdfReader(tmp_path / "ticket.pdf").pages[0].extract_text()
    assert "Hoà" in text and "In person" in text
    assert client.get(f"/my/{secrets[1]}/ticket.pdf").status_code == 404


def test_the_ticket_of_someone_who_left_is_gone(client: FlaskClient, bare_app: Flask, secrets: list[str]) -> None:
    client.post(f"/my/{secrets[0]}/cancellation")
    assert client.get(f"/my/{secrets[0]}/ticket.svg").status_code == 404
    assert client.get(f"/my/{secrets[0]}/ticket.pdf").status_code == 404


def test_a_bridge_point_stands_on_the_page(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        registration = make_registration(event, mode=Mode.BRIDGE, site=make_site(event, "Điểm cầu Huế"))
        secret = links.secret(registration)
    assert "Điểm cầu Huế" in client.get(f"/my/{secret}").text
