"""A speaker's own papers: /speaking/<secret>/papers. What is sent awaits the organiser's release."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import db, transaction
from eventapp.directory.models import Person
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.papers import sending, words
from eventapp.papers.models import Paper, Version
from eventapp.papers.queries import find_paper
from eventapp.papers.shapes import SentShape
from eventapp.papers.views import bp
from eventapp.papers.views.shown import file_of
from eventapp.programme.models import Session
from eventapp.programme.queries import appearances_of
from eventapp.speakers import links
from eventapp.web import large_files
from eventapp.web.access import actor, public
from eventapp.web.forms import Form

HOME = "/speaking/<secret>/papers"


@bp.get(HOME)
@public
def sent(secret: str) -> ResponseReturnValue:
    """Show what the speaker sent, and ask for more."""
    event, person = _speaker(secret)
    return _page(event, person, secret, Form(SentShape))


@bp.post(HOME)
@public
@large_files.takes_papers
def send(secret: str) -> ResponseReturnValue:
    """Take a paper, or a new version of one."""
    event, person = _speaker(secret)
    form, chosen = Form(SentShape, request.form), large_files.sent("file")
    session, replaces = _named(event, person, form)
    if not chosen:
        form.add_fault("file", _("Choose at least one file."), _("File"))
    if form.ok and session is not None:
        try:
            sending.judge(session, person)  # before anything is kept
            kept = large_files.keep(chosen[0])
            with transaction():
                sending.send(session, person, kept, title=form.values["title"], replaces=replaces, by=actor())
            flash(_("Thank you. The organiser looks at it before anybody else reads it."))
            return redirect(url_for(".sent", secret=secret), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, person, secret, form)


@bp.get(f"{HOME}/<ref>")
@public
def own_file(secret: str, ref: str) -> ResponseReturnValue:
    """Hand the speaker back what he sent last of one paper."""
    _event, person = _speaker(secret)
    found = (version for paper, version in sending.papers_sent_by(person) if paper.ref == ref.upper())
    return file_of(next(found, None) or abort(404))


def _speaker(secret: str) -> tuple[Event, Person]:
    person, _profile = links.find_speaker_of(secret) or abort(404)
    return db.session.get_one(Event, person.event_id), person


def _named(event: Event, person: Person, form: Form) -> tuple[Session | None, Paper | None]:
    """Return the session that the form names, or that of the paper it replaces; a fault where there is none."""
    if form.ok and form.values["replaces"]:
        paper = find_paper(event, form.values["replaces"])
        if paper is not None and paper.sender_id == person.id and paper.session is not None:
            return paper.session, paper
    sessions = {session.ref: session for session, _role in appearances_of(event, person)}
    session = sessions.get(form.values.get("session") or "") if form.ok else None
    if form.ok and session is None:
        form.add_fault("session", _("There is no such session."))
    return session, None


def _page(event: Event, person: Person, secret: str, form: Form) -> ResponseReturnValue:
    lines: list[tuple[Paper, Version]] = sending.papers_sent_by(person)
    appearances = dict.fromkeys(session for session, _role in appearances_of(event, person))
    told: dict[str, Any] = {"event": event, "speaker": person, "secret": secret, "form": form, "words": words}
    page = render_template(
        "papers/sent.html",
        lines=lines,
        appearances=list(appearances),
        megabytes=large_files.largest() // large_files.MB,
        **told,
    )
    return page, form.status
