"""Letters on pages: shown as they are sent, for a delegate chosen by search, tried on oneself, and their words judged.

A letter's HTML is cleaned, because the page's own policy must hold for it, pictures included.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import nh3
from flask import request, url_for
from flask_login import current_user
from markupsafe import Markup

from eventapp import clock
from eventapp.events.models import Event
from eventapp.mail import outbox
from eventapp.mail.composing import Composed
from eventapp.registration import links, listing
from eventapp.registration.models import Registration
from eventapp.registration.queries import find_by_ref
from eventapp.registration.search import Wanted
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import LANGUAGES, language
from eventapp.wordings.placeholders import UnknownPlaceholder, judge

MOST_FOUND = 8

_TAGS = {"p", "br", "b", "strong", "em", "a", "h1", "h2", "h3", "table", "tbody", "tr", "th", "td", "img", "div", "ul"}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "*": {"class"}}
_SCHEMES = {"http", "https", "mailto", "cid"}


@dataclass(frozen=True)
class Shown:
    """What a letter says, ready to stand on a page."""

    subject: str
    text: str
    html: Markup


def shown(letter: Composed, pictures: Mapping[str, str]) -> Shown:
    """Return a letter that was composed; `pictures` are the addresses of what it shows as `cid:…`."""
    return Shown(letter.subject, letter.text, cleaned(letter.html, pictures))


def shown_as_sent(rendered: bytes, pictures: Mapping[str, str]) -> Shown:
    """Return a letter out of the bytes that went over the wire."""
    message = message_from_bytes(rendered, policy=policy.default)
    text, html = _part(message, "plain"), _part(message, "html")
    return Shown(str(message["Subject"] or ""), text, cleaned(html, pictures))


def cleaned(html: str, pictures: Mapping[str, str]) -> Markup:
    """Return a letter's HTML without scripts and styles; the page's own sheet dresses its classes."""
    for cid, address in pictures.items():
        html = html.replace(f'src="cid:{cid}"', f'src="{address}"')
    return Markup(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES))  # noqa: S704 # nosec B704


def queue_trial(event: Event, kind: str, subject_id: int, locale: str, about: str) -> None:
    """Queue a letter to whoever is signed in."""
    user = current_user.user
    outbox.queue(
        kind,
        recipient=user.email,
        name=user.name,
        subject_id=subject_id,
        locale=locale,
        occasion=f"trial {about} {locale} {clock.now():%Y-%m-%dT%H:%M}",
        event_id=event.id,
    )


def choose_delegate(event: Event, wanted: Wanted) -> tuple[Registration | None, Any]:
    """Return the delegate chosen, or the first one found, and all that were found."""
    lines, _total = listing.listed(event, wanted, limit=MOST_FOUND, offset=0)
    chosen = find_by_ref(event, request.args.get("ref", ""))
    if chosen is None and lines:
        chosen = find_by_ref(event, lines[0].ref)
    return chosen, lines


def asked_language() -> str:
    """Return the language in which the letter is to be seen."""
    asked = request.args.get("in")
    return asked if asked in LANGUAGES else language()


def pictures(registration: Registration) -> dict[str, str]:
    """Return where the pictures of a delegate's letters are to be had."""
    return {"qr": url_for("registration.ticket_picture", secret=links.secret(registration))}


def judge_placeholders(form: Form, known: Iterable[str]) -> None:
    """Say at each field of words which placeholder it cannot have."""
    for name in [each for each in form.values if each.split("_")[0] in ("subject", "text")]:
        try:
            judge(form.values[name] or "", known)
        except UnknownPlaceholder as refusal:
            form.add_fault(name, sentence(refusal))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
