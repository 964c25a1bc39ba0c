"""Versions and receipts: all are kept, one is the newest, and a reader counts once for each."""

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventapp import files
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events import life_cycle
from eventapp.papers import editing, reading, retention, versions
from eventapp.papers.models import Circle, Paper, Reading, Version
from eventapp.papers.queries import find_for_delegate, versions_of
from tests.factories import make_event, make_registration
from tests.papers.desk import folder, make_file, make_paper, make_version


def test_new_versions_at_once_are_all_kept_and_one_is_the_newest(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        number = make_paper(make_event()).id
    ready = threading.Barrier(8)

    def replace() -> None:
        with bare_app.test_request_context():
            paper, file = db.session.get_one(Paper, number), make_file()
            ready.wait(20)
            with transaction():
                versions.add_version(paper, file, by=SYSTEM)

    threads = [threading.Thread(target=replace) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    with bare_app.test_request_context():
        paper = db.session.get_one(Paper, number)
        assert [each.number for each in versions_of(paper)] == [9, 8, 7, 6, 5, 4, 3, 2, 1]
        assert (paper.current, paper.numbered) == (9, 9)
        assert len({each.file for each in versions_of(paper)}) == 9
        assert all(files.find_path(folder(), each.file) for each in versions_of(paper))


def test_a_reader_counts_once_for_each_version_and_downloads_each_time(app: Flask) -> None:
    event = make_event()
    an, paper = make_registration(event, "An"), make_paper(event)

    def shown() -> tuple[bool, bool]:
        db.session.expire_all()
        found = find_for_delegate(an, paper.ref, event.starts_at)
        assert found is not None
        return found.is_read, found.is_changed

    assert shown() == (False, False)
    (first,) = versions_of(paper)
    with transaction():
        assert reading.note_reading(first, an.person)
        assert not reading.note_reading(first, an.person)
        assert not reading.note_reading(first)
    assert shown() == (True, False)
    assert (db.session.scalar(select(func.count()).select_from(Reading)), first.downloads) == (1, 3)
    second = make_version(paper)
    assert shown() == (False, True)
    with transaction():
        assert reading.note_reading(second, an.person)
    assert shown() == (True, False)


def test_nothing_is_published_that_has_no_file_or_no_reader(app: Flask) -> None:
    event = make_event()
    with transaction():
        bare = editing.begin(event.id, title="Báo cáo")
    drafted = make_paper(event, is_published=False)
    with transaction():
        editing.edit(drafted, targets=[], by=SYSTEM)
    for paper, code in ((bare, "nothing_to_publish"), (drafted, "no_audience")):
        with pytest.raises(DomainError) as refusal, transaction():
            editing.publish(paper, by=SYSTEM)
        assert refusal.value.code == code
    published = make_paper(event)
    with pytest.raises(DomainError) as refusal, transaction():
        editing.edit(published, targets=[], by=SYSTEM)
    assert refusal.value.code == "no_audience"


def test_files_of_what_was_deleted_are_swept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SECONDS_ON_THE_WAY", -60)
    event, other = make_event(), make_event("other")
    kept, gone, ended = make_paper(event), make_paper(event), make_paper(other)
    make_version(gone)
    (name,) = [each.file for each in versions_of(kept)]
    assert ended.id
    with transaction():
        editing.remove(gone, by=SYSTEM)
        life_cycle.delete_event(other, by=SYSTEM)
    assert retention.sweep(folder()) == 3
    assert [each.name for each in folder().iterdir()] == [name]
    assert retention.sweep(folder()) == 0
    assert retention.sweep(Path("/nowhere")) == 0


def test_public_pages_follow_what_they_show_and_nothing_else(app: Flask) -> None:
    event = make_event()
    hidden = make_paper(event)
    before = event.revision
    make_version(hidden)
    with transaction():
        editing.withdraw(hidden, by=SYSTEM)
    assert event.revision == before
    public = make_paper(event, "Báo cáo", Circle.EVERYONE)
    number = public.id
    after = event.revision
    assert after > before
    make_version(public)
    assert event.revision > after
    with transaction():
        editing.remove(public, by=SYSTEM)
    assert db.session.scalars(select(Version.id).where(Version.paper_id == number)).all() == []
