"""D1 D5: no request waits for the mail server, and nothing typed becomes a header, from the form to the wire.

An hour without mail server is in tests/mail/test_delivery.py, the letters' own headers in tests/mail/test_composing.py.
"""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.mail import composing
from eventapp.mail.models import Letter
from tests.factories import make_event

SENDER = "eventapp <no-reply@eventapp.example>"
HEADERS = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "mime-version",
    "content-type",
    "content-language",
    "content-transfer-encoding",
    "reply-to",
}
HOSTILE = [
    "An\r\nBcc: evil@example.org",
    "An\nSubject: forged",
    "An\x00Nguyễn",
    "An\u2028Bcc: evil@example.org",
    "An\x85Bcc: evil@example.org",
    'An" <evil@example.org>, "B',
    "<evil@example.org>",
    "An, Bình; Chi:",
    "=?utf-8?q?Bcc=3A_evil=40example.org?=",
    "\u202enA\u2066\u2069",
    "An 😀 Nguyễn",
    "An " + "x" * 10_000,
    "Nguyễn " * 16,
    "An\r\n\r\n<html>body",
    "\ud800An",
]


def form(number: int, name: str) -> dict[str, str]:
    """Return what someone types."""
    typed = name.encode("utf-8", "replace").decode()
    return {"full_name": typed, "email": f"an{number}@example.org", "mode": "hall", "consent": "on"}


def test_a_request_opens_no_line_to_the_mail_server(
    bare_app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D1: registering, cancelling and asking for the link only leave rows; the worker goes to the mail server."""
    bare_app.config["MAIL_URL"] = "smtp://127.0.0.1:9"
    with bare_app.app_context():
        make_event(hall=1)
    opened: list[object] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: object) -> None:
        opened.append(address)
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", watched)
    for number in range(3):
        answer = client.post("/events/forum/register", data=form(number, f"An {number}"))
        assert answer.status_code == 303
    client.post("/events/forum/find", data={"email": "an0@example.org"})
    client.post(answer.headers["Location"] + "/cancellation")
    assert opened == []
    with bare_app.app_context():
        assert len(db.session.scalars(select(Letter)).all()) == 5


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_nothing_typed_in_the_form_becomes_a_header(hostile: str, bare_app: Flask, client: FlaskClient) -> None:
    """D5: whatever passes as a name and a title makes a letter with our headers, to one person, that can be sent."""
    with bare_app.app_context():
        event = make_event()
        with transaction():
            db.session.get_one(Event, event.id).title = (
                hostile.replace("\x00", "").encode("utf-8", "replace").decode()[:255]
            )
    answer = client.post("/events/forum/register", data=form(1, hostile))
    assert answer.status_code in (303, 422)
    with bare_app.test_request_context():
        letters = db.session.scalars(select(Letter)).all()
        assert len(letters) == (answer.status_code == 303)
        for letter in letters:
            raw = composing.compose(letter, SENDER) or b""
            message = message_from_bytes(raw, policy=policy.default)
            named = [name.lower() for name, _value in message.items()]
            assert set(named) <= HEADERS
            assert len(named) == len(set(named))
            assert [each.addr_spec for each in message["To"].addresses] == ["an1@example.org"]
            assert "\n" not in str(message["Subject"]) and message["Bcc"] is None
            assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_what_was_typed_would_break_a_letter_that_trusts_it() -> None:
    """D5: the control: the library refuses such a name, and the letter would be lost."""
    with pytest.raises(ValueError, match=r"."):
        EmailMessage(policy=policy.SMTP)["Subject"] = HOSTILE[0]
