"""Papers, speakers and files for tests."""

import io
from pathlib import Path
from typing import Any

from flask import current_app

from eventapp import files
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.directory import people
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.papers import editing, sending, versions
from eventapp.papers.editing import Target
from eventapp.papers.models import Circle, Paper, Version
from eventapp.papers.retention import folder_of
from eventapp.programme import programming
from eventapp.programme.models import PlatformRole, Session
from tests.papers import samples


def folder() -> Path:
    """Return where the files of papers lie."""
    return folder_of(Path(current_app.config["INSTANCE"]))


def make_file(content: bytes = samples.PDF, called: str = "Tham luận.pdf") -> files.KeptFile:
    """Return a file that somebody sent."""
    return files.take(folder(), io.BytesIO(content), called=called, largest=50 * 1024 * 1024)


def make_paper(
    event: Event, title: str = "Báo cáo", *circles: Circle | Target, is_published: bool = True, **said: Any
) -> Paper:
    """Return a paper of the event, published and for all delegates if nothing else is said."""
    session, content = said.pop("session", None), said.pop("content", samples.PDF)
    targets = [Target(each) if isinstance(each, Circle) else each for each in circles or [Circle.DELEGATES]]
    with transaction():
        paper = editing.add(event, make_file(content), title=title, session=session, by=SYSTEM)
        editing.edit(paper, targets=targets, by=SYSTEM, **said)
        if is_published:
            editing.publish(paper, by=SYSTEM)
    return paper


def make_version(paper: Paper, content: bytes = samples.PDF) -> Version:
    """Return a newer version of the paper."""
    with transaction():
        return versions.add_version(paper, make_file(content), by=SYSTEM)


def make_speaker(event: Event, session: Session, name: str = "Lê Diễn Giả") -> Person:
    """Return somebody who speaks in the session."""
    with transaction():
        person = people.meet(event.id, full_name=name)
        db.session.flush()
        platform = [(seat.person, seat.role) for seat in session.platform]
        programming.revise_session(event, session, platform=[*platform, (person, PlatformRole.SPEAKER)], by=SYSTEM)
    return person


def send(session: Session, person: Person, **details: Any) -> Version:
    """Send a file, as a speaker does it."""
    with transaction():
        return sending.send(session, person, details.pop("file", None) or make_file(), by=SYSTEM, **details)
