"""The organiser gives the letters to focal points other words, sees them for a real delegation, and tries them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.delegations import links
from eventapp.delegations.models import Delegation
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.invitations.shapes import Kind
from eventapp.mail.models import Letter
from eventapp.wordings.models import Wording
from tests.delegations.desk import make_delegation, office
from tests.factories import make_event
from tests.invitations.test_inviting import send, written

HOME = "/manage/events/forum/letters/wordings"
INVITATION = f"{HOME}/delegations.invitation"
TYPED = {
    "subject_vi": "Trân trọng kính mời: {event}",
    "text_vi": "Kính gửi {organisation},\r\n\r\n{host} kính mời. {seats}; trả lời trước {deadline}. {{7*7}}",
    "subject_en": "You are invited: {event}",
    "text_en": "Dear {organisation},\r\n\r\nPlease name your delegates: {link}",
}


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference with one delegation whose name is a trap."""
    with bare_app.test_request_context():
        event = make_event(host="Bộ Ngoại giao")
        delegation = make_delegation(event, "Bộ {link} <b>Y tế</b>")
        with transaction():
            db.session.get_one(Delegation, delegation.id).organisation.name_en = "Ministry of Health"
        yield event


@pytest.fixture
def organiser(bare_app: Flask, forum: Event) -> FlaskClient:
    """An organiser who has signed in."""
    return office(bare_app, forum, Role.ORGANISER)


def bodies(letter: Letter) -> tuple[str, str, str]:
    """Return subject, text and HTML of a letter as the worker composes it."""
    message = written(letter)
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    return str(message["Subject"]), plain, html


def test_both_letters_are_among_those_that_may_be_reworded(organiser: FlaskClient) -> None:
    page = organiser.get(f"{HOME}?lang=en").text
    for path, name in (("delegations.invitation", "Invitation to"), ("delegations.reminder", "Reminder to")):
        assert f'href="{HOME}/{path}">{name} organisations' in page
    assert "To: {organisation}" in organiser.get(f"{INVITATION}?lang=en").text


def test_the_letter_says_what_the_organiser_wrote_and_keeps_link_facts_and_warning(
    forum: Event, organiser: FlaskClient
) -> None:
    assert organiser.post(INVITATION, data=TYPED).status_code == 303
    send(forum, Kind.INVITATION)
    send(forum, Kind.REMINDER)
    invitation, reminder = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    subject, plain, html = bodies(invitation)
    delegation = db.session.scalars(select(Delegation)).one()
    link = f"http://localhost/delegations/{links.secret(delegation)}"
    assert subject == "Trân trọng kính mời: Diễn đàn / You are invited: Forum"
    assert "Kính gửi Bộ {link} <b>Y tế</b>," in plain and "Dear Ministry of Health," in plain
    assert "Trực tiếp tại hội trường 2; trả lời trước –. {{7*7}}" in plain
    assert "Kính gửi Bộ {link} &lt;b&gt;Y tế&lt;/b&gt;," in html
    assert plain.count(link) == 3 and html.count(f'href="{link}"') == 3
    assert "whoever has it can nominate in its name" in plain
    assert bodies(reminder)[0] == "Nhắc trả lời giấy mời: Diễn đàn / Reminder: Forum"


def test_a_placeholder_of_delegates_is_none_of_these_letters(organiser: FlaskClient) -> None:
    answer = organiser.post(f"{INVITATION}?lang=en", data={**TYPED, "text_en": "Dear {full_name}"})
    assert answer.status_code == 422
    assert "{full_name} is no placeholder of this letter. It has: {organisation}, {host}, {event}" in answer.text
    assert db.session.scalars(select(Wording)).all() == []


def test_the_preview_is_the_letter_to_a_delegation_that_is_looked_for(forum: Event, organiser: FlaskClient) -> None:
    make_delegation(forum, "Bộ Tài chính", "TW02")
    organiser.post(INVITATION, data=TYPED)
    page = organiser.get(f"{INVITATION}/preview?lang=en&q=tai+chinh").text
    assert "Kính gửi Bộ Tài chính," in page and "You are invited: Forum" in page
    assert "Y tế" not in page
    assert "Nobody is found" in organiser.get(f"{INVITATION}/preview?lang=en&q=nobody").text


def test_the_trial_goes_to_the_organiser_alone(forum: Event, organiser: FlaskClient) -> None:
    ref = db.session.scalars(select(Delegation.ref)).one()
    for _click in range(2):
        assert organiser.post(f"{INVITATION}/trial", data={"ref": ref, "in": "en"}).status_code == 303
    assert organiser.post(f"{INVITATION}/trial", data={"ref": "ZZZZZZZZ", "in": "en"}).status_code == 303
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.kind, letter.recipient.startswith("user")) == ("trial/delegations/invitation", True)
    assert bodies(letter)[0] == "[Trial] Giấy mời: Diễn đàn / Invitation: Forum"
