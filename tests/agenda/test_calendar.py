"""A delegate's calendar has his own sessions, and changes when his programme does; nobody else's does."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from eventapp.agenda import starring
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, Session, SessionKind
from eventapp.registration import links
from eventapp.registration.models import Registration
from tests.agenda.sessions import leave, sign_up, workshop
from tests.calendars.linter import faults
from tests.factories import make_event, make_registration, make_session


@pytest.fixture
def forum(bare_app: Flask) -> Iterator[Event]:
    """A conference with an opening for everybody, and two people who attend."""
    with bare_app.test_request_context():
        event = make_event(hall=None)
        make_session(event, "Khai mạc", kind=SessionKind.OPENING)
        yield event


def feed(client: FlaskClient, registration: Registration, **headers: str) -> Any:
    """Ask for the delegate's feed."""
    return client.get(f"/feeds/{links.secret(registration, links.FEED)}.ics", headers=headers)


def titles(client: FlaskClient, registration: Registration) -> list[str]:
    """Return the sessions of the delegate's feed, in order."""
    content = feed(client, registration).data
    assert faults(content) == []
    lines = content.replace(b"\r\n ", b"").decode().splitlines()
    return [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]


def test_the_calendar_has_what_is_for_everybody_and_what_one_has_chosen(client: FlaskClient, forum: Event) -> None:
    held, waited, starred, spoken = (
        workshop(forum, "Có chỗ", hall=1, hour=3),
        workshop(forum, "Chờ chỗ", hall=1, hour=4),
        make_session(forum, "Đánh dấu", hour=5, kind=SessionKind.PARALLEL),
        make_session(forum, "Song song", hour=6, kind=SessionKind.PARALLEL),
    )
    an, binh = make_registration(forum, "An"), make_registration(forum, "Bình")
    person = db.session.get_one(Person, an.person_id)
    make_session(forum, "Tham luận", hour=7, kind=SessionKind.PARALLEL, platform=[(person, PlatformRole.SPEAKER)])
    sign_up(binh, waited)
    sign_up(an, held)
    sign_up(an, waited)
    with transaction():
        starring.star(an, starred)
    assert titles(client, an) == ["Khai mạc", "Có chỗ", "Đánh dấu", "Tham luận"]
    assert titles(client, binh) == ["Khai mạc", "Chờ chỗ"]
    leave(binh, waited)
    assert titles(client, an) == ["Khai mạc", "Có chỗ", "Chờ chỗ", "Đánh dấu", "Tham luận"]
    assert titles(client, binh) == ["Khai mạc"]
    assert spoken.title not in titles(client, an)


def test_what_one_does_changes_nobody_elses_bytes(client: FlaskClient, forum: Event) -> None:
    session, an, binh = workshop(forum), make_registration(forum, "An"), make_registration(forum, "Bình")
    moment = forum.revised_at + timedelta(hours=1)
    with time_machine.travel(moment, tick=False):
        before, own = feed(client, binh), feed(client, an)
        with time_machine.travel(moment + timedelta(minutes=5), tick=False):
            sign_up(an, session)
        with time_machine.travel(moment + timedelta(hours=1), tick=False):
            after, changed = feed(client, binh), feed(client, an)
            again = feed(client, binh, If_None_Match=before.headers["ETag"])
    assert (after.data, after.headers["ETag"], after.headers["Last-Modified"]) == (
        before.data,
        before.headers["ETag"],
        before.headers["Last-Modified"],
    )
    assert again.status_code == 304
    assert changed.data != own.data and changed.headers["Last-Modified"] != own.headers["Last-Modified"]


def vevent(client: FlaskClient, registration: Registration, session: Session) -> list[str]:
    """Return the lines of the session in the delegate's feed that say what became of it."""
    content = feed(client, registration).data.replace(b"\r\n ", b"").decode()
    part = next(each for each in content.split("BEGIN:VEVENT") if f"session-{session.uuid}@" in each)
    return [line for line in part.splitlines() if line.startswith(("SEQUENCE", "STATUS"))]


def test_a_session_one_has_a_place_in_stays_when_it_is_cancelled(client: FlaskClient, forum: Event) -> None:
    session, an, binh = workshop(forum), make_registration(forum, "An"), make_registration(forum, "Bình")
    sign_up(an, session)
    assert "SEQUENCE:0" in vevent(client, an, session)
    with transaction():
        programming.cancel_session(forum, session, by=SYSTEM)
    assert set(vevent(client, an, session)) == {"SEQUENCE:1", "STATUS:CANCELLED"}
    assert len(titles(client, binh)) == 1
