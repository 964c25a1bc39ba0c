"""Comments before the meeting: who may, until when, who reads them, and what the team does with them."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from eventapp.audit.trail import SYSTEM
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.papers import commenting
from eventapp.papers.commenting import comments_for, comments_of
from eventapp.papers.models import Comment, Comments, Paper
from eventapp.registration.models import Registration
from tests.factories import make_event, make_registration, make_session
from tests.papers.desk import make_paper


@pytest.fixture
def event(app: Flask) -> Event:
    """An event."""
    return make_event()


def say(paper: Paper, registration: Registration, text: str = "Đề nghị bổ sung số liệu.") -> Comment:
    """Comment, as a delegate does it."""
    with transaction():
        return commenting.comment(paper, registration.person, text)


def texts(paper: Paper, registration: Registration) -> list[str]:
    """Return what that delegate reads."""
    return [each.text for each in comments_for([paper], registration.person).get(paper.id, [])]


def refused(code: str, paper: Paper, registration: Registration, text: str = "a") -> None:
    """Comment, and be refused."""
    before = len(comments_of(paper))
    with pytest.raises(DomainError) as refusal:
        say(paper, registration, text)
    assert (refusal.value.code, len(comments_of(paper))) == (code, before)


def test_readers_or_the_team_alone_read_comments(event: Event) -> None:
    an, binh = make_registration(event, "An"), make_registration(event, "Bình")
    open_paper = make_paper(event, "Mở", comments=Comments.READERS)
    quiet = make_paper(event, "Kín", comments=Comments.TEAM)
    off = make_paper(event, "Không")
    for paper in (open_paper, quiet):
        say(paper, an, "của An")
        say(paper, binh, "của Bình")
    assert texts(open_paper, an) == ["của An", "của Bình"]
    assert texts(quiet, an) == ["của An"]
    assert [each.text for each in comments_of(quiet)] == ["của An", "của Bình"]
    refused("comments_closed", off, an)
    assert texts(off, an) == []


def test_a_hidden_comment_is_seen_by_its_author_and_the_team(event: Event) -> None:
    an, binh = make_registration(event, "An"), make_registration(event, "Bình")
    paper = make_paper(event, comments=Comments.READERS)
    said = say(paper, an)
    with transaction():
        assert commenting.hide(said, by=SYSTEM)
        assert not commenting.hide(said, by=SYSTEM)
        commenting.answer(said, "Sẽ bổ sung.", by=SYSTEM)
    assert (texts(paper, an), texts(paper, binh)) == ([said.text], [])
    with transaction():
        assert commenting.hide(said, by=SYSTEM, is_hidden=False)
    assert comments_for([paper], binh.person)[paper.id][0].answer == "Sẽ bổ sung."


def test_comments_close_when_the_session_or_the_event_starts(event: Event) -> None:
    an, session = make_registration(event, "An"), make_session(event, hour=5)
    of_session = make_paper(event, "a", comments=Comments.TEAM, session=session)
    of_event = make_paper(event, "b", comments=Comments.TEAM)
    assert (commenting.closes_at(of_session), commenting.closes_at(of_event)) == (session.starts_at, event.starts_at)
    with time_machine.travel(session.starts_at - timedelta(seconds=1), tick=False):
        say(of_session, an)
        refused("comments_closed", of_event, an)
    with time_machine.travel(session.starts_at, tick=False):
        refused("comments_closed", of_session, an)


def test_twice_is_once_and_there_is_an_end(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commenting, "MOST", 2)
    an, paper = make_registration(event, "An"), make_paper(event, comments=Comments.TEAM)
    assert say(paper, an, "một").id == say(paper, an, "một").id
    say(paper, an, "hai")
    refused("too_many_comments", paper, an, "ba")
