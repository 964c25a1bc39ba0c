"""What the letters of sign-ups say, in the delegate's language, with the sessions as they are when they go out."""

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Mode
from eventapp.mail.composing import compose
from eventapp.mail.models import Letter
from eventapp.mailings.queries import letters_to
from eventapp.registration import acts, enrolment, undoing, wishes
from eventapp.registration.act_models import Decision
from eventapp.registration.models import Registration
from tests.agenda.sessions import leave, sign_up, standing, workshop
from tests.factories import make_event, make_registration
from tests.registration.test_letter_writing import SENDER, parts, read
from tests.trust.invariants import assert_counters_agree


def letter(registration: Registration, kind: str) -> Letter:
    """Return the delegate's letter of that kind."""
    mine = (Letter.subject_id == registration.id) & (Letter.kind == kind)
    return db.session.scalars(select(Letter).where(mine)).one()


@pytest.mark.parametrize(
    ("locale", "subject", "said"),
    [
        ("en", "A place in a session is yours: Forum", "(10:00–11:00, Monday 6 May 2030, Hà Nội time (UTC+7))"),
        ("vi", "Quý vị đã có chỗ trong phiên họp: Diễn đàn", "“Chuyên đề 1” (10:00–11:00, Thứ Hai, 06/05/2030"),
    ],
)
def test_who_gets_a_place_is_told_which_sessions_are_his(app: Flask, locale: str, subject: str, said: str) -> None:
    event = make_event(hall=None)
    session = workshop(event, hall=1)
    an, binh = make_registration(event, "An"), make_registration(event, "Bình", locale=locale)
    sign_up(an, session)
    sign_up(binh, session)
    leave(an, session)
    row = letter(binh, "agenda/place_came")
    message = read(row)
    assert message["Subject"] == subject
    assert said in parts(message)["text/plain"].get_content()
    assert row in letters_to(binh)
    leave(binh, session)
    assert compose(row, SENDER) is None  # not wanted any more


def test_whom_the_office_signs_up_is_told_once(app: Flask) -> None:
    event = make_event(hall=None)
    session, an = workshop(event), make_registration(event, "An", locale="en")
    for _ in range(2):
        sign_up(an, session, is_office=True)
    assert "“Chuyên đề 1”" in parts(read(letter(an, "agenda/changed")))["text/plain"].get_content()


def test_a_seat_that_came_takes_the_places_along(app: Flask) -> None:
    event = make_event(hall=1)
    session = workshop(event, hall=1, online=1)
    an, binh = make_registration(event, "An"), make_registration(event, "Bình")
    with transaction():
        wishes.attend_meanwhile(binh, by=SYSTEM)
    sign_up(binh, session)
    assert standing(session) == {"Bình": Mode.ONLINE.value}
    with transaction():
        enrolment.cancel(an, by=SYSTEM)
    assert standing(session) == {"Bình": Mode.HALL.value}
    assert_counters_agree()


def test_a_decision_that_is_undone_leaves_the_places_with_who_has_them_now(app: Flask) -> None:
    event = make_event(hall=None)
    session = workshop(event, hall=1)
    an, binh = make_registration(event, "An"), make_registration(event, "Bình")
    sign_up(an, session)
    sign_up(binh, session)
    with transaction():
        act, _outcome = acts.carry_out(event, Decision.CANCELLATION, [an.ref], by=SYSTEM)
    assert act is not None
    with transaction():
        assert undoing.undo(act, by=SYSTEM) == (1, [])
    assert standing(session) == {"Bình": "hall", "An": "hall?"}
    assert_counters_agree()
