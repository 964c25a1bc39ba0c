"""Lists of organisations that come along, and an office's own: /manage/organisations/import."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.directory.importing import READY_LISTS, OrganisationImporter, ready_list, record
from eventapp.directory.shapes import ListShape
from eventapp.directory.views import bp
from eventapp.errors import DomainError
from eventapp.importing.reports import Outcome, Report
from eventapp.importing.rows import suits, take_in
from eventapp.spreadsheets import Table, read_table
from eventapp.web.access import actor, administrator
from eventapp.web.forms import Form
from eventapp.web.languages import language


@bp.get("/manage/organisations/import")
@administrator
def choose_list() -> ResponseReturnValue:
    """Ask which list, or for a sheet."""
    return _page(Form(ListShape))


@bp.post("/manage/organisations/import")
@administrator
def load_list() -> ResponseReturnValue:
    """Take a list in, the whole of it or nothing; a second time changes nothing."""
    form = Form(ListShape, request.form)
    table, report = _table(form), None
    if table is not None and form.ok:
        try:
            report = _take_in(table)
        except DomainError as refusal:
            form.refuse(refusal)
    if report is not None and report.is_kept:
        flash(_said(report))
        return redirect(url_for(".listed", show="all"), 303)
    if report is not None:
        form.status = 422
    return _page(form, report)


def _table(form: Form) -> Table | None:
    file = request.files.get("file")
    if file is not None and file.filename:
        try:
            return read_table(file.read(), file.filename, judge=suits(OrganisationImporter(by=actor())))
        except DomainError as refusal:
            form.refuse(refusal)
            return None
    name = form.values.get("list")
    if name in READY_LISTS:
        return read_table(ready_list(name))
    form.add_fault("list", _("Please choose a list or a file."))
    return None


def _take_in(table: Table) -> Report:
    with transaction():
        report = take_in(table, OrganisationImporter(by=actor()), all_or_nothing=True)
        if report.is_kept:
            record(table.name, {each.value: report.count(each) for each in Outcome}, by=actor())
    return report


def _said(report: Report) -> str:
    created, updated = report.count(Outcome.CREATED), report.count(Outcome.UPDATED)
    unchanged = report.count(Outcome.UNCHANGED)
    said = _(
        "%(created)s organisations are new, %(updated)s changed, %(unchanged)s stay as they were.",
        created=created,
        updated=updated,
        unchanged=unchanged,
    )
    return str(said)


def _page(form: Form, report: Report | None = None) -> ResponseReturnValue:
    page = render_template(
        "directory/lists.html",
        form=form,
        lists=[(name, _(words)) for name, words in READY_LISTS.items()],
        rejected=[remark.told(_, language()) for remark in report.rejected] if report else [],
    )
    return page, form.status
