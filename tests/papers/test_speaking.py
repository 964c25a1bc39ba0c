"""A speaker sends papers by the own link, sees what became of them, and nobody else's."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.papers import sending
from eventapp.papers.models import Judgement, Paper, Version
from eventapp.programme.models import Session
from eventapp.speakers import links, profiles
from tests.factories import make_event, make_session
from tests.papers import samples
from tests.papers.desk import folder, make_speaker, send


@pytest.fixture
def home(bare_app: Flask) -> str:
    """Where a speaker of two sessions sends papers."""
    with bare_app.test_request_context():
        event = make_event()
        person = make_speaker(event, make_session(event, "Sáng"))
        make_speaker(event, make_session(event, "Chiều", hour=6))
        return f"/speaking/{secret_of(person)}/papers"


@pytest.fixture
def visitor(bare_app: Flask) -> FlaskClient:
    """Whoever has the link."""
    return bare_app.test_client()


def secret_of(person: Any) -> str:
    """Return the secret of the speaker's page."""
    with transaction():
        profile = profiles.profile_of(db.session.get_one(Event, person.event_id), person)
    return links.secret(person, profile.generation)


def form(content: bytes = samples.PDF, **said: str) -> dict[str, Any]:
    """Return what a speaker sends."""
    return {"file": (io.BytesIO(content), "Tham luận.pdf"), **said}


def session_called(title: str) -> str:
    """Return the reference of a session."""
    return db.session.scalars(select(Session.ref).where(Session.title == title)).one()


def test_a_speaker_sends_replaces_and_reads_what_the_organiser_wrote(
    bare_app: Flask, visitor: FlaskClient, home: str
) -> None:
    with bare_app.test_request_context():
        session = session_called("Chiều")
    assert "You have sent nothing yet" in visitor.get(home).text
    assert visitor.post(home, data=form(session=session, title="Sức mạnh mềm")).status_code == 303
    page = visitor.get(home).text
    assert "Sức mạnh mềm" in page
    assert "Awaits release" in page
    with bare_app.test_request_context():
        paper = db.session.scalars(select(Paper)).one()
        assert paper.session is not None
        assert (paper.session.title, paper.current, paper.is_published) == ("Chiều", None, False)
        ref = paper.ref
        with transaction():
            sending.give_back(db.session.scalars(select(Version)).one(), reason="Thiếu trang 3.", by=SYSTEM)
    assert "Thiếu trang 3." in visitor.get(home).text
    assert visitor.get(f"{home}/{ref}").data == samples.PDF
    assert visitor.post(home, data=form(samples.open_xml(), replaces=ref)).status_code == 303
    with bare_app.test_request_context():
        judged = db.session.execute(select(Version.number, Version.judgement).order_by(Version.number)).all()
        assert [tuple(each) for each in judged] == [(1, Judgement.RETURNED), (2, Judgement.AWAITING)]


def test_what_is_wrong_is_said_and_nothing_is_kept(
    bare_app: Flask, visitor: FlaskClient, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bare_app.test_request_context():
        session = session_called("Sáng")
        event = make_event("other")
        theirs = send(elsewhere := make_session(event), make_speaker(event, elsewhere)).paper.ref
        before = len(list(folder().iterdir()))
    assert "Choose at least one file." in visitor.post(home, data={"session": session}).text
    for said in ({"session": "ZZZZZZZZ"}, {}, {"replaces": theirs}):
        answer = visitor.post(home, data=form(**said))
        assert answer.status_code == 422
        assert "There is no such session." in answer.text
    refused = visitor.post(home, data=form(b"MZ", session=session, title="Tên"))
    assert refused.status_code == 422
    assert 'value="Tên"' in refused.text
    monkeypatch.setattr(sending, "MOST_FILES", 0)
    assert visitor.post(home, data=form(session=session)).status_code == 409
    assert visitor.get(f"{home}/{theirs}").status_code == 404
    with bare_app.test_request_context():
        assert len(list(folder().iterdir())) == before
