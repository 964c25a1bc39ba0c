"""The list of speakers taken along, as a workbook and as CSV."""

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.reports import speakers as sheet
from eventapp.speakers import queries
from eventapp.speakers.views import bp
from eventapp.speakers.views.managed import asked
from eventapp.spreadsheets.writing import Value
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/speakers.xlsx")
@staff(Role.ORGANISER)
@with_event
def export_xlsx(event: Event) -> Response:
    """Return what is filtered as a workbook."""
    return downloads.workbook(downloads.dated(event, "speakers"), _heading(), _rows(event), title=_("Speakers"))


@bp.get("/manage/events/<slug>/speakers.csv")
@staff(Role.ORGANISER)
@with_event
def export_csv(event: Event) -> Response:
    """Return what is filtered as CSV."""
    return downloads.commas(downloads.dated(event, "speakers"), _heading(), _rows(event))


def _heading() -> list[str]:
    return [_(word) for word in sheet.HEADING]


def _rows(event: Event) -> Iterator[list[Value]]:
    wanted, values = asked()
    lines, _total, _number = queries.page(event, wanted, values["sort"], per_page=None)
    return sheet.rows(lines, event, locale=language(), translate=_)
