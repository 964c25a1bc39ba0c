"""The register of organisations, for administrators: /manage/organisations."""

from datetime import date
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.database import transaction
from eventapp.directory import organisations, register
from eventapp.directory.models import Organisation
from eventapp.directory.register import Sort, Wanted
from eventapp.directory.shapes import OrganisationShape, RegisterShape
from eventapp.directory.views import bp
from eventapp.directory.words import KIND_WORDS, kind_called
from eventapp.errors import DomainError
from eventapp.reports import organisations as sheet
from eventapp.shapes import read
from eventapp.web import downloads
from eventapp.web.access import actor, administrator
from eventapp.web.forms import Form
from eventapp.web.times import zone_names

PER_PAGE = 50
ALL = "all"
AS_TYPED = (
    "name", "name_en", "short_name", "badge_name", "kind", "zone", "sort_order", "valid_from", "valid_to",
)  # fmt: skip


@bp.get("/manage/organisations")
@administrator
def listed() -> ResponseReturnValue:
    """Show one page of the register."""
    wanted, sort, asked = _asked()
    shown, total, number = register.page(wanted, sort, per_page=PER_PAGE, number=asked.get("page") or 1)
    return render_template(
        "directory/organisations.html",
        organisations=shown,
        total=total,
        page=number,
        per_page=PER_PAGE,
        wanted=wanted,
        sort=sort,
        shows_all=wanted.valid_on is None,
        kinds=register.kinds(),
        today=_today(),
        is_filtered=bool(wanted.q or wanted.kind),
    )


@bp.get("/manage/organisations.xlsx")
@administrator
def export_xlsx() -> Response:
    """Return what is filtered as a workbook."""
    wanted, sort, _asked_for = _asked()
    return downloads.workbook(_filename(), _heading(), sheet.rows(wanted, sort), _("Organisations"))


@bp.get("/manage/organisations.csv")
@administrator
def export_csv() -> Response:
    """Return what is filtered as CSV."""
    wanted, sort, _asked_for = _asked()
    return downloads.commas(_filename(), _heading(), sheet.rows(wanted, sort))


@bp.get("/manage/organisations/new")
@administrator
def new() -> ResponseReturnValue:
    """Show the form for a new organisation."""
    return _form_page(Form(OrganisationShape, start={"zone": "Asia/Ho_Chi_Minh"}))


@bp.post("/manage/organisations/new")
@administrator
def add() -> ResponseReturnValue:
    """Put an organisation into the register."""
    form = Form(OrganisationShape, request.form)
    successor = _successor(form)
    if form.ok:
        try:
            with transaction():
                organisations.add(by=actor(), succeeded_by=successor, **_typed(form))
            flash(_("“%(name)s” is added.", name=form.values["name"]))
            return redirect(url_for(".listed"), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _form_page(form)


@bp.get("/manage/organisations/<ref>")
@administrator
def show(ref: str) -> ResponseReturnValue:
    """Show one organisation, to be changed."""
    organisation = organisations.find_by_ref(ref) or abort(404)
    start = {name: getattr(organisation, name) for name in AS_TYPED} | {"kind": kind_word(organisation.kind)}
    start["succeeded_by"] = organisation.succeeded_by.name if organisation.succeeded_by else ""
    return _form_page(Form(OrganisationShape, start=start), organisation)


@bp.post("/manage/organisations/<ref>")
@administrator
def revise(ref: str) -> ResponseReturnValue:
    """Change what the register says of an organisation."""
    organisation = organisations.find_by_ref(ref) or abort(404)
    form = Form(OrganisationShape, request.form)
    successor = _successor(form)
    if form.ok:
        try:
            with transaction():
                is_revised = organisations.revise(organisation, by=actor(), succeeded_by=successor, **_typed(form))
            flash(_("Saved.") if is_revised else _("Nothing was different."))
            return redirect(url_for(".listed"), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _form_page(form, organisation)


@bp.app_template_filter()
def kind_word(kind: str) -> str:
    """Return a kind of organisation in the reader's language, or as it was typed."""
    return _(KIND_WORDS[kind]) if kind in KIND_WORDS else kind


def _asked() -> tuple[Wanted, str, dict[str, Any]]:
    asked = read(RegisterShape, request.args).values
    valid_on = None if asked.get("show") == ALL else _today()
    return Wanted(asked.get("q") or "", asked.get("kind") or "", valid_on), asked.get("sort") or Sort.ORDER, asked


def _typed(form: Form) -> dict[str, Any]:
    return {name: form.values[name] for name in AS_TYPED} | {"kind": kind_called(form.values["kind"])}


def _successor(form: Form) -> Organisation | None:
    name = form.values.get("succeeded_by")
    successor = organisations.find_organisation(name) if name else None
    if name and successor is None:
        form.add_fault("succeeded_by", _("There is no organisation of that name in the register."))
    return successor


def _form_page(form: Form, organisation: Organisation | None = None) -> ResponseReturnValue:
    page = render_template(
        "directory/organisation.html",
        form=form,
        organisation=organisation,
        kinds=[*KIND_WORDS, *(kind for kind in register.kinds() if kind not in KIND_WORDS)],
        known=register.names_valid_on(_today()),
        zones=zone_names(),
    )
    return page, form.status


def _heading() -> list[str]:
    return [_(word) for word in sheet.HEADING]


def _filename() -> str:
    return f"organisations-{_today():%Y-%m-%d}"


def _today() -> date:
    return clock.now().date()
