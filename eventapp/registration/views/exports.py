"""The list of delegates taken along: as a workbook, as CSV, and on paper."""

import io
from typing import Any
from urllib.parse import urlencode

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from eventapp import clock
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.questions.models import Question
from eventapp.registration import columns, search
from eventapp.registration.views import bp
from eventapp.registration.views.managed import asked
from eventapp.reports import delegates as sheet
from eventapp.reports import official_list
from eventapp.spreadsheets import write_csv, write_xlsx
from eventapp.web import zones
from eventapp.web.access import staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language
from eventapp.web.origin import own_path

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_SHOWN = "shown"  # the question that asks for the columns of the list alone


@bp.get("/manage/events/<slug>/delegates.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_xlsx(event: Event) -> ResponseReturnValue:
    """Return what is filtered as a workbook."""
    target, sheet_columns = io.BytesIO(), _columns(event)
    rows = _rows(event, *sheet_columns)
    write_xlsx(target, _heading(*sheet_columns), rows, title=event.title_in(language()))
    return download(event, target, "xlsx", EXCEL)


@bp.get("/manage/events/<slug>/delegates.csv")
@staff(Role.REGISTRAR)
@with_event
def export_csv(event: Event) -> ResponseReturnValue:
    """Return what is filtered as CSV."""
    target, sheet_columns = io.BytesIO(), _columns(event)
    write_csv(target, _heading(*sheet_columns), _rows(event, *sheet_columns))
    return download(event, target, "csv", "text/csv; charset=utf-8")


@bp.get("/manage/events/<slug>/delegates.pdf")
@staff(Role.REGISTRAR)
@with_event
def export_pdf(event: Event) -> ResponseReturnValue:
    """Return what is filtered as the official list on paper, in the order shown or, without one, of precedence."""
    wanted, values = asked()
    sort = values.get("sort") or search.Sort.PRECEDENCE
    try:
        lines = official_list.lines_of(event, wanted, sort, locale=language())
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        shown = url_for(".delegates", slug=event.slug)
        return redirect(own_path(f"{shown}?{urlencode(list(request.args.items()))}", shown), 303)
    body = official_list.list_pdf(_paper(event), lines)
    return download(event, io.BytesIO(body), "pdf", "application/pdf")


def _paper(event: Event) -> official_list.OfficialList:
    second = "en" if language() == "vi" else "vi"
    now = clock.now()
    first = zones.day(event.starts_at, event.zone)
    last = zones.day(event.ends_at, event.zone)
    return official_list.OfficialList(
        organ=event.host_in(language()),
        event_title=event.title_in(language()),
        when=first if first == last else f"{first} – {last}",
        made=f"{zones.clock_time(now, event.zone)}, {zones.day(now, event.zone)} ({zones.city(event.zone)})",
        words=_labels(language()),
        other=_labels(second),
        locale=language(),
    )


def _labels(locale: str) -> dict[str, str]:
    with force_locale(locale):
        return {name: _(label) for name, label in official_list.LABELS.items()}


def _columns(event: Event) -> tuple[list[str], list[Question]]:
    """Return the columns of the sheet: as the list is shown to this user, or everything."""
    if request.args.get("columns") == AS_SHOWN:
        shown = columns.shown_to(event, current_user.user.id, columns.choosable(event))
        return sheet.columns_of(shown.columns), list(shown.questions)
    questions = sheet.asked_in(event, with_sensitive=request.args.get("sensitive") == "yes")
    return list(sheet.COLUMNS), questions


def _heading(sheet_columns: list[str], questions: list[Question]) -> list[str]:
    heading = [_(sheet.COLUMNS[column]) for column in sheet_columns]
    return heading + [question.label_in(language()) for question in questions]


def _rows(event: Event, sheet_columns: list[str], questions: list[Question]) -> Any:
    wanted, values = asked()
    sort = values.get("sort") or search.Sort.NAME
    return sheet.rows(event, wanted, sort, locale=language(), translate=_, questions=questions, columns=sheet_columns)


def download(event: Event, body: io.BytesIO, kind: str, mimetype: str) -> Response:
    """Return a file to be kept, named after the event, what it is and today."""
    response = Response(body.getvalue(), content_type=mimetype)
    today = clock.now().astimezone(event.tz)
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-{today:%Y-%m-%d}.{kind}"'
    return response
