"""What the letters of a mailing say, each in the language of whoever gets it."""

from dataclasses import replace
from typing import Any

from flask import current_app
from flask_babel import gettext

from eventapp.database import db
from eventapp.mail.composing import Composed, from_templates, letter
from eventapp.mail.models import Letter
from eventapp.mailings import audience
from eventapp.mailings.models import Mailing, Recipient, Stage
from eventapp.mailings.sending import LETTER
from eventapp.registration import links
from eventapp.registration.letter_writing import values_of
from eventapp.registration.models import Registration
from eventapp.wordings.placeholders import Words

TRIAL = "trial/mailings/letter"


@letter(LETTER, sent_once=True)
def to_one(row: Letter) -> Composed | None:
    """Compose one person's letter; not wanted any more by whoever has unsubscribed or cancelled since."""
    recipient = db.session.get(Recipient, row.subject_id)
    if recipient is None or recipient.mailing.stage is Stage.CANCELLED:
        return None
    has_ended = not recipient.registration.status.is_live and audience.wanted_of(recipient.mailing).only_live
    if has_ended or audience.hindrance_of(recipient.person_id):
        return None
    return written(recipient.mailing, recipient.registration, row.locale)


@letter(TRIAL)
def trial(row: Letter) -> Composed | None:
    """Compose the letter of the first one wanted, for the organiser who wants to see it; its subject says so."""
    mailing = db.session.get_one(Mailing, row.subject_id)
    first = next(iter(audience.people_wanted(mailing.event, audience.wanted_of(mailing))), None)
    if first is None:
        return None
    composed = written(mailing, db.session.get_one(Registration, first.registration_id), row.locale, is_trial=True)
    return replace(composed, subject=gettext("[Trial] %(subject)s", subject=composed.subject), unsubscribe="")


def written(mailing: Mailing, registration: Registration, locale: str, *, is_trial: bool = False) -> Composed:
    """Return the letter of one delegate in that language, which is the one being spoken.

    A trial does not bear the delegate's own way to unsubscribe: whoever reads it would do that for somebody else.
    """
    external = current_app.config["EXTERNAL_URL"]
    secret = "…" if is_trial else links.secret(registration, links.UNSUBSCRIBE)
    context: dict[str, Any] = {
        "event": mailing.event,
        "external": external,
        "locale": locale,
        "words": _words(mailing, locale).filled(values_of(registration, locale)),
        "unsubscribe": f"{external}/unsubscribe/{secret}",
    }
    return from_templates("mailings/letter", **context)


def _words(mailing: Mailing, locale: str) -> Words:
    is_english = locale == "en" and bool(mailing.text_en)
    return Words(mailing.subject_en, mailing.text_en) if is_english else Words(mailing.subject, mailing.text)
