"""What letters to secretaries say: composed by the worker, with what is missing when the letter goes out."""

from dataclasses import replace

from flask import current_app, render_template
from flask_babel import gettext
from markupsafe import Markup

from eventapp.bridges import letter_kinds as _kinds  # noqa: F401 - offers the kinds
from eventapp.bridges import links
from eventapp.bridges.readiness import Readiness, readiness_at
from eventapp.bridges.reminding import code_of, may_get
from eventapp.bridges.words import LACK_WORDS, Kind
from eventapp.database import db
from eventapp.events.models import Event, Site
from eventapp.mail.composing import Composed, from_templates, letter
from eventapp.mail.models import Letter
from eventapp.wordings.kinds import get_kind
from eventapp.wordings.wording import words_of


@letter(code_of(Kind.INTRODUCTION))
@letter(code_of(Kind.REMINDER))
def told(row: Letter) -> Composed | None:
    """Write to a secretary. Not wanted any more where there is another one, or a reminder has nothing to say."""
    site = db.session.get(Site, row.subject_id)
    if site is None or site.removed_at is not None:
        return None
    event = db.session.get_one(Event, site.event_id)
    one = readiness_at(event, site)
    kind = Kind(row.kind.rpartition("/")[2])
    if one.secretary is None or one.secretary.email != row.recipient or not may_get(one, kind):
        return None
    return written(event, one, row.kind, row.locale)


@letter(f"trial/{code_of(Kind.INTRODUCTION)}")
@letter(f"trial/{code_of(Kind.REMINDER)}")
def trial(row: Letter) -> Composed:
    """Compose a letter that an organiser sends to himself to see it; its subject says so."""
    site = db.session.get_one(Site, row.subject_id)
    event = db.session.get_one(Event, site.event_id)
    composed = written(event, readiness_at(event, site), row.kind.removeprefix("trial/"), row.locale)
    return replace(composed, subject=gettext("[Trial] %(subject)s", subject=composed.subject))


def written(event: Event, one: Readiness, kind: str, locale: str) -> Composed:
    """Return a letter of that kind as it would be written now; in the context of a request and in that language."""
    external = current_app.config["EXTERNAL_URL"]
    page = f"{external}/sites/{links.secret(one.site, one.point.generation)}"
    name = one.secretary.name if one.secretary else ""
    values = {
        "full_name": name,
        "address": name or gettext("Secretary"),
        "site": one.site.name_in(locale),
        "event": event.title_in(locale),
        "when": render_template("mail/bridges/when.txt", event=event, locale=locale).strip(),
        "missing": ", ".join(gettext(LACK_WORDS[each]) for each in one.lacks) or gettext("nothing"),
        "link": Markup('<a href="{0}">{0}</a>').format(page),
    }
    words = words_of(event, get_kind(kind), locale, gettext).filled(values)
    return from_templates("bridges/letter", event=event, locale=locale, external=external, words=words, page=page)
