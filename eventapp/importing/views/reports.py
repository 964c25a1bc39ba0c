"""The report on a sheet, row by row: search it, correct the rejected rows in place, take it along."""

import io
from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import shapes
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.importing.columns import text_of, title, unused_columns, with_columns
from eventapp.importing.reports import Outcome
from eventapp.importing.views import OUTCOME_WORDS, bp, importer_for, upload_of
from eventapp.shapes import read
from eventapp.spreadsheets import write_csv, write_xlsx
from eventapp.spreadsheets.tables import COLUMN_LIMIT, HEADER_WITHIN
from eventapp.uploads import jobs, queries
from eventapp.uploads.cells import unpacked
from eventapp.uploads.checking import faults_of
from eventapp.uploads.keeping import AT_REST, add_columns, correct, headings_of, top_of
from eventapp.uploads.models import Stage, Upload, UploadRow
from eventapp.uploads.queries import ALL
from eventapp.uploads.shapes import RowsShape
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import complaint, sentence


@bp.get("/manage/events/<slug>/import/<ref>")
@staff(Role.ORGANISER)
@with_event
def show(event: Event, ref: str) -> ResponseReturnValue:
    """Show how far the sheet has come, and its rows."""
    upload = upload_of(event, ref)
    if upload.stage is Stage.COLUMNS:
        return redirect(url_for(".columns", slug=event.slug, ref=ref))
    if upload.stage not in AT_REST:
        done, total = jobs.progress(upload)
        has_failed = jobs.has_failed(upload)
        return render_template(
            "importing/work.html", event=event, upload=upload, done=done, total=total, has_failed=has_failed
        )
    figures = queries.figures_of(upload)
    asked = _asked(default="rejected" if figures.by_verdict[Outcome.REJECTED] else ALL)
    rows, page, total = queries.page_of_rows(upload, **asked)
    headings, top = _headings(event, upload), top_of(upload, HEADER_WITHIN)
    lines = [_line(row, headings) for row in rows]
    return render_template(
        "importing/show.html",
        event=event,
        upload=upload,
        stage=Stage,
        figures=figures,
        counts={outcome.value: number for outcome, number in figures.by_verdict.items()},
        asked={**asked, "page": page},
        lines=lines,
        lacking=_lacking(event, upload, lines),
        unused=unused_columns(top, with_columns(top, upload.header, upload.columns)),
        total=total,
        per_page=queries.PER_PAGE,
        fields=_fields(event, upload, headings),
        outcome_words=OUTCOME_WORDS,
    )


@bp.post("/manage/events/<slug>/import/<ref>/corrections")
@staff(Role.ORGANISER)
@with_event
def correct_rows(event: Event, ref: str) -> ResponseReturnValue:
    """Write down what was typed into the rejected rows, and check the sheet again."""
    upload, by = upload_of(event, ref), actor()
    try:
        with transaction():
            changed = correct(upload, _typed(event, upload))
            work = jobs.begin_check(upload, by=by) if changed else None
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        return redirect(url_for(".show", slug=event.slug, ref=ref))
    jobs.do(work)
    corrected = ngettext("%(num)d cell was corrected.", "%(num)d cells were corrected.", changed)
    flash(corrected if changed else _("Nothing was changed."))
    return redirect(url_for(".show", slug=event.slug, ref=ref))


@bp.get("/manage/events/<slug>/import/<ref>/report.<any(csv, xlsx):form>")
@staff(Role.ORGANISER)
@with_event
def download(event: Event, ref: str, form: str) -> ResponseReturnValue:
    """Hand out the rows wanted as a sheet."""
    upload = upload_of(event, ref)
    heading = [_("Row"), _("Who or what"), _("Verdict"), _("Column"), _("Remark")]
    target = io.BytesIO()
    (write_csv if form == "csv" else write_xlsx)(target, heading, _exported(event, upload))
    target.seek(0)
    return send_file(target, as_attachment=True, download_name=f"import-{event.slug}.{form}")


def _asked(default: str) -> dict[str, Any]:
    values = read(RowsShape, request.args).values
    verdict = values.get("verdict") or default
    return {"q": values.get("q") or "", "verdict": verdict, "page": values.get("page") or 1}


def _headings(event: Event, upload: Upload) -> dict[str, str]:
    """Return what each column is called: as the sheet has it, or in our words where a schedule was made a table."""
    cells = headings_of(upload)
    if cells and not upload.header:
        shape = importer_for(event, upload).whole_shape()
        return {field: _(shapes.label(shape, field)) for field in upload.columns}
    shape = importer_for(event, upload).whole_shape()
    return {
        field: title(cells, at) if at < COLUMN_LIMIT else _(shapes.label(shape, field))
        for field, at in upload.columns.items()
    }


def _fields(event: Event, upload: Upload, headings: dict[str, str]) -> list[dict[str, Any]]:
    """Return the columns of the sheet that are read, in its order."""
    shape = importer_for(event, upload).whole_shape()
    ordered = sorted(upload.columns.items(), key=lambda item: item[1])
    return [
        {"name": field, "at": at, "heading": headings[field], "label": _(shapes.label(shape, field))}
        for field, at in ordered
    ]


def _lacking(event: Event, upload: Upload, lines: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the fields without a column that rows are rejected for, and whether one value could stand in all rows."""
    importer = importer_for(event, upload)
    blamed = {field for line in lines for field in line["faulty"]}
    known = [field for field in importer.whole_headings() if field in blamed and field not in upload.columns]
    shape = importer.whole_shape()
    return [{"name": field, "label": _(shapes.label(shape, field))} for field in known]


def _line(row: UploadRow, headings: dict[str, str]) -> dict[str, Any]:
    remarks = [(each.field, headings.get(each.field, ""), complaint(each)) for each in faults_of(row.remarks)]
    return {
        "number": row.number,
        "words": row.words,
        "verdict": row.verdict,
        "is_done": row.is_done,
        "cells": [text_of(cell) for cell in unpacked(row.cells)],
        "remarks": remarks,
        "faulty": {field for field, _heading, _sentence in remarks},
    }


def _typed(event: Event, upload: Upload) -> dict[int, dict[int, str]]:
    """Return what was typed, {row: {column: text}}; a field that has no column gets one, nothing else is looked at."""
    typed: dict[int, dict[int, str]] = {}
    added: dict[tuple[int, str], str] = {}
    known, fields = set(upload.columns.values()), importer_for(event, upload).whole_headings()
    for name, text in request.form.items():
        kind, _dash, rest = name.partition("-")
        row, _dash, column = rest.partition("-")
        if kind != "cell" or not row.isdecimal() or len(row) > 6:
            continue
        if column.isdecimal() and len(column) < 4 and int(column) in known:
            typed.setdefault(int(row), {})[int(column)] = text
        elif column in fields and column not in upload.columns and text.strip():
            added[int(row), column] = text
    places = add_columns(upload, sorted({field for _row, field in added}))
    for (number, field), text in added.items():
        typed.setdefault(number, {})[places[field]] = text
    return typed


def _exported(event: Event, upload: Upload) -> Iterator[list[str | int]]:
    asked, headings = _asked(default=ALL), _headings(event, upload)
    for row in queries.every_row(upload, q=asked["q"], verdict=asked["verdict"]):
        assert row.verdict is not None  # noqa: S101 - the question left the others out
        line = _line(row, headings)
        start: list[str | int] = [row.number, row.words, _(OUTCOME_WORDS[row.verdict])]
        yield from ([*start, heading, said] for _field, heading, said in line["remarks"] or [("", "", "")])
