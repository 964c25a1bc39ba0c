"""A session is duplicated."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from eventapp.agenda.models import SignUp
from eventapp.agenda.queries import find_offer
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory import people
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.programme import lists, programming
from eventapp.programme.models import Change, ChangeKind, PlatformRole, Room, Session, Track
from eventapp.programme.queries import sessions_of
from tests.agenda.sessions import sign_up, workshop
from tests.factories import give_role, make_event, make_registration, make_session, make_user
from tests.visits import signed_in

HOME = "/manage/events/forum/programme"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event("forum", hall=100)


@pytest.fixture
def desk(app: Flask, event: Event) -> FlaskClient:
    user = make_user()
    give_role(event, user, Role.ORGANISER)
    return signed_in(app, user)


def duplicate(desk: FlaskClient, event: Event, session: Session) -> Session:
    """Duplicate the session; return the new one, whose form is shown next."""
    answer = desk.post(f"{HOME}/{session.ref}/copy")
    db.session.rollback()
    db.session.expire_all()
    (copy,) = [each for each in sessions_of(event) if each.id != session.id]
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HOME}/{copy.ref}")
    return copy


def test_the_copy_says_the_same_and_begins_when_the_session_ends(event: Event, desk: FlaskClient) -> None:
    with transaction():
        speaker = people.meet(event.id, full_name="Bùi Thanh Sơn")
        said = {
            "room": lists.add(Room, event, by=SYSTEM, name="Phòng 2"),
            "track": lists.add(Track, event, by=SYSTEM, name="Di sản"),
            "title_en": "Plenary",
            "abstract": "Tóm tắt",
            "abstract_en": "Abstract",
        }
    platform = [(speaker, PlatformRole.CHAIR), (speaker, PlatformRole.SPEAKER)]
    session = make_session(event, ends_at=datetime(2030, 5, 6, 3, 30, tzinfo=UTC), platform=platform, **said)
    copy = duplicate(desk, event, session)
    assert (copy.starts_at, copy.ends_at) == (
        datetime(2030, 5, 6, 3, 30, tzinfo=UTC),
        datetime(2030, 5, 6, 5, tzinfo=UTC),
    )
    for name in ("kind", "title", "title_en", "abstract", "abstract_en", "room", "track"):
        assert getattr(copy, name) == getattr(session, name), name
    assert [(each.person_id, each.role) for each in copy.platform] == [(one.id, role) for one, role in platform]
    assert (copy.uuid == session.uuid, copy.ref == session.ref, copy.sequence) == (False, False, 0)
    kinds = db.session.scalars(select(Change.kind).where(Change.session_id == copy.id)).all()
    assert kinds == [ChangeKind.ADDED]


def test_as_many_places_are_copied_and_nobody_is_signed_up(event: Event, desk: FlaskClient) -> None:
    session = workshop(event, hall=5, has_waiting_list=False)
    sign_up(make_registration(event), session)
    copy = duplicate(desk, event, session)
    offer = find_offer(copy)
    assert offer is not None
    assert (offer.places[Mode.HALL].capacity, offer.taken, offer.terms.has_waiting_list) == (5, 0, False)
    assert db.session.scalar(select(func.count()).select_from(SignUp)) == 1


def test_the_copy_of_a_cancelled_session_takes_place(event: Event, desk: FlaskClient) -> None:
    session = make_session(event)
    with transaction():
        programming.cancel_session(event, session, by=SYSTEM)
    copy = duplicate(desk, event, session)
    assert (copy.cancelled_at, find_offer(copy)) == (None, None)


def test_what_is_not_there_has_no_copy(event: Event, desk: FlaskClient) -> None:
    assert desk.post(f"{HOME}/22222222/copy").status_code == 404
