"""Deliver the letters that are due. Rendering and sending happen outside any transaction."""

import smtplib
from collections.abc import Callable

import structlog

from eventapp import clock
from eventapp.database import db, transaction
from eventapp.mail import composing
from eventapp.mail.models import Letter
from eventapp.mail.transport import Refused, Send, Transport, Unavailable, Unsure
from eventapp.work import queue
from eventapp.work.models import WorkState

BATCH = 20
LEASE_SECONDS = 180  # more than the slowest mail server may take for one letter
UNSURE = "interrupted while it was being sent; not sent again, because it may have arrived"

_log = structlog.get_logger(__name__)


def deliver(transport: Transport, sender: str) -> int:
    """Try to send a batch of due letters over one line; return how many were tried.

    A letter is rendered once; its bytes are stored before the first try, so that a try repeated after a crash is
    the identical message with the same Message-ID. While nothing can be sent the whole batch is put off.
    A letter that is sent once is put down as failed before its try, and taken back when its outcome is known.
    """
    if not queue.is_due(Letter):
        return 0
    with transaction():
        letters = queue.lease(Letter, BATCH, LEASE_SECONDS)
    tried = len(letters)
    try:
        with transport() as send:
            while letters:
                _deliver_one(letters[0], send, sender)
                letters.pop(0)
    except Unavailable as reason:
        _log.warning("mail cannot be sent", reason=str(reason), letters=len(letters))
        with transaction():
            for each in letters:
                queue.fail(each, str(reason))
    return tried


def _deliver_one(letter: Letter, send: Send, sender: str) -> None:
    """Render and send one letter and note the outcome. Raises Unavailable when no other could be sent either."""
    try:
        # One that is sent once has surely not arrived when it is tried again, and may be wanted no more by now.
        rendered = None if composing.is_sent_once(letter.kind) else letter.rendered
        message = rendered or composing.compose(letter, sender)
    except Exception as error:
        db.session.rollback()
        _log.exception("letter cannot be composed", letter=letter.id, kind=letter.kind)
        _note(queue.fail, letter, f"{type(error).__name__}: {error}")
        return
    if message is None:
        _note(queue.finish, letter)
    elif _note(queue.hold, letter, LEASE_SECONDS, rendered=message, **_before(letter)):
        _send(letter, message, send, sender)


def _send(letter: Letter, message: bytes, send: Send, sender: str) -> None:
    try:
        send(letter.reference, sender, letter.recipient, message)
    except Refused as reason:
        _log.warning("letter refused", letter=letter.id, kind=letter.kind)
        _note(queue.fail, letter, str(reason), final=True)
    except Unsure:
        if composing.is_sent_once(letter.kind):
            _note(queue.fail, letter, UNSURE, final=True)  # its lease is gone with that: it is not put off
        raise
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("letter put off", letter=letter.id, kind=letter.kind, error=type(error).__name__)
        _note(queue.fail, letter, f"{type(error).__name__}: {error}")
    else:
        _note(queue.finish, letter, sent_at=clock.now())


def _before(letter: Letter) -> dict[str, object]:
    return {"state": WorkState.FAILED, "last_error": UNSURE} if composing.is_sent_once(letter.kind) else {}


def _note(verb: Callable[..., bool], letter: Letter, *arguments: object, **values: object) -> bool:
    """Change the letter's row in a transaction of its own; False if its lease is no longer ours."""
    with transaction():
        return verb(letter, *arguments, **values)
