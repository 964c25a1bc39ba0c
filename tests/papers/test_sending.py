"""Speakers send papers, which nobody reads before the organiser has released them."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventapp.audit.models import AuditEntry
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.papers import commenting, sending
from eventapp.papers.models import Circle, Comments, Judgement, Paper, Version
from eventapp.papers.queries import readings_of
from eventapp.papers.reading import note_reading
from eventapp.papers.sending import papers_sent_by
from eventapp.speakers.uniting import unite
from tests.factories import make_event, make_registration, make_session
from tests.papers.desk import make_file, make_speaker, make_version, send


@pytest.fixture
def event(app: Flask) -> Event:
    """An event."""
    return make_event()


def release(version: Version) -> None:
    """Release, as the organiser does it."""
    with transaction():
        sending.release(version, by=SYSTEM)


def refused(code: str, *given: Any, **details: Any) -> None:
    """Send what is refused; nothing is left of it."""
    before = db.session.scalars(select(Version.id)).all()
    with pytest.raises(DomainError) as refusal:
        send(*given, **details)
    assert refusal.value.code == code
    assert db.session.scalars(select(Version.id)).all() == before


def test_what_a_speaker_sends_awaits_release(event: Event) -> None:
    session = make_session(event)
    person = make_speaker(event, session)
    version = send(session, person, title="Sức mạnh mềm", title_en="Soft power")
    paper = version.paper
    assert (paper.title, paper.title_en, paper.session_id, paper.sender_id) == (
        "Sức mạnh mềm", "Soft power", session.id, person.id
    )  # fmt: skip
    assert (version.judgement, version.number, paper.current) == (Judgement.AWAITING, 1, None)
    assert [each.circle for each in paper.audience] == [Circle.DELEGATES]
    assert not paper.is_open(event.starts_at)
    assert papers_sent_by(person) == papers_sent_by(person, session) == [(paper, version)]
    assert papers_sent_by(person, make_session(event, hour=5)) == []
    deeds = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"papers/{paper.ref}")).all()
    assert deeds == ["paper_sent"]


def test_a_paper_without_a_title_is_called_as_its_file(event: Event) -> None:
    session = make_session(event)
    sent = send(session, make_speaker(event, session), file=make_file(called="C:\\An\\Tham_luận số 1.pdf"))
    assert sent.paper.title == "Tham luận số 1"


def test_what_is_released_is_read_once_and_for_all(event: Event) -> None:
    session = make_session(event)
    version = send(session, make_speaker(event, session))
    release(version)
    assert (version.judgement, version.paper.current) == (Judgement.ACCEPTED, 1)
    assert version.paper.is_open(event.starts_at)
    for again in (sending.release, lambda each, by: sending.give_back(each, reason="", by=by)):
        with pytest.raises(DomainError) as refusal, transaction():
            again(version, by=SYSTEM)
        assert refusal.value.code == "version_judged"


def test_readers_keep_the_former_version_until_the_new_one_is_released(event: Event) -> None:
    session = make_session(event)
    person = make_speaker(event, session)
    first = send(session, person)
    release(first)
    paper = first.paper
    second = send(session, person, replaces=paper)
    assert (second.paper, second.number, paper.current) == (paper, 2, 1)
    with transaction():
        sending.give_back(second, reason="Thiếu trang 3.", by=SYSTEM)
    assert (second.judgement, second.note, paper.current) == (Judgement.RETURNED, "Thiếu trang 3.", 1)
    assert papers_sent_by(person) == [(paper, second)]
    third = send(session, person, replaces=paper)
    release(third)
    assert paper.current == 3


def test_a_version_released_late_does_not_hide_a_newer_one(event: Event) -> None:
    session = make_session(event)
    late = send(session, make_speaker(event, session))
    newer = make_version(late.paper)
    release(late)
    assert (late.paper.current, newer.number) == (2, 2)


def test_only_who_is_on_the_platform_sends_and_only_his_own_is_replaced(event: Event) -> None:
    session, elsewhere = make_session(event), make_session(event, hour=5)
    person, other = make_speaker(event, session), make_speaker(event, elsewhere, "Trần Khác")
    mine = send(session, person).paper
    refused("not_on_platform", elsewhere, person)
    refused("not_your_paper", elsewhere, other, replaces=mine)
    both = make_speaker(event, elsewhere)  # the same person, on two platforms
    assert both is person
    refused("not_your_paper", elsewhere, person, replaces=mine)


def test_nobody_fills_the_disk(event: Event, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST_FILES", 2)
    session = make_session(event)
    person = make_speaker(event, session)
    paper = send(session, person).paper
    send(session, person, replaces=paper)
    refused("too_many_files", session, person)
    assert db.session.scalars(select(Paper.numbered)).all() == [2]


def test_papers_follow_a_speaker_who_is_somebody_known(event: Event) -> None:
    session = make_session(event)
    speaker, delegate = make_speaker(event, session), make_registration(event, "Lê Diễn Giả").person
    version = send(session, speaker)
    release(version)
    shelf = version.paper
    shelf.comments = Comments.TEAM
    with transaction():
        note_reading(version, speaker)
        note_reading(version, delegate)
        commenting.comment(shelf, speaker, "Xin đính chính.")
    with transaction():
        assert unite(event, speaker, delegate, by=SYSTEM) is delegate
    db.session.expire_all()
    assert [paper for paper, _version in papers_sent_by(delegate)] == [shelf]
    assert [each.person_id for each in readings_of(shelf)] == [delegate.id]
    assert [each.person_id for each in commenting.comments_of(shelf)] == [delegate.id]
