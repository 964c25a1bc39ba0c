"""Which sheet of a workbook is read: the one that suits best, or another one that somebody chooses."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.importing.importer import Importer
from eventapp.importing.rows import suits
from eventapp.importing.views import bp, importer_for, upload_of
from eventapp.schedules.reading import read_programme
from eventapp.spreadsheets import NoSuchSheet, Table, read_table
from eventapp.uploads import jobs
from eventapp.uploads.keeping import exchange
from eventapp.uploads.models import Stage, What
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import sentence


@bp.post("/manage/events/<slug>/import/<ref>/sheet")
@staff(Role.ORGANISER)
@with_event
def read_other_sheet(event: Event, ref: str) -> ResponseReturnValue:
    """Read another sheet of the workbook in the place of this one, and check it."""
    upload, by, name = upload_of(event, ref), actor(), request.form.get("sheet", "")
    importer = importer_for(event, upload)
    try:
        if upload.workbook is None:
            raise NoSuchSheet(name=name, sheets=upload.sheet or "–")
        table = table_of(event, importer, upload.what, upload.workbook, upload.filename, sheet=name)
        with transaction():
            exchange(upload, table, importer)
            work = jobs.begin_check(upload, by=by) if upload.stage is Stage.CHECKING else None
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
    else:
        jobs.do(work)
    return redirect(url_for(".show", slug=event.slug, ref=ref))


def table_of(
    event: Event, importer: Importer, what: What, content: bytes, filename: str, sheet: str | None = None
) -> Table:
    """Return the sheet of a file that suits the importer best, or the one of that name."""
    if what is What.PROGRAMME:
        return read_programme(content, event.zone, filename, sheet=sheet, judge=suits(importer))
    return read_table(content, filename, sheet=sheet, judge=suits(importer))
