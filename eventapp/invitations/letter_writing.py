"""The letters to focal points: composed by the worker, in both languages, with the invitation on paper attached.

Both languages stand in one letter, because an organisation says nowhere which one its focal point reads, missions are
read by Vietnamese and by their hosts alike, and a letter that is not understood costs the answer.
"""

from dataclasses import replace
from pathlib import Path

from flask import current_app
from flask_babel import force_locale, gettext

from eventapp.database import db
from eventapp.delegations import letter_files, links
from eventapp.delegations.models import Delegation
from eventapp.delegations.queries import quotas_by_id
from eventapp.events.models import Event
from eventapp.invitations import letter_kinds
from eventapp.invitations.letterheads import letterhead_of
from eventapp.invitations.paper import LANGUAGES, invitation_pdf
from eventapp.invitations.shapes import Kind
from eventapp.invitations.wording import Facts, Part, Say, part
from eventapp.mail.composing import Attachment, Composed, from_templates, letter
from eventapp.mail.models import Letter
from eventapp.wordings.kinds import get_kind
from eventapp.wordings.wording import words_of

FOLDER = "letters"  # of the instance: the signed letters


@letter("delegations/invitation")
def invitation(row: Letter) -> Composed | None:
    """Invite; not wanted any more by whoever has answered meanwhile, or was taken off the list."""
    delegation = _awaited(row)
    return compose(delegation, Kind.INVITATION) if delegation else None


@letter("delegations/reminder")
def reminder(row: Letter) -> Composed | None:
    """Remind; only who is still silent."""
    delegation = _awaited(row)
    return compose(delegation, Kind.REMINDER) if delegation else None


def compose(delegation: Delegation, kind: Kind, *, has_paper: bool = True) -> Composed:
    """Return the letter as it would be sent now; without its paper where it is only to be read."""
    facts = facts_of(delegation)
    parts = [_part(facts, kind, locale) for locale in LANGUAGES]
    context = {"event": facts.event, "parts": parts, "link": facts.link, "locale": LANGUAGES[0]}
    return from_templates("delegations/letter", (_paper(facts),) if has_paper else (), **context)


def trial(row: Letter) -> Composed:
    """Compose a letter that an organiser sends to himself to see it; its subject says so."""
    kind = Kind(row.kind.rpartition("/")[2])
    composed = compose(db.session.get_one(Delegation, row.subject_id), kind)
    return replace(composed, subject=gettext("[Trial] %(subject)s", subject=composed.subject))


for _kind in Kind:
    letter(f"trial/{letter_kinds.code_of(_kind)}")(trial)


def _part(facts: Facts, kind: Kind, locale: str) -> Part:
    say = speaker(locale)
    words = words_of(facts.event, get_kind(letter_kinds.code_of(kind)), locale, say)
    return part(facts, locale, say, words)


def facts_of(delegation: Delegation) -> Facts:
    """Return what a letter to the delegation is about."""
    event = db.session.get_one(Event, delegation.event_id)
    return Facts(
        event=event,
        delegation=delegation,
        quotas=quotas_by_id([delegation.id])[delegation.id],
        letterhead=letterhead_of(event),
        link=page_of(delegation),
    )


def page_of(delegation: Delegation) -> str:
    """Return the address of the focal point's page."""
    return f"{current_app.config['EXTERNAL_URL']}/delegations/{links.secret(delegation)}"


def paper(delegation: Delegation) -> bytes:
    """Return the letter of invitation as a PDF, as it would be attached now."""
    return invitation_pdf(facts_of(delegation), {locale: speaker(locale) for locale in LANGUAGES})


def speaker(locale: str) -> Say:
    """Return what says a sentence in that language."""

    def say(message: str, **values: str) -> str:
        with force_locale(locale):
            return str(gettext(message, **values))

    return say


def signed_letters() -> Path:
    """Return the folder where the signed letters lie."""
    return Path(current_app.config["INSTANCE"]) / FOLDER


def _paper(facts: Facts) -> Attachment:
    """The signed letter, where the office has scanned it, else ours: two that differ would contradict each other."""
    signed = letter_files.find(signed_letters(), facts.delegation.letter_file)
    body = signed or invitation_pdf(facts, {locale: speaker(locale) for locale in LANGUAGES})
    return Attachment("giay-moi.pdf", body, "application/pdf")


def _awaited(row: Letter) -> Delegation | None:
    delegation = db.session.get(Delegation, row.subject_id, populate_existing=True)
    if delegation is None or delegation.answered_at is not None or delegation.declined_at is not None:
        return None
    return delegation
