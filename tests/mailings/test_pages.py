"""Pages of letters to many, of unsubscribing, and of a delegate's letters."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.events.roles import Role
from eventapp.mail.delivery import deliver
from eventapp.mail.models import Letter
from eventapp.mail.transport import transport
from eventapp.mailings.models import Mailing, Unsubscription
from eventapp.registration import links
from eventapp.registration.models import Registration
from eventapp.work import registry
from tests import factories
from tests.queries import count_queries
from tests.visits import signed_in

LETTERS = "/manage/events/forum/letters"
TYPED = {"subject": "Nhắc lịch: {event}", "text": "Kính gửi {address}", "form_key": "k" * 24}


@pytest.fixture
def delegate(bare_app: Flask) -> Iterator[Registration]:
    """A delegate of a conference."""
    with bare_app.test_request_context():
        event = factories.make_event()
        yield factories.make_registration(event, "Đỗ Thị Hoà", email="hoa@example.org")


@pytest.fixture
def organiser(bare_app: Flask, delegate: Registration) -> FlaskClient:
    """An organiser who has signed in."""
    user = factories.make_user()
    factories.give_role(delegate.event, user, Role.ORGANISER)
    return signed_in(bare_app, user)


def create(organiser: FlaskClient, **more: str) -> str:
    """Write a draft and return its page's address."""
    answer = organiser.post(f"{LETTERS}/mailings", data={**TYPED, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_from_the_list_to_the_report(organiser: FlaskClient, delegate: Registration) -> None:
    link = "letters/mailings/new?q=hoa&amp;mode=hall"
    assert link in organiser.get("/manage/events/forum/delegates?q=hoa&mode=hall").text
    form = organiser.get(f"{LETTERS}/mailings/new?q=hoa&mode=hall").text
    assert 'value="hoa"' in form and '<option value="hall" selected>' in form
    place = create(organiser, q="hoa", mode="hall")
    assert create(organiser, q="hoa", mode="hall") == place
    page = organiser.get(place).text
    assert "Goes to 1 delegate." in page and "Nhắc lịch: Forum" in page and "Kính gửi Đỗ Thị Hoà" in page
    for _click in range(2):
        assert organiser.post(f"{place}/sending").status_code == 303
    registry.work_jobs()
    assert len(db.session.scalars(select(Mailing)).all()) == 1
    assert "hoa@example.org" in organiser.get(place).text
    assert organiser.post(f"{place}/pause").status_code == 303
    assert "Held back" in organiser.get(f"{place}?outcome=held").text
    assert "1 letter that has not been sent will never be sent." in organiser.get(f"{place}/cancellation").text
    organiser.post(f"{place}/cancellation")
    assert "Taken back" in organiser.get(place).text and "Nhắc lịch: Forum" in organiser.get(f"{LETTERS}?q=nhắc").text
    sheet = organiser.get(f"{place}/recipients.csv?q=hoa").get_data(as_text=True)
    assert "Đỗ Thị Hoà" in sheet and "Taken back" in sheet
    assert organiser.get(f"{place}/recipients.xlsx").data[:2] == b"PK"


def test_a_letter_that_is_sent_is_not_offered_to_be_changed(organiser: FlaskClient, delegate: Registration) -> None:
    place = create(organiser)
    assert organiser.get(f"{place}/edit").status_code == 200
    organiser.post(f"{place}/sending")
    answer = organiser.get(f"{place}/edit", follow_redirects=True)
    assert answer.request.path == place and "This letter has been sent." in answer.text


def test_a_filter_that_is_too_long_is_refused_in_words(organiser: FlaskClient, delegate: Registration) -> None:
    answer = organiser.post(f"{LETTERS}/mailings?lang=vi", data={**TYPED, "delegation": "x" * 41, "q": "y" * 10_001})
    assert answer.status_code == 422
    assert "Đoàn đại biểu: dài quá 40 ký tự." in answer.text
    assert "Họ tên, thư điện tử, mã đăng ký, điện thoại: dài quá" in answer.text


def test_bad_words_are_refused_and_kept(organiser: FlaskClient, delegate: Registration) -> None:
    half = organiser.post(f"{LETTERS}/mailings", data={**TYPED, "subject_en": "Reminder"})
    assert (half.status_code, "give both a subject and a text" in half.text, "Reminder" in half.text) == (
        422,
        True,
        True,
    )
    unknown = organiser.post(f"{LETTERS}/mailings", data={**TYPED, "text": "Mời {ten}"})
    assert (unknown.status_code, "{ten} is no placeholder" in unknown.text) == (422, True)
    place = create(organiser)
    organiser.post(f"{place}/sending")
    assert organiser.post(f"{place}/edit", data=TYPED).status_code == 409
    assert db.session.scalars(select(Mailing)).one().subject == TYPED["subject"]


def test_the_page_of_a_mailing_costs_the_same_for_many(
    bare_app: Flask, organiser: FlaskClient, delegate: Registration
) -> None:
    def cost(place: str) -> int:
        organiser.post(f"{place}/sending")
        registry.work_jobs()
        with count_queries(bare_app) as sent:
            assert organiser.get(place).status_code == 200
            assert organiser.get(LETTERS).status_code == 200
        return len(sent)

    one = cost(create(organiser))
    factories.make_registrations(delegate.event, 9)
    assert cost(create(organiser, form_key="l" * 24)) == one


def test_one_click_unsubscribes_and_a_look_does_not(
    bare_app: Flask, client: FlaskClient, delegate: Registration
) -> None:
    """D6, RFC 8058: no cookie, no token, no redirect; twice is once; and back again from the same page."""
    bare_app.config["WTF_CSRF_ENABLED"] = True
    page = f"/unsubscribe/{links.secret(delegate, links.UNSUBSCRIBE)}"
    for method in ("GET", "HEAD", "GET"):
        assert client.open(page, method=method).status_code == 200
    assert db.session.scalars(select(Unsubscription)).all() == []
    for _click in range(2):
        assert client.post(page, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [row.person_id for row in db.session.scalars(select(Unsubscription))] == [delegate.person_id]
    assert client.post(f"{page}/undoing").status_code == 400
    bare_app.config["WTF_CSRF_ENABLED"] = False
    assert "You have unsubscribed" in client.get(page).text
    assert client.post(f"{page}/undoing").status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Unsubscription)).all() == []


def test_the_unsubscribing_secret_opens_nothing_else_and_is_revoked_with_the_others(
    client: FlaskClient, delegate: Registration
) -> None:
    """E5."""
    mine, page = links.secret(delegate, links.UNSUBSCRIBE), links.secret(delegate)
    opened = [client.get(path).status_code for path in (f"/unsubscribe/{mine}", f"/my/{mine}", f"/unsubscribe/{page}")]
    assert opened == [200, 404, 404]
    with transaction():
        delegate.generation += 1
    assert client.get(f"/unsubscribe/{mine}").status_code == 404


def test_a_letter_is_shown_as_it_was_sent_and_can_come_back(
    bare_app: Flask, organiser: FlaskClient, delegate: Registration
) -> None:
    home = f"/manage/events/forum/delegates/{delegate.ref}"
    row = db.session.scalars(select(Letter)).one()
    assert "So it would be written now" in organiser.get(f"{home}/letters/{row.reference}").text
    deliver(transport(None, bare_app.config["INSTANCE"] / "mail"), "a@example.vn")
    with transaction():
        delegate.person.full_name = "Người Khác"
    page = organiser.get(f"{home}/letters/{row.reference}").text
    assert '<b lang="vi">Quý vị đã đăng ký: Diễn đàn</b>' in page or "You are registered: Forum" in page
    assert "Đỗ Thị Hoà" in page.split('class="letter"')[1] and "cid:" not in page and "<style" not in page
    assert organiser.post(f"{home}/letters/{row.reference}/bounce").status_code == 303
    shown = organiser.get(home).text
    assert "Came back" in shown and "Address does not work" in shown
    assert "Address does not work" in organiser.get("/manage/events/forum/delegates").text
    organiser.post(f"{home}/bounce/clearing")
    assert "It works after all" not in organiser.get(home).text
    organiser.post(f"{home}/bounce", data={"reason": "Called: wrong address"})
    assert "Called: wrong address" in organiser.get(home).text


def test_a_program_notes_a_bounce_by_reference_or_by_message_id(client: FlaskClient, delegate: Registration) -> None:
    bearer = {"Authorization": f"Bearer {factories.make_token(delegate.event, Role.REGISTRAR)}"}
    api = "/api/v1/events/forum"
    row = db.session.scalars(select(Letter)).one()
    by_letter = client.post(
        f"{api}/bounces", json={"message_id": f"<{row.reference}@x.vn>", "reason": "550"}, headers=bearer
    )
    assert (by_letter.status_code, by_letter.json["email"], by_letter.json["reason"]) == (201, "hoa@example.org", "550")
    by_ref = client.post(f"{api}/registrations/{delegate.ref}/bounces", json={}, headers=bearer)
    assert (by_ref.status_code, by_ref.json["at"]) == (201, by_letter.json["at"])
    unknown = client.post(f"{api}/bounces", json={"message_id": "<none@x.vn>"}, headers=bearer)
    assert (unknown.status_code, list(unknown.json["errors"])) == (422, ["message_id"])
    assert client.post(f"{api}/registrations/ZZZZZZZZ/bounces", json={}, headers=bearer).status_code == 404
    db.session.expire_all()
    assert row.bounced_at is not None
