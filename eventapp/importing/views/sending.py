"""Send a sheet, and come back to those that were sent."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.importing.views import bp
from eventapp.importing.views.workbooks import table_of
from eventapp.uploads import jobs
from eventapp.uploads.keeping import keep
from eventapp.uploads.kinds import importer_of
from eventapp.uploads.models import Stage, Upload, What
from eventapp.uploads.queries import uploads_of
from eventapp.uploads.shapes import UploadShape
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.work.models import Job


@bp.get("/manage/events/<slug>/import")
@staff(Role.ORGANISER)
@with_event
def new(event: Event) -> ResponseReturnValue:
    """Ask what is to be imported, and for the file."""
    return _page(event, Form(UploadShape, start={"what": What.DELEGATES}))


@bp.post("/manage/events/<slug>/import")
@staff(Role.ORGANISER)
@with_event
def create(event: Event) -> ResponseReturnValue:
    """Keep the sheet and rehearse it; where its columns are not clear, ask for them first."""
    form = Form(UploadShape, request.form)
    file = request.files.get("file")
    if file is None or not file.filename:
        form.add_fault("file", _("Please choose a file."))
    elif form.ok:
        try:
            upload, work = _keep(event, form, file.read(), file.filename)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            ref, is_unclear = upload.ref, upload.stage is Stage.COLUMNS
            jobs.do(work)
            return redirect(url_for(".columns" if is_unclear else ".show", slug=event.slug, ref=ref))
    return _page(event, form), form.status


def _page(event: Event, form: Form) -> str:
    return render_template("importing/new.html", event=event, form=form, what=What, uploads=uploads_of(event))


def _keep(event: Event, form: Form, content: bytes, filename: str) -> tuple[Upload, Job | None]:
    what, letters, by = form.values["what"], form.values["letters"], actor()
    importer = importer_of(what, event, by=by)
    table = importer.prepared(table_of(event, importer, what, content, filename))
    with transaction():
        upload = keep(event.id, what, table, importer, sends_letters=letters, workbook=content)
        return upload, jobs.begin_check(upload, by=by) if upload.stage is Stage.CHECKING else None
