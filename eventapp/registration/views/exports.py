"""The list of delegates taken along: as a workbook, as CSV, and on paper."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from eventapp import clock
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.questions.models import Question
from eventapp.questions.queries import answerable_of
from eventapp.registration import columns, search
from eventapp.registration.views import bp
from eventapp.registration.views.managed import asked
from eventapp.reports import delegates as sheet
from eventapp.reports import official_list
from eventapp.web import downloads, zones
from eventapp.web.access import staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language
from eventapp.web.origin import own_path

AS_SHOWN = "shown"  # the question that asks for the columns of the list alone


@bp.get("/manage/events/<slug>/delegates.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_xlsx(event: Event) -> ResponseReturnValue:
    """Return what is filtered as a workbook."""
    chosen = _columns(event)
    name, rows = downloads.dated(event), _rows(event, *chosen)
    return downloads.workbook(name, _heading(*chosen), rows, title=event.title_in(language()))


@bp.get("/manage/events/<slug>/delegates.csv")
@staff(Role.REGISTRAR)
@with_event
def export_csv(event: Event) -> ResponseReturnValue:
    """Return what is filtered as CSV."""
    chosen = _columns(event)
    return downloads.commas(downloads.dated(event), _heading(*chosen), _rows(event, *chosen))


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
    return downloads.attachment(f"{downloads.dated(event)}.pdf", body, downloads.PDF)


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
        shown = columns.shown_to(event, current_user.user.id, columns.choosable(answerable_of(event)))
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
