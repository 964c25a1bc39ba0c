"""One print run: its files, whether they were printed, and back into the queue. /door/<slug>/badges/runs/<ref>.

Whoever stands at a printing station sees the runs of the queue; those of whole groups are the registrars'.
"""

from collections.abc import Callable

from flask import Response, abort, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import files
from eventapp.badges import making, printing, queries
from eventapp.badges.models import PrintRun, RunStage
from eventapp.badges.views import bp
from eventapp.badges.words import ABOUT_WORDS, STAGE_TONES, STAGE_WORDS
from eventapp.bilingual import spoken
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.uploads import jobs
from eventapp.web import downloads
from eventapp.web.access import actor, may, staff, with_event
from eventapp.web.deeds import who
from eventapp.web.forms import sentence
from eventapp.web.languages import language

OF_A_STATION = ("queue", "person")


@bp.get("/door/<slug>/badges/runs/<ref>")
@staff(Role.DOOR)
@with_event
def show_run(event: Event, ref: str) -> ResponseReturnValue:
    """Show how far a run is, and its files."""
    run = get_run(event, ref)
    folder = making.folder()
    return render_template(
        "badges/run.html",
        event=event,
        run=run,
        about=about_words(run),
        by=who(run.by),
        stage=_(STAGE_WORDS[run.stage]),
        tone=STAGE_TONES[run.stage],
        done=making.done_of(run),
        has_failed=making.has_failed(run),
        is_making=run.stage is RunStage.MAKING,
        files=[number for number, name in enumerate(run.files, 1) if files.find_path(folder, name)],
        left_out=queries.names_of(event, run.left_out),
        Stage=RunStage,
        may_list=may(Role.REGISTRAR, event),
        wall=lambda moment: f"{moment.astimezone(event.tz):%d/%m/%Y %H:%M}",
    )


@bp.get("/door/<slug>/badges/runs/<ref>/progress")
@staff(Role.DOOR)
@with_event
def run_progress(event: Event, ref: str) -> ResponseReturnValue:
    """Say as JSON how far the making of the files is."""
    run = get_run(event, ref)
    is_under_way = run.stage is RunStage.MAKING and not making.has_failed(run)
    return jsonify(done=making.done_of(run), total=run.number, is_under_way=is_under_way)


@bp.get("/door/<slug>/badges/runs/<ref>/files/<int:number>.pdf")
@staff(Role.DOOR)
@with_event
def run_file(event: Event, ref: str, number: int) -> Response:
    """Return one of the run's files."""
    run = get_run(event, ref)
    if not 1 <= number <= len(run.files) or run.stage is RunStage.RETURNED:
        abort(404)
    content = files.find(making.folder(), run.files[number - 1]) or abort(404)
    return downloads.attachment(f"{event.slug}-badges-{run.ref}-{number}.pdf".lower(), content, downloads.PDF)


@bp.post("/door/<slug>/badges/runs/<ref>/confirmation")
@staff(Role.DOOR)
@with_event
def confirm_run(event: Event, ref: str) -> ResponseReturnValue:
    """Say that it was printed."""
    return _step(event, ref, lambda run: printing.confirm(run, by=actor()), _("Noted: these badges are printed."))


@bp.post("/door/<slug>/badges/runs/<ref>/return")
@staff(Role.DOOR)
@with_event
def return_run(event: Event, ref: str) -> ResponseReturnValue:
    """Put its prints back into the queue."""
    said = _("These badges are in the queue again. Throw away what came out of the printer.")
    return _step(event, ref, lambda run: printing.put_back(run, by=actor()), said)


@bp.post("/door/<slug>/badges/runs/<ref>/files")
@staff(Role.DOOR)
@with_event
def make_again(event: Event, ref: str) -> ResponseReturnValue:
    """Make its files anew, where they were cleared away or making them was given up."""
    run = get_run(event, ref)
    if run.stage is RunStage.RETURNED:
        abort(404)
    with transaction():
        work = making.begin(run)
    jobs.do(work)
    return redirect(url_for(".show_run", slug=event.slug, ref=ref), 303)


def get_run(event: Event, ref: str) -> PrintRun:
    """Return the event's run with that reference, if this visitor may see it, or answer 404."""
    run = queries.find_run(event, ref) or abort(404)
    if run.about.get("kind") not in OF_A_STATION and not may(Role.REGISTRAR, event):
        abort(404)
    return run


def about_words(run: PrintRun) -> str:
    """Return whose badges they are, in the visitor's language."""
    kind = run.about.get("kind", "")
    name = run.about.get("name")
    return str(spoken(name, language())) if name else _(ABOUT_WORDS[kind])


def _step(event: Event, ref: str, step: Callable[[PrintRun], None], said: str) -> ResponseReturnValue:
    run = get_run(event, ref)
    try:
        with transaction():
            step(run)
        flash(said)
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    return redirect(url_for(".show_run", slug=event.slug, ref=ref), 303)
