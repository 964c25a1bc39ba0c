"""The organiser gives letters other words, sees them for a real delegate, and brings the standard text back."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory import people
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mail.composing import compose
from eventapp.mail.models import Letter
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole
from eventapp.registration.letter_kinds import CODES
from eventapp.registration.words import LETTER_WORDS
from eventapp.wordings.kinds import kinds
from eventapp.wordings.models import Wording
from tests import factories
from tests.visits import signed_in

KIND = "/manage/events/forum/letters/wordings/registration.registered"
TYPED = {
    "subject_vi": "Mời dự {event}",
    "text_vi": "Kính gửi {address},\r\n\r\nMã {reference}, {{7*7}} {x.__class__} ${}.",
    "subject_en": "Come to {event}",
    "text_en": "Dear {full_name}, see {link}",
}


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference with one delegate whose name is a trap."""
    with bare_app.test_request_context():
        event = factories.make_event()
        factories.make_registration(event, "Đỗ {link} Hoà", email="hoa@example.org", locale="vi")
        yield event


@pytest.fixture
def organiser(bare_app: Flask, forum: Event) -> FlaskClient:
    """An organiser who has signed in."""
    user = factories.make_user(email="organiser@example.org")
    factories.give_role(forum, user, Role.ORGANISER)
    return signed_in(bare_app, user)


def letter(kind: str = "registration/registered") -> Letter:
    """Return the letter of that kind."""
    return db.session.scalars(select(Letter).where(Letter.kind == kind)).one()


def said(row: Letter) -> tuple[str, str, str]:
    """Return subject, text and HTML of a letter as the worker composes it."""
    message = message_from_bytes(compose(row, "a@example.vn") or b"", policy=policy.default)
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]  # type: ignore[attr-defined]
    return str(message["Subject"]), *(str(body.get_content()) for body in bodies)


def test_every_letter_to_delegates_may_be_reworded() -> None:
    assert [kind.code for kind in kinds() if kind.code in CODES] == list(CODES)
    fixed = {"registration/address_changed"}  # to whom it no longer concerns, without a link
    assert {code for code in LETTER_WORDS if code.startswith("registration/")} - fixed == set(CODES)


def test_the_letter_says_what_the_organiser_wrote_and_keeps_the_frame(forum: Event, organiser: FlaskClient) -> None:
    answer = organiser.post(KIND, data=TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{KIND}/preview")
    subject, text, html = said(letter())
    assert subject == "Mời dự Diễn đàn"
    assert text.splitlines()[0] == "Kính gửi Đỗ {link} Hoà,"
    assert "{{7*7}} {x.__class__} ${}." in text and "{{7*7}} {x.__class__} ${}." in html
    assert "cid:qr" in html and "Mã đăng ký" in html
    assert "Đỗ {link} Hoà" in html


def test_the_standard_text_comes_back(forum: Event, organiser: FlaskClient) -> None:
    organiser.post(KIND, data=TYPED)
    assert "Back to the standard text" in organiser.get(KIND).text
    assert organiser.post(f"{KIND}/standard").status_code == 303
    page = organiser.get(KIND).text
    assert "Back to the standard text" not in page
    assert "You are registered: {event}" in page and "Quý vị đã đăng ký: {event}" in page
    assert said(letter())[0] == "Quý vị đã đăng ký: Diễn đàn"


def test_the_standard_text_is_not_kept_when_it_is_saved(forum: Event, organiser: FlaskClient) -> None:
    english = {"subject_en": TYPED["subject_en"], "text_en": TYPED["text_en"]}
    standard = {
        "subject_vi": "Quý vị đã đăng ký: {event}",
        "text_vi": organiser.get(KIND).text.split('name="text_vi"')[1].split(">\n", 1)[1].split("</textarea>")[0],
    }
    organiser.post(KIND, data={**standard, **english})
    assert [row.locale for row in db.session.scalars(select(Wording))] == ["en"]


def test_an_unknown_placeholder_is_refused_beside_its_field_and_what_was_typed_is_kept(
    forum: Event, organiser: FlaskClient
) -> None:
    answer = organiser.post(KIND, data={**TYPED, "text_en": "Dear {fullname}"})
    assert answer.status_code == 422
    assert "{fullname} is no placeholder of this letter. It has: {full_name}, {address}" in answer.text
    assert 'href="#text_en"' in answer.text and "Dear {fullname}" in answer.text and "Mời dự {event}" in answer.text
    assert db.session.scalars(select(Wording)).all() == []


def test_the_preview_is_the_letter_of_a_real_delegate_in_either_language(forum: Event, organiser: FlaskClient) -> None:
    organiser.post(KIND, data=TYPED)
    page = organiser.get(f"{KIND}/preview?in=en&q=hoa").text
    assert "Come to Forum" in page and "Dear Đỗ {link} Hoà, see <a href=" in page
    assert "<style" not in page and "style=" not in page and 'src="/my/' in page
    assert "Nobody is found" in organiser.get(f"{KIND}/preview?q=nobody").text


def test_the_trial_goes_to_the_organiser_alone_and_once_a_minute(forum: Event, organiser: FlaskClient) -> None:
    ref = letter().occasion.split()[-1]
    for _click in range(2):
        assert organiser.post(f"{KIND}/trial", data={"ref": ref, "in": "en"}).status_code == 303
    trial = letter("trial/registration/registered")
    assert trial.recipient == "organiser@example.org"
    assert said(trial)[0] == "[Trial] You are registered: Forum"
    assert organiser.post(f"{KIND}/trial", data={"in": "en"}).status_code == 303
    assert len(db.session.scalars(select(Letter)).all()) == 2


def test_letters_to_speakers_of_sign_ups_and_of_changes_are_previewed_for_someone_real(
    forum: Event, organiser: FlaskClient
) -> None:
    with transaction():
        speaker = people.meet(forum.id, full_name="Lê Thị Vân")
        speaker.email = "van@example.org"
    session = factories.make_session(forum, "Toàn thể", platform=[(speaker, PlatformRole.SPEAKER)])
    with transaction():
        moved = programming.revise_session(
            forum, session, by=SYSTEM, starts_at=session.starts_at - timedelta(minutes=10)
        )
    assert moved is not None
    texts = "/manage/events/forum/letters/wordings"
    said = (
        ("speakers.asked", speaker.ref, "Lê Thị Vân"), ("agenda.changed", "", "Đỗ {link} Hoà"),
        ("notices.moved", moved.ref, "Đỗ {link} Hoà"),
    )  # fmt: skip
    for kind, ref, name in said:
        page = organiser.get(f"{texts}/{kind}/preview?in=en").text
        assert f"Dear {name}," in page and "[Full name]" not in page, kind
        chosen = ref or letter().occasion.split()[-1]
        assert organiser.post(f"{texts}/{kind}/trial", data={"ref": chosen, "in": "en"}).status_code == 303
        trial = letter("trial/" + kind.replace(".", "/"))
        message = message_from_bytes(compose(trial, "a@example.vn") or b"", policy=policy.default)
        assert str(message["Subject"]).startswith("[Trial] ")
        assert [part for part in message.walk() if part.get_content_type() == "text/calendar"] == []
    assert "Nobody would get this letter" in organiser.get(f"{texts}/notices.cancelled/preview?ref={moved.ref}").text
