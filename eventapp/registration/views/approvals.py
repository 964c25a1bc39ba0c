"""Those who await approval: /manage/events/<slug>/approvals, as a list and as a sheet."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.registration import acts, awaiting, search
from eventapp.registration.search import Wanted
from eventapp.registration.shapes import ApprovalsShape
from eventapp.registration.views import bp
from eventapp.registration.views.acts import undoable
from eventapp.registration.views.long_acts import latest
from eventapp.registration.views.managed import LARGEST_PAGE
from eventapp.registration.words import FIELD_WORDS, MODE_WORDS, STATUS_TONES, STATUS_WORDS
from eventapp.reports import delegates as sheet
from eventapp.shapes import read
from eventapp.web import downloads
from eventapp.web.access import may, staff, with_event
from eventapp.web.languages import language


def asked() -> tuple[Wanted, dict[str, Any]]:
    """Return what the address asks for; what cannot be read is left out."""
    values = read(ApprovalsShape, request.args).values
    return awaiting.wanted_by(values), values


@bp.get("/manage/events/<slug>/approvals")
@staff(Role.VIEWER)
@with_event
def approvals(event: Event) -> ResponseReturnValue:
    """Show one page of those who await approval, whoever registered first before the others."""
    wanted, values = asked()
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    sort = values.get("sort") or search.Sort.REGISTERED
    found, total, number = awaiting.page(event, wanted, sort, per_page=per_page, number=values.get("page") or 1)
    counts, known = awaiting.counts(event, wanted), awaiting.Known.of(event, language())
    return render_template(
        "registration/approvals.html",
        event=event,
        wanted=wanted,
        kind=values.get("status"),
        people=found,
        changes={each.id: awaiting.differences(each, known) for each in found},
        when=[f"{each.registered_at.astimezone(event.tz):%d/%m/%Y %H:%M}" for each in found],
        counts=counts,
        categories=categories_of(event),
        kind_words=awaiting.KIND_WORDS,
        status_words=STATUS_WORDS,
        status_tones=STATUS_TONES,
        field_words=FIELD_WORDS,
        mode_words=MODE_WORDS,
        may_act=may(Role.REGISTRAR, event),
        undoable=undoable(event),
        long_acts=latest(event),
        most=acts.MOST,
        may_set=may(Role.ORGANISER, event),
        total=total,
        page=number,
        per_page=per_page,
        sort=sort,
        modes=list(Mode),
        is_filtered=wanted != Wanted(awaiting=True),
    )


@bp.get("/manage/events/<slug>/approvals.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_approvals_xlsx(event: Event) -> ResponseReturnValue:
    """Return what is filtered as a workbook."""
    heading, rows = _sheet(event)
    return downloads.workbook(downloads.dated(event, "approvals"), heading, rows, title=event.title_in(language()))


@bp.get("/manage/events/<slug>/approvals.csv")
@staff(Role.REGISTRAR)
@with_event
def export_approvals_csv(event: Event) -> ResponseReturnValue:
    """Return what is filtered as CSV."""
    return downloads.commas(downloads.dated(event, "approvals"), *_sheet(event))


def _sheet(event: Event) -> tuple[list[str], Any]:
    """Return the heading and the rows."""
    wanted, values = asked()
    sort, questions = values.get("sort") or search.Sort.REGISTERED, sheet.asked_in(event)
    heading = [_(word) for word in sheet.COLUMNS.values()] + [each.label_in(language()) for each in questions]
    return heading, sheet.rows(event, wanted, sort, locale=language(), translate=_, questions=questions)
