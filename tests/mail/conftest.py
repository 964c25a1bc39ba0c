"""Letters are tested with the database, the languages and templates of their own; no other part of the house."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask, url_for
from flask_babel import Babel
from sqlalchemy.engine import URL

from eventapp.database import db, transaction
from eventapp.mail import composing, outbox
from eventapp.mail.composing import Attachment, Composed
from eventapp.mail.models import Letter
from tests.bare import bare_app, database_url

__all__ = ["database_url"]

SENDER = "Hội nghị Ngoại giao văn hóa <hoinghi@example.vn>"
MISSING = -1  # the subject of a letter nobody wants any more


@composing.letter("test/invitation")
def invitation(letter: Letter) -> Composed | None:
    """Compose a letter with a picture and a file."""
    if letter.subject_id == MISSING:
        return None
    files = (
        Attachment("giấy mời.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar; method=PUBLISH"),
        Attachment("qr.png", b"\x89PNG", "image/png", cid="qr"),
    )
    return composing.from_templates(letter.kind, files, name=letter.name, url=url_for("home", _external=True))


class Sink:
    """A real SMTP server that keeps what it gets and answers as it is told."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []
        self.refusals: list[str] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message, unless a refusal is due."""
        if self.refusals:
            return self.refusals.pop(0)
        self.received.append(envelope)
        return "250 taken"


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server on this machine."""
    sink = Sink()
    yield sink
    sink.controller.stop()


@pytest.fixture
def bare(database_url: URL) -> Iterator[Flask]:
    """An application that can write letters."""
    app = bare_app(database_url, EXTERNAL_URL="https://hoinghi.example.vn")
    app.template_folder = str(Path(__file__).parent / "templates")
    app.add_url_rule("/", "home", lambda: "")
    Babel(app)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def queue_letters(count: int = 1, name: str = "Nguyễn Văn Anh", recipient: str = "anh@example.vn") -> None:
    """Queue letters to this many persons who share one address."""
    with transaction():
        for number in range(count):
            outbox.queue(
                "test/invitation",
                recipient=recipient,
                name=name if count == 1 else f"{name} {number}",
                subject_id=number,
                locale="vi",
                occasion=f"test/{number}",
                event_id=None,
            )
