"""One run: how far it is, and its files. /manage/events/<slug>/certificates/runs/<ref>."""

from flask import Response, abort, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventapp import files
from eventapp.certificates import making, queries
from eventapp.certificates.models import CertificateRun, RunStage
from eventapp.certificates.views import bp
from eventapp.certificates.views.listing import CERTIFICATES
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.uploads import jobs
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.deeds import who

RUN = f"{CERTIFICATES}/runs/<run>"


@bp.get(RUN)
@staff(Role.ORGANISER)
@with_event
def show_run(event: Event, run: str) -> ResponseReturnValue:
    """Show how far a run is, and its files."""
    made = _get(event, run)
    folder = making.folder()
    return render_template(
        "certificates/run.html",
        event=event,
        run=made,
        by=who(made.by),
        done=making.done_of(made),
        has_failed=making.has_failed(made),
        is_making=made.stage is RunStage.MAKING,
        files=[number for number, name in enumerate(made.files, 1) if files.find_path(folder, name)],
    )


@bp.get(f"{RUN}/progress")
@staff(Role.ORGANISER)
@with_event
def run_progress(event: Event, run: str) -> ResponseReturnValue:
    """Say as JSON how far the work is."""
    made = _get(event, run)
    is_under_way = made.stage is RunStage.MAKING and not making.has_failed(made)
    return jsonify(done=making.done_of(made), total=made.number, is_under_way=is_under_way)


@bp.get(f"{RUN}/files/<int:number>.pdf")
@staff(Role.ORGANISER)
@with_event
def run_file(event: Event, run: str, number: int) -> Response:
    """Return one of the run's files."""
    made = _get(event, run)
    if not 1 <= number <= len(made.files):
        abort(404)
    content = files.find(making.folder(), made.files[number - 1]) or abort(404)
    return downloads.attachment(f"{event.slug}-certificates-{made.ref}-{number}.pdf".lower(), content, downloads.PDF)


@bp.post(f"{RUN}/files")
@staff(Role.ORGANISER)
@with_event
def make_again(event: Event, run: str) -> ResponseReturnValue:
    """Make its files anew, where they were cleared away or the work was given up."""
    made = _get(event, run)
    with transaction():
        work = making.begin(made)
    jobs.do(work)
    return redirect(url_for(".show_run", slug=event.slug, run=run), 303)


def _get(event: Event, run: str) -> CertificateRun:
    return queries.find_run(event, run) or abort(404)
