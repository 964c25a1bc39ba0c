"""Say by hand which column is what, and which row holds the headings; forget what was said an earlier time."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import shapes
from eventapp.database import transaction
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.importing.columns import letter, text_of
from eventapp.importing.importer import Importer
from eventapp.importing.views import bp, importer_for, upload_of
from eventapp.importing.views.defaults import Defaults, asked
from eventapp.spreadsheets import Table
from eventapp.spreadsheets.tables import COLUMN_LIMIT, HEADER_WITHIN
from eventapp.uploads import jobs
from eventapp.uploads.keeping import choose_columns, forget_columns, top_of
from eventapp.uploads.models import Upload
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import sentence

_SHOWN = 3  # cells of each column


class ChosenTwice(DomainError):
    """Two columns cannot be one and the same field."""

    code = "chosen_twice"
    status = 422
    message = N_("“%(field)s” was chosen for two columns.")


@dataclass(frozen=True)
class Column:
    """One column of the sheet, as the page shows it."""

    at: int
    letter: str
    heading: str
    cells: list[str]
    field: str
    is_guessed: bool


@bp.get("/manage/events/<slug>/import/<ref>/columns")
@staff(Role.ORGANISER)
@with_event
def columns(event: Event, ref: str) -> ResponseReturnValue:
    """Show the columns and what they are taken for."""
    upload = upload_of(event, ref)
    chosen = {at: field for field, at in upload.columns.items()}
    return _page(event, upload, upload.header, chosen, Defaults(upload.defaults))


@bp.post("/manage/events/<slug>/import/<ref>/columns")
@staff(Role.ORGANISER)
@with_event
def choose(event: Event, ref: str) -> ResponseReturnValue:
    """Take the columns as somebody says, and check the sheet by them."""
    upload = upload_of(event, ref)
    importer = importer_for(event, upload)
    header, chosen = _chosen(importer)
    defaults, by = Defaults.submitted(importer), actor()
    if defaults.complaints:
        return _page(event, upload, header, chosen, defaults, _("Some values for all rows need another look.")), 422
    try:
        with transaction():
            choose_columns(upload, importer, header, _by_field(importer, chosen), defaults.values)
            work = jobs.begin_check(upload, by=by)
    except DomainError as refusal:
        return _page(event, upload_of(event, ref), header, chosen, defaults, sentence(refusal)), refusal.status
    jobs.do(work)
    return redirect(url_for(".show", slug=event.slug, ref=ref))


@bp.post("/manage/events/<slug>/import/<ref>/columns/removal")
@staff(Role.ORGANISER)
@with_event
def forget(event: Event, ref: str) -> ResponseReturnValue:
    """Forget the columns chosen for sheets with these headings."""
    with transaction():
        forget_columns(upload_of(event, ref))
    flash(_("Forgotten: the next sheet with these headings is read by its headings again."))
    return redirect(url_for(".columns", slug=event.slug, ref=ref))


def _page(
    event: Event,
    upload: Upload,
    header: int,
    chosen: Mapping[int, str],
    defaults: Defaults,
    refusal: str | None = None,
) -> str:
    importer = importer_for(event, upload)
    table = top_of(upload, HEADER_WITHIN)
    tops = [
        (row.number, " · ".join(text for cell in row.cells if (text := text_of(cell))))
        for row in table.rows
        if row.number
    ]
    return render_template(
        "importing/columns.html",
        event=event,
        upload=upload,
        header=header,
        tops=[(number, words[:80]) for number, words in tops],
        columns=_columns(table, header, chosen, upload.guessed),
        fields=[
            (field, _(shapes.label(importer.whole_shape(), field)), field in importer.needed)
            for field, headings in importer.whole_headings().items()
            if headings or field in upload.columns
        ],
        defaults=defaults,
        asked=asked(event, importer, defaults),
        refusal=refusal,
    )


def _columns(table: Table, header: int, chosen: Mapping[int, str], guessed: list[str]) -> list[Column]:
    headings = next((row.cells for row in table.rows if row.number == header), [])
    below = [row.cells for row in table.rows if row.number > header]
    found = []
    for at in range(min(COLUMN_LIMIT, max((len(row.cells) for row in table.rows), default=0))):
        cells = [text for row in below if at < len(row) and (text := text_of(row[at]))]
        heading = text_of(headings[at]) if at < len(headings) else ""
        if cells or heading:
            field = chosen.get(at, "")
            shown = [each[:60] for each in cells[:_SHOWN]]
            found.append(Column(at, letter(at), heading, shown, field, field in guessed))
    return found


def _chosen(importer: Importer) -> tuple[int, dict[int, str]]:
    """Return what the form says; a field or a column nobody knows is left out."""
    header = request.form.get("header", "")
    chosen = {}
    for name, field in request.form.items():
        column = name.removeprefix("column-")
        if name != column and column.isdecimal() and len(column) < 4 and field in importer.whole_headings():
            chosen[int(column)] = field
    return int(header) if header.isdecimal() and len(header) < 7 else 0, chosen


def _by_field(importer: Importer, chosen: Mapping[int, str]) -> dict[str, int]:
    by_field: dict[str, int] = {}
    for at, field in chosen.items():
        if field in by_field:
            raise ChosenTwice(field=_(shapes.label(importer.whole_shape(), field)))
        by_field[field] = at
    return by_field
