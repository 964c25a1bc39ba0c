"""The programme as a sheet that an office works on and imports again."""

from flask import Response
from flask_babel import gettext as _

from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme.views import bp
from eventapp.reports import programme as sheet
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/programme.xlsx")
@staff(Role.ORGANISER)
@with_event
def export_xlsx(event: Event) -> Response:
    """Return all sessions as a workbook."""
    rows = sheet.rows(event, translate=_)
    return downloads.workbook(downloads.dated(event, "programme"), _heading(), rows, title=event.title_in(language()))


@bp.get("/manage/events/<slug>/programme.csv")
@staff(Role.ORGANISER)
@with_event
def export_csv(event: Event) -> Response:
    """Return all sessions as CSV."""
    return downloads.commas(downloads.dated(event, "programme"), _heading(), sheet.rows(event, translate=_))


def _heading() -> list[str]:
    return [_(word) for word in sheet.HEADING]
