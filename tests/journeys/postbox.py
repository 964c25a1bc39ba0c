"""A real SMTP server on this machine that keeps every letter it gets."""

import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.load.serving import free_port

PATIENCE = 20.0  # seconds until a letter counts as lost


class Postbox:
    """Letters in the order in which they came; use as a context manager."""

    def __init__(self) -> None:
        self.port = free_port()
        self._letters: list[EmailMessage] = []
        self._came = Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        """What MAIL_URL says to send here."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> "Postbox":
        self._controller.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message, as aiosmtpd asks."""
        letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        with self._came:
            self._letters.append(letter)
            self._came.notify_all()
        return "250 taken"

    def letters_to(self, recipient: str, number: int = 1) -> list[EmailMessage]:
        """Wait until so many letters to this address have come; return them. Raises AssertionError if they do not."""
        deadline = time.monotonic() + PATIENCE
        with self._came:
            while len(found := [each for each in self._letters if recipient in str(each["To"])]) < number:
                left = deadline - time.monotonic()
                assert left > 0, f"{len(found)} of {number} letters to {recipient} came"
                self._came.wait(left)
        return found


def part(letter: EmailMessage, kind: str) -> bytes:
    """Return the content of the letter's only part of this kind, such as "image/png"."""
    (found,) = [each for each in letter.walk() if each.get_content_type() == kind]
    content = found.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
