"""One paper as the organiser has it: what is said of it, its versions, its place, publishing and deleting."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.papers import commenting, editing, listing, versions, words
from eventapp.papers.audience import read_targets
from eventapp.papers.models import Comments, Paper
from eventapp.papers.queries import find_paper, find_version, readings_of, versions_of
from eventapp.papers.shapes import PaperShape, ReturnShape
from eventapp.papers.views import bp
from eventapp.papers.views.shown import circle_choices, file_of, session_choices
from eventapp.programme.queries import find_session
from eventapp.shapes import in_zone
from eventapp.web import large_files
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language
from eventapp.web.times import wall_times

ONE = "/manage/events/<slug>/papers/<ref>"


@bp.get(ONE)
@staff(Role.ORGANISER)
@with_event
def show(event: Event, ref: str) -> ResponseReturnValue:
    """Show one paper: what is said of it, its versions, who has read it, what is said about it."""
    paper = get_paper(event, ref)
    return paper_page(event, paper, Form(PaperShape, start=stands(paper)))


@bp.post(ONE)
@staff(Role.ORGANISER)
@with_event
def save(event: Event, ref: str) -> ResponseReturnValue:
    """Change what is said of a paper and whom it is for."""
    paper, form = get_paper(event, ref), Form(PaperShape, request.form)
    targets, unknown = read_targets(event, request.form.getlist("audience"))
    if unknown:
        form.add_fault("audience", _("Some of whom you chose is not there any more."), _("Who reads it"))
    session = find_session(event, form.values["session"]) if form.ok and form.values["session"] else None
    if form.ok and form.values["session"] and session is None:
        form.add_fault("session", _("There is no such session."))
    if form.ok:
        try:
            with transaction():
                said = {**_said(event, form), "session_id": session.id if session else None}
                is_changed = editing.edit(paper, targets=targets, by=actor(), **said)
            flash(_("Saved.") if is_changed else _("Nothing was different."))
            return redirect(url_for(".show", slug=event.slug, ref=ref), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return paper_page(event, paper, form)


@bp.post(f"{ONE}/versions")
@staff(Role.ORGANISER)
@large_files.takes_papers
@with_event
def replace(event: Event, ref: str) -> ResponseReturnValue:
    """Take a new file: the newest version from now on. The former ones stay for the team."""
    paper, chosen = get_paper(event, ref), large_files.sent("file")
    if not chosen:
        flash(_("Choose at least one file."), "warn")
        return _back(event, paper)
    try:
        kept = large_files.keep(chosen[0])
        with transaction():
            version = versions.add_version(paper, kept, by=actor())
        flash(_("Version %(number)s is what readers see now.", number=version.number))
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
    return _back(event, paper)


@bp.get(f"{ONE}/versions/<int:number>")
@staff(Role.ORGANISER)
@with_event
def download(event: Event, ref: str, number: int) -> ResponseReturnValue:
    """Hand any version to the team; that counts as nobody's reading."""
    return file_of(find_version(get_paper(event, ref), number) or abort(404))


@bp.get(f"{ONE}/versions/<int:number>/preview")
@staff(Role.ORGANISER)
@with_event
def preview(event: Event, ref: str, number: int) -> ResponseReturnValue:
    """Show a PDF to the team in a tab of its own."""
    return file_of(find_version(get_paper(event, ref), number) or abort(404), in_browser=True)


@bp.post(f"{ONE}/publication")
@staff(Role.ORGANISER)
@with_event
def publish(event: Event, ref: str) -> ResponseReturnValue:
    """Let its audience read it, from its release time on."""
    return act(event, get_paper(event, ref), editing.publish, _("Published."))


@bp.post(f"{ONE}/withdrawal")
@staff(Role.ORGANISER)
@with_event
def withdraw(event: Event, ref: str) -> ResponseReturnValue:
    """Take it from its audience; it is a draft again."""
    return act(event, get_paper(event, ref), editing.withdraw, _("Withdrawn: it is a draft again."))


@bp.post(f"{ONE}/position")
@staff(Role.ORGANISER)
@with_event
def move(event: Event, ref: str) -> ResponseReturnValue:
    """Let it change places with the one above or below it in its session."""
    paper = get_paper(event, ref)
    with transaction():
        editing.move(paper, up=request.form.get("to") == "up", by=actor())
    return redirect(url_for(".listed", slug=event.slug, _anchor=f"paper-{paper.ref}"), 303)


@bp.get(f"{ONE}/removal")
@staff(Role.ORGANISER)
@with_event
def ask_removal(event: Event, ref: str) -> ResponseReturnValue:
    """Say what goes with it, and ask once."""
    paper = get_paper(event, ref)
    return render_template("papers/removal.html", event=event, paper=paper, counts=editing.what_goes(paper))


@bp.post(f"{ONE}/removal")
@staff(Role.ORGANISER)
@with_event
def remove(event: Event, ref: str) -> ResponseReturnValue:
    """Delete it with its versions, receipts and comments."""
    paper = get_paper(event, ref)
    title = paper.title_in(language())
    with transaction():
        editing.remove(paper, by=actor())
    flash(_("“%(title)s” is deleted.", title=title))
    return redirect(url_for(".listed", slug=event.slug), 303)


def get_paper(event: Event, ref: str) -> Paper:
    """Return the event's paper with that reference, or answer 404."""
    return find_paper(event, ref) or abort(404)


def paper_page(event: Event, paper: Paper, form: Form, returning: Form | None = None) -> ResponseReturnValue:
    """Return the page of one paper."""
    found = versions_of(paper)
    chosen = request.form.getlist("audience") if form.submitted is not None else [one.word for one in paper.audience]
    page = render_template(
        "papers/paper.html",
        event=event,
        paper=paper,
        form=form,
        returning=returning or Form(ReturnShape),
        versions=found,
        stage=listing.stage_of(paper, found[0], clock.now()),
        readings=readings_of(paper),
        comments=commenting.comments_of(paper),
        closes_at=commenting.closes_at(paper),
        groups=circle_choices(event),
        chosen=set(chosen),
        sessions=session_choices(event),
        comments_choices=[(each.value, _(words.COMMENTS_WORDS[each])) for each in Comments],
        words=words,
        megabytes=large_files.largest() // large_files.MB,
    )
    return page, max(form.status, returning.status if returning else 200)


def act(event: Event, paper: Paper, rule: Callable[..., object], done: str) -> ResponseReturnValue:
    """Carry out one rule on the paper and say what came of it."""
    try:
        with transaction():
            rule(paper, by=actor())
        flash(done)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return _back(event, paper)


def _said(event: Event, form: Form) -> dict[str, Any]:
    """Return the form's words as the rules take them. Raises NoSuchMoment."""
    values = form.values
    released = values["released"]
    return {
        **{name: values[name] for name in ("title", "title_en", "ends_with_event", "comments")},
        "released_at": in_zone(released, event.zone) if released else None,
    }


def stands(paper: Paper) -> dict[str, Any]:
    """Return what the form of a paper begins with."""
    return {
        **{name: getattr(paper, name) for name in ("title", "title_en", "ends_with_event")},
        **wall_times({"released": paper.released_at}, paper.event.zone),
        "session": paper.session.ref if paper.session else "",
        "comments": paper.comments.value,
    }


def _back(event: Event, paper: Paper) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=event.slug, ref=paper.ref), 303)
