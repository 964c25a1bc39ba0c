"""The public pages: the form, the lost link, and what a telephone's camera opens."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events import life_cycle
from eventapp.events.models import Event, EventStatus, Mode
from eventapp.events.queries import find_event
from eventapp.mail.models import Letter
from eventapp.registration import consent, links
from eventapp.registration.models import Registration, Status
from eventapp.tickets.issuing import code_of
from tests.factories import make_event, make_registration, make_site

TYPED = {
    "full_name": "Đỗ Thị Hoà",
    "email": "hoa@example.org",
    "organisation": "Sở Ngoại vụ",
    "position": "Phó Giám đốc",
    "phone": "0349 977 364",
    "mode": "hall",
    "locale": "vi",
    "consent": "yes",
    "form_key": "key-1",
}


@pytest.fixture
def made(bare_app: Flask) -> dict[str, Any]:
    """An event with a bridge point, and the bridge point of another event."""
    with bare_app.test_request_context():
        event, other = make_event(hall=1), make_event("other")
        return {"site": make_site(event).ref, "other": make_site(other, "Điểm cầu Vinh").ref}


def registrations(app: Flask) -> list[Registration]:
    """Return what the database holds."""
    with app.app_context():
        return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def change_event(app: Flask, **changes: Any) -> None:
    """Edit the event."""
    with app.test_request_context(), transaction():
        life_cycle.edit_event(_event(), by=SYSTEM, **changes)


def _event() -> Event:
    event = find_event("forum")
    assert event is not None
    return event


def test_the_form_offers_what_the_event_has(client: FlaskClient, made: dict[str, Any]) -> None:
    page = client.get("/events/forum/register?lang=en").text
    assert "1 of 1 seats left" in page
    assert f'<option value="{made["site"]}">Điểm cầu Huế</option>' in page
    assert made["other"] not in page
    assert 'name="csrf_token"' in page and 'name="form_key"' in page
    assert consent.TEXTS[consent.CURRENT] in page
    assert not re.search(r'name="consent"[^>]*checked', page)


def test_bridge_points_are_offered_once_there_is_one(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        make_event("without")
    page = client.get("/events/without/register?lang=en").text
    assert 'value="bridge"' not in page and 'value="hall"' in page
    refused = client.post("/events/without/register", data={**TYPED, "mode": "bridge"})
    assert (refused.status_code, 'value="Đỗ Thị Hoà"' in refused.text) == (422, True)
    with bare_app.test_request_context():
        event = find_event("without")
        assert event is not None
        make_site(event)
    assert 'value="bridge"' in client.get("/events/without/register?lang=en").text


def test_the_form_and_its_faults_are_in_vietnamese(client: FlaskClient, made: dict[str, Any]) -> None:
    page = client.post("/events/forum/register?lang=vi", data={"mode": "bridge"}).text
    for sentence in ("Đăng ký", "Họ và tên: chưa được điền.", "Thư điện tử: chưa được điền.", "Điểm cầu"):
        assert sentence in page
    assert "Full name" not in page and "Register" not in page


def test_registering_leads_to_the_delegates_own_page(client: FlaskClient, bare_app: Flask, made: Any) -> None:
    answer = client.post("/events/forum/register", data=TYPED)
    assert answer.status_code == 303
    [registration] = registrations(bare_app)
    with bare_app.test_request_context():
        assert answer.location == f"/my/{links.secret(registration)}"
        registration = db.session.merge(registration)
        assert registration.person.phone == "+84349977364"
        assert registration.person.organisation_name == "Sở Ngoại vụ"
    assert registration.consent_version == consent.CURRENT
    assert registration.consented_at == registration.registered_at
    assert client.get(answer.location).status_code == 200


def test_a_form_sent_ten_times_is_one_registration_and_one_letter(
    client: FlaskClient, bare_app: Flask, made: Any
) -> None:
    answers = [client.post("/events/forum/register", data=TYPED) for _ in range(10)]
    assert {(each.status_code, each.location) for each in answers} == {(303, answers[0].location)}
    assert len(registrations(bare_app)) == 1
    with bare_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_the_same_key_with_other_content_is_refused_and_what_was_typed_is_kept(
    client: FlaskClient, bare_app: Flask, made: Any
) -> None:
    client.post("/events/forum/register", data=TYPED)
    answer = client.post("/events/forum/register", data={**TYPED, "full_name": "Trần Bình"})
    assert answer.status_code == 409
    assert 'value="Trần Bình"' in answer.text
    assert len(registrations(bare_app)) == 1


def test_a_form_found_again_with_back_registers_a_colleague_when_it_is_sent_once_more(
    client: FlaskClient, bare_app: Flask, made: Any
) -> None:
    client.post("/events/forum/register", data=TYPED)
    colleague = {**TYPED, "full_name": "Trần Bình", "mode": "online"}
    refused = client.post("/events/forum/register?lang=vi", data=colleague)
    assert "Xin gửi lại lần nữa nếu muốn đăng ký thêm người khác." in refused.text
    fresh = re.search(r'name="form_key" value="([^"]+)"', refused.text)
    assert fresh is not None
    answer = client.post("/events/forum/register", data={**colleague, "form_key": fresh[1]})
    assert answer.status_code == 303
    with bare_app.app_context():
        assert {db.session.merge(each).person.full_name for each in registrations(bare_app)} == {
            "Đỗ Thị Hoà",
            "Trần Bình",
        }


def test_the_same_person_is_told_so(client: FlaskClient, bare_app: Flask, made: Any) -> None:
    client.post("/events/forum/register", data=TYPED)
    again = {**TYPED, "form_key": "key-2", "full_name": "do thi hoa", "email": "HOA@EXAMPLE.ORG"}
    answer = client.post("/events/forum/register", data=again)
    assert answer.status_code == 409
    assert "do thi hoa is already registered with this e-mail address." in answer.text
    assert len(registrations(bare_app)) == 1


def test_when_the_seats_are_gone_the_form_says_which_number_one_would_be(
    client: FlaskClient, bare_app: Flask, made: Any
) -> None:
    for number in range(3):
        typed = {**TYPED, "form_key": f"key-{number}", "email": f"hoa{number}@example.org"}
        client.post("/events/forum/register", data=typed)
    assert "You would join the waiting list as number 3." in client.get("/events/forum/register").text
    third = registrations(bare_app)[2]
    with bare_app.test_request_context():
        page = client.get(f"/my/{links.secret(third)}").text
    assert "You are number 2 on the waiting list" in page
    assert 'class="qr"' not in page


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"full_name": ""}, {"full_name"}),
        ({"full_name": "1234"}, {"full_name"}),
        ({"full_name": "A" * 121}, {"full_name"}),
        ({"email": "not an address"}, {"email"}),
        ({"email": f"{'a' * 300}@example.org"}, {"email"}),
        ({"organisation": "x" * 256}, {"organisation"}),
        ({"phone": "call me"}, {"phone"}),
        ({"mode": "hybrid"}, {"mode"}),
        ({"mode": ""}, {"mode"}),
        ({"mode": "bridge"}, {"site"}),
        ({"mode": "bridge", "site": "NOSUCHONE"}, {"site"}),
        ({"consent": ""}, {"consent"}),
        ({"form_key": "k" * 65}, {"form_key"}),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_written(
    client: FlaskClient, bare_app: Flask, made: Any, changes: dict[str, str], fields: set[str]
) -> None:
    answer = client.post("/events/forum/register", data={**TYPED, **changes})
    assert answer.status_code == 422
    assert set(re.findall(r'<li><a href="#(\w+)">', answer.text)) == fields
    assert 'value="Sở Ngoại vụ"' in answer.text or "organisation" in changes
    assert registrations(bare_app) == []


def test_a_bridge_point_of_another_event_is_unknown(client: FlaskClient, bare_app: Flask, made: Any) -> None:
    answer = client.post("/events/forum/register", data={**TYPED, "mode": "bridge", "site": made["other"]})
    assert answer.status_code == 422
    assert "There is no such bridge point." in answer.text
    assert registrations(bare_app) == []


def test_bidi_and_control_characters_never_reach_the_list(client: FlaskClient, bare_app: Flask, made: Any) -> None:
    client.post("/events/forum/register", data={**TYPED, "full_name": "\u202eNGUYỄN\x00  VĂN\u200b ANH\u2066"})
    [registration] = registrations(bare_app)
    with bare_app.app_context():
        assert db.session.merge(registration).person.full_name == "Nguyễn Văn Anh"


def test_what_was_typed_comes_back_as_text_never_as_markup(client: FlaskClient, made: Any) -> None:
    answer = client.post("/events/forum/register", data={**TYPED, "mode": "", "full_name": '"><script>alert(1)'})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"registration_opens_at": datetime(2029, 12, 31, 17, 0, tzinfo=UTC)},
            "Registration opens at 00:00 on Tuesday 1 January 2030, Hà Nội time (UTC+7).",
        ),
        ({"registration_closes_at": datetime(2020, 1, 1, tzinfo=UTC)}, "Registration for this event is closed."),
        (
            {"starts_at": datetime(2020, 1, 1, tzinfo=UTC), "ends_at": datetime(2020, 1, 2, tzinfo=UTC)},
            "This event ended on 02/01/2020. Registration is closed.",
        ),
    ],
)
def test_outside_the_window_the_page_says_why_and_the_form_is_refused(
    client: FlaskClient, bare_app: Flask, made: Any, changes: dict[str, Any], sentence: str
) -> None:
    change_event(bare_app, **changes)
    page = client.get("/events/forum/register")
    assert (page.status_code, sentence in page.text, 'name="full_name"' in page.text) == (200, True, False)
    answer = client.post("/events/forum/register", data=TYPED)
    assert (answer.status_code, sentence in answer.text) == (409, True)
    assert 'value="Đỗ Thị Hoà"' in answer.text
    assert registrations(bare_app) == []


@pytest.mark.parametrize("status", [EventStatus.CLOSED, EventStatus.ARCHIVED])
def test_a_closed_or_archived_event_takes_nobody(
    client: FlaskClient, bare_app: Flask, made: Any, status: EventStatus
) -> None:
    with bare_app.test_request_context(), transaction():
        life_cycle.move_to(_event(), status, by=SYSTEM)
    assert "Registration for this event is closed." in client.get("/events/forum/register").text
    assert client.post("/events/forum/register", data=TYPED).status_code == 409


def test_a_draft_is_not_there_for_visitors(client: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        make_event(is_published=False)
    assert client.get("/events/forum/register").status_code == 404
    assert client.post("/events/forum/register", data=TYPED).status_code == 404


def test_finding_answers_the_same_whether_or_not_the_address_is_known(
    client: FlaskClient, bare_app: Flask, made: Any
) -> None:
    with bare_app.test_request_context():
        event = _event()
        for name in ("Đỗ Thị Hoà", "Trần Bình"):
            make_registration(event, name, email="office@example.org", mode=Mode.ONLINE)
        with transaction():
            db.session.execute(Letter.__table__.delete())  # type: ignore[attr-defined]
    answers = [
        client.post("/events/forum/find", data={"email": email}, follow_redirects=True)
        for email in ("office@example.org", "Office@Example.org", "nobody@example.org")
    ]
    # Form tokens bear the second in which they were made.
    pages = {re.sub(r'name="csrf_token" value="[^"]*"', "", each.text) for each in answers}
    assert len(pages) == 1 and {each.status_code for each in answers} == {200}
    assert "a letter with the link is on its way" in answers[0].text
    with bare_app.app_context():
        letters = db.session.scalars(select(Letter)).all()
        assert {(each.kind, each.name) for each in letters} == {
            ("registration/link", "Trần Bình"),
            ("registration/link", "Đỗ Thị Hoà"),
        }
        assert len(letters) == 2


def test_finding_without_an_address_is_a_fault(client: FlaskClient, made: Any) -> None:
    answer = client.post("/events/forum/find", data={"email": "office"})
    assert (answer.status_code, 'value="office"' in answer.text) == (422, True)


def test_a_ticket_read_by_a_camera_says_nothing_of_its_holder(client: FlaskClient, bare_app: Flask, made: Any) -> None:
    with bare_app.test_request_context():
        registration = make_registration(_event(), "Đỗ Thị Hoà", email="hoa@example.org")
        assert registration.ticket is not None
        code = code_of(registration.ticket)
    for address in (f"/T/{code}", f"/t/{code.lower()}"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Forum" in page.text
        assert "Hoà" not in page.text and "hoa@" not in page.text and registration.ref not in page.text
        assert "/door/forum" not in page.text
    assert client.get("/t/UNKNOWN").status_code == 404


def test_the_clock_alone_closes_registration(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event(registration_closes_at=datetime(2030, 1, 1, tzinfo=UTC))
        assert event.takes_registrations(datetime(2029, 12, 31, 23, 59, 59, tzinfo=UTC)) is True
        assert event.takes_registrations(datetime(2030, 1, 1, tzinfo=UTC)) is False
        assert event.takes_registrations(clock.now()) is True


def test_someone_on_the_waiting_list_is_waitlisted(client: FlaskClient, bare_app: Flask, made: Any) -> None:
    for number in range(2):
        typed = {**TYPED, "form_key": f"key-{number}", "email": f"hoa{number}@example.org"}
        client.post("/events/forum/register", data=typed)
    assert [each.status for each in registrations(bare_app)] == [Status.CONFIRMED, Status.WAITLISTED]
