"""Telling a paper's audience: a draft to whoever reads it, and to nobody else; what awaits the organiser."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.events.queries import find_event
from eventapp.events.roles import Role
from eventapp.mailings import audience, mailing
from eventapp.mailings.models import Mailing
from eventapp.papers import editing
from eventapp.papers.models import Circle, Paper
from eventapp.registration import search
from eventapp.registration.search import Wanted
from tests.factories import give_role, make_event, make_registration, make_session, make_user
from tests.papers.desk import make_paper, make_speaker, send
from tests.visits import signed_in

HOME = "/manage/events/forum"


@pytest.fixture
def organiser(bare_app: Flask) -> FlaskClient:
    """The organiser of an event with two in the hall and one online."""
    with bare_app.test_request_context():
        event = make_event()
        give_role(event, make_user(email="organiser@example.org"), Role.ORGANISER)
        for name, mode in (("An", Mode.HALL), ("Bình", Mode.HALL), ("Chi", Mode.ONLINE)):
            make_registration(event, name, mode=mode)
    return signed_in(bare_app, "organiser@example.org")


def the_event() -> Event:
    """Return the event."""
    found = find_event("forum")
    assert found is not None
    return found


def names(event: Event, circle: str) -> list[str]:
    """Return who a list asks for."""
    return [each.person.full_name for each in db.session.scalars(search.found(event, Wanted(circle=circle)))]


def test_a_list_asks_for_the_readers_of_a_paper(app: Flask) -> None:
    event, other = make_event(hall=None), make_event("other")
    make_registration(event, "An"), make_registration(event, "Chi", mode=Mode.ONLINE), make_registration(other, "Bình")
    paper, theirs = make_paper(event, "Báo cáo", Circle.ONLINE), make_paper(other, "Khác", Circle.EVERYONE)
    everyone = make_paper(event, "Chung", Circle.EVERYONE)
    assert names(event, f"paper:{paper.ref}") == ["Chi"]
    assert names(event, f"paper:{everyone.ref}") == ["An", "Chi"]
    assert names(event, f"paper:{theirs.ref}") == names(event, "paper:") == names(event, "sky:x") == []


def test_the_letter_is_a_draft_that_is_counted_and_seen_first(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        ref = make_paper(the_event(), "Báo {cáo}", Circle.HALL).ref
    answer = organiser.post(f"{HOME}/papers/{ref}/letter")
    assert answer.status_code == 303
    page = organiser.get(answer.headers["Location"]).text
    assert "Goes to 2 delegates." in page
    assert "Readers of “Báo {cáo}”" in page
    assert "“Báo (cáo)” is ready for you to read" in page
    assert organiser.post(f"{HOME}/papers/{ref}/letter").headers["Location"] == answer.headers["Location"]
    form = organiser.get(f"{answer.headers['Location']}/edit").text
    assert f'name="circle" value="paper:{ref}"' in form
    with bare_app.test_request_context(), transaction():
        draft = db.session.scalars(select(Mailing)).one()
        assert audience.counts(the_event(), audience.wanted_of(draft)) == {None: 2}
        assert draft.text.startswith("Kính gửi {address}")
        assert mailing.send(draft, by=SYSTEM)
    again = organiser.post(f"{HOME}/papers/{ref}/letter").headers["Location"]
    assert again != answer.headers["Location"]
    with bare_app.test_request_context(), transaction():
        (paper,) = [each for each in the_papers() if each.ref == ref]
        editing.remove(paper, by=SYSTEM)
    page = organiser.get(again).text
    assert "Goes to 0 delegates." in page
    assert "what it was for is gone" in page


def the_papers() -> list[Paper]:
    """Return all papers."""
    return list(db.session.scalars(select(Paper)))


def test_nobody_is_told_of_what_nobody_can_read(organiser: FlaskClient, bare_app: Flask) -> None:
    with bare_app.test_request_context():
        ref = make_paper(the_event(), is_published=False).ref
    answer = organiser.post(f"{HOME}/papers/{ref}/letter", follow_redirects=True)
    assert "Publish the paper first" in answer.text
    with bare_app.test_request_context():
        assert db.session.scalars(select(Mailing)).all() == []


def test_what_speakers_sent_is_a_thing_to_do(organiser: FlaskClient, bare_app: Flask) -> None:
    assert "awaits release" not in organiser.get(HOME).text
    with bare_app.test_request_context():
        session = make_session(the_event())
        send(session, make_speaker(the_event(), session))
    page = organiser.get(HOME).text
    assert "paper awaits release" in page
    assert f'{HOME}/papers?stage=awaiting"' in page
