"""What organisers do about speakers: the list, one of them, the letters, and who is a delegate as well."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp import clock
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mail.composing import compose
from eventapp.mail.models import Letter
from eventapp.programme.models import OnPlatform, Profile, Reply
from eventapp.programme.queries import speakers_of
from eventapp.speakers import asking, profiles, queries, replying, uniting
from eventapp.speakers.queries import Sort, State, Wanted
from tests.factories import give_role, make_event, make_registration, make_user
from tests.queries import count_queries
from tests.speakers.people import kept, make_speaker, page_of
from tests.visits import signed_in

HOME = "/manage/events/forum/speakers"
FORM = {"full_name": "Trần Thị Bình", "email": "", "phone": "", "salutation": "", "position": "", "locale": "vi"}


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event("forum")


@pytest.fixture
def desk(app: Flask, event: Event) -> FlaskClient:
    user = make_user()
    give_role(event, user, Role.ORGANISER)
    return signed_in(app, user)


def names(event: Event, wanted: Wanted = Wanted(), sort: str = Sort.NAME.value) -> list[str]:  # noqa: B008 - frozen
    return [line.person.full_name for line in queries.page(event, wanted, sort, per_page=50)[0]]


def test_speakers_are_found_by_name_and_by_how_far_they_are(event: Event) -> None:
    silent, _unreachable = make_speaker(event, "Đỗ Thị An", "an@example.org"), make_speaker(event, "Lê Văn Ba", "")
    coming = make_speaker(event, "Nguyễn Cúc", "cuc@example.org")
    with transaction():
        replying.reply(event, coming, Reply.CONFIRMED, by=SYSTEM)
        asking.ask(event, [silent.ref], by=SYSTEM, now=clock.now())
    assert names(event) == ["Đỗ Thị An", "Lê Văn Ba", "Nguyễn Cúc"]
    assert names(event, sort="-name") == ["Nguyễn Cúc", "Lê Văn Ba", "Đỗ Thị An"]
    assert names(event, Wanted("do thi")) == ["Đỗ Thị An"]
    by_state = {state: names(event, Wanted(state=state)) for state in State}
    assert by_state == {
        State.UNREACHABLE: ["Lê Văn Ba"],
        State.NOT_ASKED: [],
        State.ASKED: ["Đỗ Thị An"],
        State.CONFIRMED: ["Nguyễn Cúc"],
        State.DECLINED: [],
    }
    assert queries.counts(event) == {state: len(found) for state, found in by_state.items()}


def test_the_list_asks_as_much_of_ten_as_of_two(app: Flask, event: Event, desk: FlaskClient) -> None:
    for number in range(2):
        make_speaker(event, f"Diễn giả {number}", f"{number}@example.org")
    desk.get(HOME)
    with count_queries(app) as few:
        desk.get(HOME)
    for number in range(2, 10):
        make_speaker(event, f"Diễn giả {number}", f"{number}@example.org")
    with count_queries(app) as many:
        assert desk.get(HOME).status_code == 200
    assert len(few) == len(many)


def test_the_list_goes_along_as_a_sheet(event: Event, desk: FlaskClient) -> None:
    make_speaker(event)
    rows = desk.get(f"{HOME}.csv").get_data(as_text=True).splitlines()
    assert ("binh@example.org" in rows[1], len(rows)) == (True, 2)
    assert desk.get(f"{HOME}.xlsx").get_data().startswith(b"PK")


def test_speakers_are_asked_once_and_reminded_once_a_day(event: Event, desk: FlaskClient) -> None:
    speaker, silent = make_speaker(event), make_speaker(event, "Lê Văn Ba", "")
    page = desk.get(f"{HOME}/letters").get_data(as_text=True)
    assert ("binh@example.org" in page, "Lê Văn Ba" in page) == (True, True)
    refs = {"ref": [speaker.ref, silent.ref]}
    assert [desk.post(f"{HOME}/letters", data=refs).status_code for _ in range(3)] == [303, 303, 303]
    assert [letter.kind for letter in db.session.scalars(select(Letter).order_by(Letter.id))] == [
        asking.FIRST,
        asking.AGAIN,
    ]
    with transaction():
        asking.ask(event, None, by=SYSTEM, now=clock.now() + timedelta(days=1))
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 3


def test_nobody_is_asked_who_has_answered(event: Event) -> None:
    speaker = make_speaker(event)
    with transaction():
        replying.reply(event, speaker, Reply.DECLINED, by=SYSTEM)
    with pytest.raises(asking.NobodyToAsk), transaction():
        asking.ask(event, None, by=SYSTEM, now=clock.now())


@pytest.mark.parametrize(("locale", "word"), [("vi", "Kính gửi"), ("en", "Dear")])
def test_the_letter_names_the_sessions_and_leads_to_the_page(
    app: Flask, event: Event, client: FlaskClient, locale: str, word: str
) -> None:
    speaker = make_speaker(event)
    with transaction():
        profiles.describe(event, speaker, by=SYSTEM, locale=locale)
        asking.ask(event, None, by=SYSTEM, now=clock.now())
    letter = db.session.scalars(select(Letter)).one()
    message = compose(letter, "eventapp@example.org")
    assert message is not None
    text = message_from_bytes(message, policy=policy.default).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert (word in text, "Phiên toàn thể" in text) == (True, True)
    link = next(part for part in text.split() if "/speaking/" in part)
    assert client.get(link[link.index("/speaking/") :]).status_code == 200
    with transaction():
        replying.reply(event, speaker, Reply.CONFIRMED, by=SYSTEM)
    assert compose(letter, "eventapp@example.org") is None


def test_an_organiser_corrects_a_speaker_and_says_what_was_told_by_telephone(event: Event, desk: FlaskClient) -> None:
    speaker = make_speaker(event, email="")
    said = {**FORM, "email": "Binh@Example.org", "phone": "0912345678", "bio": "Về **tôi**"}
    assert desk.post(f"{HOME}/{speaker.ref}", data=said).status_code == 303
    db.session.refresh(speaker)
    assert (speaker.email, speaker.phone) == ("binh@example.org", "+84912345678")
    assert kept(event, speaker).bio == "Về **tôi**"
    assert desk.post(f"{HOME}/{speaker.ref}/reply", data={"reply": "confirmed"}).status_code == 303
    assert kept(event, speaker).reply is Reply.CONFIRMED
    assert desk.post(f"{HOME}/{speaker.ref}/reply", data={"reply": ""}).status_code == 303
    assert kept(event, speaker).reply is None
    wrong = desk.post(f"{HOME}/{speaker.ref}", data={**said, "email": "nowhere", "bio": "Khác"})
    assert (wrong.status_code, "Khác" in wrong.get_data(as_text=True)) == (422, True)


def test_a_speaker_whose_address_is_a_delegates_is_that_delegate(event: Event, desk: FlaskClient) -> None:
    """Two records of one human become one: the platform and what was written down go over."""
    delegate = make_registration(event, "Trần Thị Bình", email="binh@example.org").person
    speaker = make_speaker(event, email="")
    with transaction():
        profiles.describe(event, speaker, by=SYSTEM, bio="Về tôi")
    former = speaker.ref
    answer = desk.post(f"{HOME}/{former}", data={**FORM, "email": "binh@example.org", "bio": "Về tôi"})
    assert answer.headers["Location"].endswith(f"/{delegate.ref}")
    assert [person.ref for person in speakers_of(event)] == [delegate.ref]
    assert db.session.scalars(select(Profile.bio)).all() == ["Về tôi"]
    assert db.session.scalar(select(Person).where(Person.ref == former)) is None


def test_a_namesake_among_the_delegates_is_suggested_and_never_taken_by_itself(event: Event, desk: FlaskClient) -> None:
    delegate = make_registration(event, "Trần Thị Bình", email="binh@example.org").person
    speaker = make_speaker(event, email="")
    assert "binh@example.org" in desk.get(f"{HOME}/{speaker.ref}").get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 2
    assert desk.post(f"{HOME}/{speaker.ref}/union").status_code == 303
    assert [person.ref for person in speakers_of(event)] == [delegate.ref]


def test_one_who_sits_there_twice_sits_there_once_when_united(event: Event) -> None:
    delegate = make_registration(event, "Trần Thị Bình", email="binh@example.org").person
    speaker = make_speaker(event, email="")
    seat = db.session.scalars(select(OnPlatform)).one()
    with transaction():
        db.session.add(OnPlatform(session=seat.session, person=delegate, role=seat.role, position=1))
    with transaction():
        uniting.unite(event, speaker, delegate, by=SYSTEM)
    assert [each.person_id for each in db.session.scalars(select(OnPlatform))] == [delegate.id]


def test_a_registered_speakers_name_is_corrected_where_the_registration_is(event: Event, desk: FlaskClient) -> None:
    speaker = make_registration(event, "Trần Thị Bình", email="binh@example.org").person
    make_speaker(event)
    answer = desk.post(f"{HOME}/{speaker.ref}", data={**FORM, "email": "other@example.org"})
    assert (answer.status_code, speaker.email) == (409, "binh@example.org")


def test_the_history_names_what_was_changed_and_who_did_it_in_the_readers_language(
    event: Event, desk: FlaskClient, client: FlaskClient
) -> None:
    speaker = make_speaker(event)
    said = {**FORM, "bio": "Về tôi", "bio_en": "About me", "locale": "en", "salutation": "Bà", "position": "Thứ trưởng"}
    assert client.post(f"{page_of(event, speaker)}/profile", data=said).status_code == 303
    history = desk.get("/manage/events/forum/history?lang=vi").get_data(as_text=True)
    words = ("Giới thiệu diễn giả", "Ngôn ngữ của thư", "Xưng hô", "Diễn giả")
    assert [word for word in words if word not in history] == []
    assert [word for word in ("bio", "locale", "salutation") if f" {word}," in history or f": {word}" in history] == []
