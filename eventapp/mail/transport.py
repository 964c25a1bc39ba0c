"""The two ways a letter leaves the house: over SMTP, or as one .eml file each."""

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

SECONDS_TO_WAIT = 15  # for each answer of the mail server
_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}

Send = Callable[[str, str, str, bytes], None]  # reference, sender, recipient, message
Transport = Callable[[], AbstractContextManager[Send]]


class Refused(Exception):
    """This letter will never be taken; trying again is of no use."""


class Unavailable(Exception):
    """Nothing can be sent at the moment; the whole batch waits."""


class Unsure(Unavailable):
    """The line broke, and nobody knows whether this letter was taken."""


def transport(mail_url: str | None, folder: Path) -> Transport:
    """Return the way out that MAIL_URL names: `smtp://user:password@host:587`, `smtps://…`, or none for `folder`.

    Opened for a batch, it gives a function that sends one message. Raises ValueError for another kind of address.
    """
    if not mail_url:
        return lambda: _files(folder)
    address = urlsplit(mail_url)
    if address.scheme not in {"smtp", "smtps"} or not address.hostname:
        raise ValueError("MAIL_URL must look like smtp://user:password@host:587 or smtps://host")
    return lambda: _smtp(address)


@contextmanager
def _files(folder: Path) -> Iterator[Send]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(str(error)) from error

    def send(reference: str, _sender: str, _recipient: str, message: bytes) -> None:
        unfinished = folder / f".{reference}.part"
        with unfinished.open("wb") as file:
            file.write(message)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / f"{reference}.eml")  # the same letter twice is the same file

    yield send


@contextmanager
def _smtp(address: SplitResult) -> Iterator[Send]:
    try:
        server = _connected(address)
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(f"{type(error).__name__}: {error}") from error
    try:
        yield lambda _reference, sender, recipient, message: _send(server, sender, recipient, message)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _connected(address: SplitResult) -> smtplib.SMTP:
    host, port = address.hostname or "", address.port
    verified = ssl.create_default_context()
    if address.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS_TO_WAIT, context=verified)
    else:
        server = smtplib.SMTP(host, port or 25, timeout=SECONDS_TO_WAIT)
    try:
        server.ehlo()
        if address.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=verified if address.username else _unverified())
            server.ehlo()
        elif address.scheme == "smtp" and address.username and host not in _OWN_MACHINE:
            raise Unavailable(f"{host} offers no STARTTLS; the password is not sent in clear")
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _unverified() -> ssl.SSLContext:
    """Return TLS as RFC 7435 means it: without a password at stake, any encryption is better than none."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _send(server: smtplib.SMTP, sender: str, recipient: str, message: bytes) -> None:
    options = [] if recipient.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
    try:
        server.sendmail(parseaddr(sender)[1], _envelope(recipient), message, mail_options=options)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _judge(server, code, f"{code} {words!r}", error)
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(str(error)) from error
    except smtplib.SMTPServerDisconnected as error:
        raise Unsure(str(error)) from error
    except smtplib.SMTPResponseException as error:
        _judge(server, error.smtp_code, f"{error.smtp_code} {error.smtp_error!r}", error)
    except OSError as error:
        raise Unsure(f"{type(error).__name__}: {error}") from error


def _judge(server: smtplib.SMTP, code: int, words: str, error: Exception) -> None:
    """Say what an answer means: 5xx is final for this letter, 421 ends the line, another 4xx is for later."""
    if code == 421 or server.sock is None:
        raise Unavailable(words) from error
    if 500 <= code < 600:
        raise Refused(words) from error
    raise error


def _envelope(recipient: str) -> str:
    user, _, domain = recipient.rpartition("@")
    return recipient if domain.isascii() else f"{user}@{domain.encode('idna').decode()}"
