"""The organiser's list of delegates: search, filter, sort, page, export, and acts on several at once."""

import io
from typing import Any
from urllib.parse import urlencode

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eventapp import clock
from eventapp.errors import DomainError
from eventapp.events.models import Event, Mode
from eventapp.events.queries import sites_of
from eventapp.events.roles import Role
from eventapp.mailings.bounces import refs_that_bounce
from eventapp.questions.models import Question
from eventapp.registration import search
from eventapp.registration.models import Registration
from eventapp.registration.search import Wanted
from eventapp.registration.shapes import ListShape
from eventapp.registration.views import bp
from eventapp.registration.views.acts import undoable
from eventapp.registration.words import STATUS_TONES, STATUS_WORDS
from eventapp.reports import delegates as sheet
from eventapp.reports import official_list
from eventapp.shapes import read
from eventapp.spreadsheets import write_csv, write_xlsx
from eventapp.web import zones
from eventapp.web.access import may, staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language
from eventapp.web.origin import own_path

LARGEST_PAGE = 200
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked() -> tuple[Wanted, dict[str, Any]]:
    """Return what the address asks for; what cannot be read is left out, for a link may be old or cut."""
    values = read(ListShape, request.args).values
    return search.wanted_by(values), values


@bp.get("/manage/events/<slug>/delegates")
@staff(Role.VIEWER)
@with_event
def delegates(event: Event) -> ResponseReturnValue:
    """Show one page of the delegates wanted."""
    wanted, values = asked()
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    sort = values.get("sort") or search.Sort.NAME
    page, number = search.page(event, wanted, sort, per_page=per_page, number=values.get("page") or 1)
    return render_template(
        "registration/delegates.html",
        event=event,
        wanted=wanted,
        status=wanted.status.value if wanted.status else "" if wanted.only_live else search.ALL,
        lines=page.lines,
        when=[f"{line.registered_at.astimezone(event.tz):%d/%m/%Y %H:%M}" for line in page.lines],
        may_act=may(Role.REGISTRAR, event),
        undoable=undoable(event),
        by_mode={mode: page.by_mode.get(mode, 0) for mode in Mode},
        by_status=page.by_status,
        organisations=search.organisations_of(event),
        sites=sites_of(event, Mode.BRIDGE),
        bouncing=refs_that_bounce(event, [line.ref for line in page.lines]),
        may_write=may(Role.ORGANISER, event),
        total=page.total,
        page=number,
        per_page=per_page,
        sort=sort,
        status_words={status: _(word) for status, word in STATUS_WORDS.items()},
        status_tones=STATUS_TONES,
        is_filtered=wanted not in (Wanted(), Wanted(only_live=True)),
    )


@bp.get("/manage/events/<slug>/delegates.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_xlsx(event: Event) -> ResponseReturnValue:
    """Return what is filtered as a workbook."""
    target = io.BytesIO()
    questions = _questions(event)
    write_xlsx(target, _heading(questions), _rows(event, questions), title=event.title_in(language()))
    return download(event, target, "xlsx", EXCEL)


@bp.get("/manage/events/<slug>/delegates.csv")
@staff(Role.REGISTRAR)
@with_event
def export_csv(event: Event) -> ResponseReturnValue:
    """Return what is filtered as CSV."""
    target = io.BytesIO()
    questions = _questions(event)
    write_csv(target, _heading(questions), _rows(event, questions))
    return download(event, target, "csv", "text/csv; charset=utf-8")


@bp.get("/manage/events/<slug>/delegates.pdf")
@staff(Role.REGISTRAR)
@with_event
def export_pdf(event: Event) -> ResponseReturnValue:
    """Return what is filtered as the official list on paper, in the order shown."""
    wanted, values = asked()
    try:
        lines = official_list.lines_of(event, wanted, values.get("sort") or search.Sort.NAME, locale=language())
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


def _questions(event: Event) -> list[Question]:
    return sheet.asked_in(event, with_sensitive=request.args.get("sensitive") == "yes")


def _heading(questions: list[Question]) -> list[str]:
    return [_(word) for word in sheet.HEADING] + [question.label_in(language()) for question in questions]


def _rows(event: Event, questions: list[Question]) -> Any:
    wanted, values = asked()
    sort = values.get("sort") or search.Sort.NAME
    return sheet.rows(event, wanted, sort, locale=language(), translate=_, questions=questions)


def download(event: Event, body: io.BytesIO, kind: str, mimetype: str) -> Response:
    """Return a file to be kept, named after the event, what it is and today."""
    response = Response(body.getvalue(), content_type=mimetype)
    today = clock.now().astimezone(event.tz)
    response.headers["Content-Disposition"] = f'attachment; filename="{event.slug}-{today:%Y-%m-%d}.{kind}"'
    return response


def name_of(registration: Registration) -> str:
    """Return the delegate's name."""
    return registration.person.full_name
