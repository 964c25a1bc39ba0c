"""From a letter's row to the message on the wire: who composes which kind, and the headers every letter bears."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import cast

import css_inline
from flask import current_app, render_template
from flask_babel import force_locale

from eventapp import clock
from eventapp.mail.headers import wire
from eventapp.mail.models import Letter

LONGEST_HEADER = 200  # characters of a subject or a name


_wire = wire()
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a letter. With a `cid` it is a picture that the HTML shows as `cid:…`.

    `mimetype` may bear parameters: `text/calendar; method=PUBLISH`.
    """

    filename: str
    body: bytes
    mimetype: str
    cid: str | None = None


@dataclass(frozen=True)
class Invitation:
    """What a calendar program does with a letter (RFC 6047): an iCalendar body, and the method in it."""

    method: str
    body: bytes
    filename: str = "invite.ics"


@dataclass(frozen=True)
class Composed:
    """What a letter says. `html` may be empty. `unsubscribe` is the address where one click ends letters to many."""

    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    unsubscribe: str = ""
    invitation: Invitation | None = None


Composer = Callable[[Letter], Composed | None]
_composers: dict[str, Composer] = {}
_sent_once: set[str] = set()


def letter(kind: str, *, sent_once: bool = False) -> Callable[[Composer], Composer]:
    """Register the function that composes letters of this kind.

    It is called by the worker in the letter's language, outside any transaction, and only reads. Returning None
    says that the letter is no longer wanted: it is then put away unsent. A letter that is `sent_once` is never sent
    again where nobody knows whether it went out: rather none than two.
    """

    def register(composer: Composer) -> Composer:
        if kind in _composers:
            raise ValueError(f"two composers for letters of kind {kind}")
        _composers[kind] = composer
        if sent_once:
            _sent_once.add(kind)
        return composer

    return register


def is_sent_once(kind: str) -> bool:
    """Are letters of this kind sent at most once, rather than at least once?"""
    return kind in _sent_once


def from_templates(kind: str, attachments: tuple[Attachment, ...] = (), **context: object) -> Composed:
    """Render templates/mail/<kind>.txt, whose first line is the subject, and <kind>.html with its styles inlined.

    An `unsubscribe` in the context is the address in the letter's headers too.
    """
    subject, _, text = render_template(f"mail/{kind}.txt", **context).partition("\n")
    html = _inliner.inline(render_template(f"mail/{kind}.html", **context))
    return Composed(
        subject.strip(), text.strip() + "\n", html, attachments, unsubscribe=str(context.get("unsubscribe", ""))
    )


def compose(row: Letter, sender: str) -> bytes | None:
    """Return the whole message (RFC 5322, CRLF), or None where the letter is no longer wanted.

    `sender` is an address, with or without a name. Links in it start with the configured EXTERNAL_URL, never with
    what some request said. Raises LookupError for a kind nobody composes.
    """
    if row.kind not in _composers:
        raise LookupError(f"nobody composes letters of kind {row.kind}")
    with current_app.test_request_context(base_url=current_app.config["EXTERNAL_URL"]), force_locale(row.locale):
        composed = _composers[row.kind](row)
    return None if composed is None else _message(row, composed, sender).as_bytes()


def one_line(text: str) -> str:
    """Return the text as one line that is safe in a header: no control, bidi or other invisible characters."""
    visible = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text)
    return " ".join(visible.split())[:LONGEST_HEADER].strip()


def message_id(row: Letter, sender: str) -> str:
    """Return the Message-ID: the letter's reference at the sender's domain."""
    return f"<{row.reference}@{_address(sender).domain}>"


def _message(row: Letter, composed: Composed, sender: str) -> EmailMessage:
    message = EmailMessage(policy=_wire if row.recipient.isascii() else _wire.clone(utf8=True))
    message["From"] = _address(sender)
    message["To"] = _address(row.recipient, row.name)
    message["Subject"] = one_line(composed.subject)
    message["Date"] = clock.now()
    message["Message-ID"] = message_id(row, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's out-of-office shall answer
    if composed.unsubscribe:
        message["List-Unsubscribe"] = f"<{composed.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(_writable(composed.text))
    if composed.html:
        message.add_alternative(_writable(composed.html), subtype="html")
        html_part = cast(EmailMessage, list(message.iter_parts())[-1])
        for each in composed.attachments:
            if each.cid:
                _attach(html_part, each)
    if composed.invitation:
        _invite(message, composed.invitation)
    for each in composed.attachments:
        if not (each.cid and composed.html):
            _attach(message, each)
    message["Content-Language"] = row.locale  # last, because each new part takes all Content- headers with it
    return message


def _invite(message: EmailMessage, invitation: Invitation) -> None:
    """Add the body as another way to read the letter, as Outlook wants it, and as a file, as all others do."""
    text = invitation.body.decode()
    message.add_alternative(text, subtype="calendar", params={"method": invitation.method})
    file = Attachment(invitation.filename, invitation.body, f"text/calendar; charset=utf-8; method={invitation.method}")
    _attach(message, file)


def _attach(part: EmailMessage, attachment: Attachment) -> None:
    kind, *parameters = (each.strip() for each in attachment.mimetype.split(";"))
    maintype, _, subtype = kind.partition("/")
    add = part.add_related if attachment.cid else part.add_attachment
    add(
        attachment.body,
        maintype=maintype,
        subtype=subtype,
        filename=one_line(attachment.filename),
        cid=f"<{attachment.cid}>" if attachment.cid else None,
        disposition="inline" if attachment.cid else "attachment",
        params=dict(each.split("=", 1) for each in parameters),
    )


def _address(written: str, name: str = "") -> Address:
    parsed_name, address = parseaddr(one_line(written))
    user, _, domain = address.rpartition("@")
    domain = domain if domain.isascii() else domain.encode("idna").decode()
    return Address(display_name=one_line(name or parsed_name), username=user, domain=domain)


def _writable(text: str) -> str:
    """Return the text without NUL and lone surrogates, which no message can carry."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
