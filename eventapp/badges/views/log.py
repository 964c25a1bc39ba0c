"""The print log: which badge was asked for when, by whom, why again. /manage/events/<slug>/badges/log."""

from collections.abc import Iterable, Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.badges import queries
from eventapp.badges.shapes import LogShape
from eventapp.badges.views import bp
from eventapp.badges.views.listing import LARGEST_PAGE
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.references import show_reference
from eventapp.shapes import read
from eventapp.spreadsheets.writing import Value
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.deeds import who
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/badges/log")
@staff(Role.REGISTRAR)
@with_event
def show_log(event: Event) -> ResponseReturnValue:
    """Show one page of the print log."""
    values = read(LogShape, request.args).values
    q, sort = values.get("q") or "", values.get("sort") or ""
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    prints, total, number = queries.page_of_log(event, q, sort, per_page=per_page, number=values.get("page") or 1)
    return render_template(
        "badges/log.html",
        event=event,
        prints=prints,
        total=total,
        page=number,
        per_page=per_page,
        q=q,
        sort=sort,
        who=who,
        wall=lambda moment: f"{moment.astimezone(event.tz):%d/%m/%Y %H:%M}",
    )


@bp.get("/manage/events/<slug>/badges/log.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_log_xlsx(event: Event) -> ResponseReturnValue:
    """Return the print log as a workbook."""
    name = downloads.dated(event, "print-log")
    return downloads.workbook(name, _heading(), _rows(event), title=event.title_in(language()))


@bp.get("/manage/events/<slug>/badges/log.csv")
@staff(Role.REGISTRAR)
@with_event
def export_log_csv(event: Event) -> ResponseReturnValue:
    """Return the print log as CSV."""
    return downloads.commas(downloads.dated(event, "print-log"), _heading(), _rows(event))


def _heading() -> Sequence[str]:
    return [
        _("Full name"), _("Organisation"), _("Registration code"), _("Number of the print"), _("Reason"), _("Desk"),
        _("Asked for at"), _("By"), _("Print run"), _("Printing station"), _("Printed at"),
    ]  # fmt: skip


def _rows(event: Event) -> Iterable[Sequence[Value]]:
    values = read(LogShape, request.args).values
    for each in db.session.scalars(queries.log(event, values.get("q") or "", values.get("sort") or "")):
        person = each.registration.person
        yield [
            person.full_name,
            person.organisation_name,
            show_reference(each.registration.ref),
            each.number,
            each.reason,
            each.desk,
            each.asked_at.astimezone(event.tz),
            who(each.by),
            show_reference(each.run.ref) if each.run else "",
            each.run.station if each.run else "",
            each.printed_at.astimezone(event.tz) if each.printed_at else None,
        ]
