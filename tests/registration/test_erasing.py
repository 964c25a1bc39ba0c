"""Erasing somebody: who ends by it and who stays, what is refused, and whom it does not touch."""

import unicodedata

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import travel

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.mail.models import Letter
from eventapp.programme.models import OnPlatform, PlatformRole
from eventapp.registration import erasing, links
from eventapp.registration.models import Registration, Status
from eventapp.registration.redacting import Redactor
from tests.delegations.desk import office
from tests.factories import make_event, make_registration, make_session
from tests.presence.ledger import AFTERWARDS, STARTS, scan

AN = Redactor("X", names=["Đặng Ưng An", "Lan"], emails=["an@example.vn"], phones=["+84912345678"])


def erase(registration: Registration, **more: bool) -> list[str]:
    """Erase whoever registered so."""
    with transaction():
        return erasing.erase(registration, reason="asked for it", by=SYSTEM, **more)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Đặng Ưng An", "X"),
        ("ông ĐẶNG  ƯNG\nAN.", "ông X."),
        ("dang ung an, Dang-Ung-An", "X, X"),
        (unicodedata.normalize("NFD", "ngài Đặng Ưng An ạ"), unicodedata.normalize("NFD", "ngài X ạ")),
        ("Đặng Ưng Anh", "Đặng Ưng Anh"),
        ("Hoa lan", "Hoa lan"),
        ("An@Example.VN; man@example.vn", "X; man@example.vn"),
        ("gọi 0912 345 678 hoặc +84-912.345.678", "gọi X hoặc X"),
        ("10912345678901", "10912345678901"),
    ],
)
def test_however_he_is_written_he_is_blacked_out_and_nobody_else(said: str, kept: str) -> None:
    assert AN.redacted(said) == kept
    assert AN.redacted({"a": [said, 1, None]}) == {"a": [kept, 1, None]}


def test_whoever_could_still_come_is_cancelled_and_the_next_in_line_has_the_seat(app: Flask) -> None:
    event = make_event(hall=1, starts_at=STARTS)
    who, next_one = make_registration(event, "Trần Văn Một"), make_registration(event, "Trần Văn Hai")
    assert erasing.foresee(who).ending == [who]
    erase(who)
    db.session.expire_all()
    assert (who.status, next_one.status) == (Status.CANCELLED, Status.CONFIRMED)
    assert who.person.full_name == f"{erasing.PSEUDONYM} {who.ref}"
    assert (who.person.email, who.person.search_words.count("tran")) == ("", 0)
    assert links.find_registration(links.secret(next_one)) is next_one
    assert not db.session.scalars(
        select(Letter).where(Letter.recipient.like("%delegate%"), Letter.name == "Trần Văn Một")
    ).all()


def test_whoever_was_there_or_was_expected_once_it_had_begun_stays(app: Flask) -> None:
    event = make_event(hall=2, starts_at=STARTS)
    came, absent, waits = (make_registration(event, f"Trần Văn {name}") for name in ("Một", "Hai", "Ba"))
    scan(event, came, STARTS.replace(hour=1), number=1)
    erase(came)
    with travel(STARTS.replace(hour=3), tick=False):
        erase(absent)
        assert erasing.foresee(waits).ending == [waits]
    with travel(AFTERWARDS.replace(day=9), tick=False):
        assert erasing.foresee(waits).ending == []
        erase(waits)
    db.session.expire_all()
    assert [each.status for each in (came, absent, waits)] == [Status.CONFIRMED, Status.CONFIRMED, Status.WAITLISTED]


def test_a_namesake_keeps_his_own(app: Flask) -> None:
    event = make_event()
    who, namesake = (make_registration(event, "Trần Văn Một", email=f"{name}@example.vn") for name in ("a", "b"))
    erase(who)
    db.session.expire_all()
    assert (namesake.person.full_name, namesake.person.email) == ("Trần Văn Một", "b@example.vn")
    assert db.session.scalars(select(Letter.name).where(Letter.recipient == "b@example.vn")).all() == ["Trần Văn Một"]
    assert make_registration(event, "Trần Văn Một", email="a@example.vn").person_id != who.person_id


def test_a_speaker_leaves_the_programme_only_when_that_is_said(app: Flask) -> None:
    event = make_event()
    who = make_registration(event)
    make_session(event, platform=[(who.person, PlatformRole.SPEAKER)])
    with pytest.raises(erasing.SpeaksHere):
        erase(who)
    db.session.expire_all()
    assert who.person.erased_at is None
    erase(who, leaves_programme=True)
    assert db.session.scalars(select(OnPlatform)).all() == []
    with pytest.raises(erasing.ErasedAlready):
        erase(who)


def test_the_page_asks_once_says_what_goes_and_needs_a_reason(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        who = make_registration(event, "Trần Văn Một")
        desk, clerk = office(bare_app, event, Role.ORGANISER), office(bare_app, event, Role.REGISTRAR)
        home = f"/manage/events/{event.slug}/delegates/{who.ref}"
    assert f"{home}/erasure" in desk.get(home).text
    assert f"{home}/erasure" not in clerk.get(home).text
    assert clerk.get(f"{home}/erasure").status_code in (403, 404)
    asked = desk.get(f"{home}/erasure").text
    assert "Erase Trần Văn Một?" in asked and "is cancelled" in asked
    assert desk.post(f"{home}/erasure", data={"reason": " "}).status_code == 422
    assert desk.post(f"{home}/erasure", data={"reason": "Trần Văn Một asked"}).status_code == 303
    page = desk.get(home).text
    assert "Erased on" in page and f"{home}/erasure" not in page and "Trần Văn" not in page
    with bare_app.test_request_context():
        said = db.session.scalars(select(AuditEntry.words).where(AuditEntry.action == "person_erased")).one()
        assert said == {"reason": f"{erasing.PSEUDONYM} {who.ref} asked"}
        assert db.session.scalars(select(Person.erased_at)).one() is not None
        assert db.session.scalars(select(Event)).one().revision > 0


def test_whoever_is_asked_about_the_programme_keeps_the_reason_that_was_typed(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        event = make_event()
        who = make_registration(event, "Trần Văn Một")
        make_session(event, platform=[(who.person, PlatformRole.SPEAKER)])
        desk, page = office(bare_app, event, Role.ORGANISER), f"/manage/events/{event.slug}/delegates/{who.ref}/erasure"
    refused = desk.post(page, data={"reason": "asked for it by telephone"})
    assert (refused.status_code, "asked for it by telephone" in refused.text) == (409, True)
    assert "Say that the name is to leave the programme as well." in refused.text
    with bare_app.test_request_context():
        assert db.session.scalars(select(Person.erased_at)).one() is None
    assert desk.post(page, data={"reason": "asked for it", "leaves_programme": "yes"}).status_code == 303
