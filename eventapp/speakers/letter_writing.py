"""What letters to speakers say: composed by the worker, with their sessions as they are when the letter goes out."""

from dataclasses import replace

from flask import current_app, render_template
from flask_babel import gettext
from markupsafe import Markup

from eventapp import names
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.mail.composing import Composed, from_templates, letter
from eventapp.mail.models import Letter
from eventapp.programme.models import Session
from eventapp.speakers import letter_kinds as _kinds  # noqa: F401 - offers the kinds
from eventapp.speakers import links, queries
from eventapp.speakers.asking import AGAIN, FIRST
from eventapp.speakers.queries import Line
from eventapp.wordings.kinds import get_kind
from eventapp.wordings.wording import words_of

WANTED = (queries.State.NOT_ASKED, queries.State.ASKED)


@letter(FIRST)
@letter(AGAIN)
def asked(row: Letter) -> Composed | None:
    """Ask a speaker. Not wanted any more by whoever has answered, speaks nowhere, or reads another address."""
    person = db.session.get(Person, row.subject_id)
    event = db.session.get(Event, person.event_id) if person else None
    line = queries.find_line(event, person.ref) if event and person else None
    if event is None or line is None or line.person.email != row.recipient or line.state not in WANTED:
        return None
    return written(event, line, row.kind, row.locale)


@letter(f"trial/{FIRST}")
@letter(f"trial/{AGAIN}")
def trial(row: Letter) -> Composed | None:
    """Compose a letter that an organiser sends to himself to see it; its subject says so. None: speaks no more."""
    person = db.session.get_one(Person, row.subject_id)
    event = db.session.get_one(Event, person.event_id)
    line = queries.find_line(event, person.ref)
    if line is None:
        return None
    composed = written(event, line, row.kind.removeprefix("trial/"), row.locale)
    return replace(composed, subject=gettext("[Trial] %(subject)s", subject=composed.subject))


def written(event: Event, line: Line, kind: str, locale: str) -> Composed:
    """Return a letter of that kind as it would be written now; in the context of a request and in that language."""
    person, generation = line.person, line.profile.generation if line.profile else 0
    external = current_app.config["EXTERNAL_URL"]
    page = f"{external}/speaking/{links.secret(person, generation)}"
    values = {
        "full_name": person.full_name,
        "address": names.form_of_address(names.salutation_in(person.salutation, locale), person.full_name),
        "position": person.position,
        "organisation": person.organisation_name,
        "event": event.title_in(locale),
        "sessions": "; ".join(said(each, event, locale) for each in line.sessions),
        "link": Markup('<a href="{0}">{0}</a>').format(page),
    }
    words = words_of(event, get_kind(kind), locale, gettext).filled(values)
    return from_templates("speakers/letter", event=event, locale=locale, external=external, words=words, page=page)


def said(session: Session, event: Event, locale: str) -> str:
    """Return a session in a sentence: title, when in the event's zone, room."""
    return render_template("mail/programme/session.txt", session=session, event=event, locale=locale).strip()
