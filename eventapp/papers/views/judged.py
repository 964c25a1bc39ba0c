"""What the organiser decides on what others send: speakers' files, delegates' comments; and who has read what."""

from collections.abc import Iterator
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.notices import returning
from eventapp.papers import commenting, sending
from eventapp.papers.models import Comment, Paper, Version
from eventapp.papers.queries import find_version, readings_of
from eventapp.papers.shapes import AnswerShape, PaperShape, ReturnShape
from eventapp.papers.views import bp
from eventapp.papers.views.managed import ONE, get_paper, paper_page, stands
from eventapp.web import downloads
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language

VERSION, COMMENT = f"{ONE}/versions/<int:number>", f"{ONE}/comments/<comment>"


@bp.post(f"{VERSION}/release")
@staff(Role.ORGANISER)
@with_event
def release(event: Event, ref: str, number: int) -> ResponseReturnValue:
    """Let the paper's audience have what a speaker sent."""
    paper = get_paper(event, ref)
    version = _get_version(paper, number)
    try:
        with transaction():
            sending.release(version, by=actor())
        flash(_("Version %(number)s is released.", number=number))
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return _back(event, paper)


@bp.post(f"{VERSION}/return")
@staff(Role.ORGANISER)
@with_event
def give_back(event: Event, ref: str, number: int) -> ResponseReturnValue:
    """Return a file to the speaker, with a word for him."""
    paper, form = get_paper(event, ref), Form(ReturnShape, request.form)
    version = _get_version(paper, number)
    if form.ok:
        try:
            with transaction():
                sending.give_back(version, reason=form.values["reason"], by=actor())
                is_told = returning.tell_sender(version)
            flash(_("Version %(number)s is returned to the speaker.", number=number))
            if not is_told:
                flash(_("The speaker has no e-mail address: tell them yourself."), "warn")
            return _back(event, paper)
        except DomainError as refusal:
            form.refuse(refusal)
    return paper_page(event, paper, Form(PaperShape, start=stands(paper)), form)


@bp.post(f"{COMMENT}/answer")
@staff(Role.ORGANISER)
@with_event
def answer(event: Event, ref: str, comment: str) -> ResponseReturnValue:
    """Answer a comment; whoever sees the comment sees the answer."""
    paper, form = get_paper(event, ref), Form(AnswerShape, request.form)
    said = _get_comment(paper, comment)
    if not form.ok:
        flash(" ".join(fault for _name, _label, fault in form.all_faults), "warn")
        return _back(event, paper)
    with transaction():
        commenting.answer(said, form.values["text"], by=actor())
    flash(_("Saved."))
    return _back(event, paper)


@bp.post(f"{COMMENT}/hiding")
@staff(Role.ORGANISER)
@with_event
def hide(event: Event, ref: str, comment: str) -> ResponseReturnValue:
    """Hide a comment from all but the team, or show it again."""
    paper = get_paper(event, ref)
    said, is_hidden = _get_comment(paper, comment), request.form.get("to") != "shown"
    with transaction():
        commenting.hide(said, by=actor(), is_hidden=is_hidden)
    flash(_("The comment is hidden.") if is_hidden else _("The comment is shown again."))
    return _back(event, paper)


@bp.get(f"{ONE}/readers.<any(csv, xlsx):form>")
@staff(Role.ORGANISER)
@with_event
def export_readers(event: Event, ref: str, form: str) -> Response:
    """Return who opened which version and when, as a sheet."""
    paper = get_paper(event, ref)
    heading = [_("Full name"), _("Position"), _("Organisation"), _("Version"), _("Opened at")]
    name, rows = f"{event.slug}-paper-{paper.ref}-readers", _rows(event, paper)
    if form == "csv":
        return downloads.commas(name, heading, rows)
    return downloads.workbook(name, heading, rows, title=paper.title_in(language()))


def _rows(event: Event, paper: Paper) -> Iterator[list[Any]]:
    for each in readings_of(paper):
        person, at = each.person, each.at.astimezone(event.tz)
        yield [person.full_name, person.position, person.organisation_in(language()), each.version.number, at]


def _get_version(paper: Paper, number: int) -> Version:
    return find_version(paper, number) or abort(404)


def _get_comment(paper: Paper, ref: str) -> Comment:
    return commenting.find_comment(paper, ref) or abort(404)


def _back(event: Event, paper: Paper) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=event.slug, ref=paper.ref), 303)
