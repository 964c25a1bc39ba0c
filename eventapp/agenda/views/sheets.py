"""Who has signed up for a session, to take along."""

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from eventapp.agenda import listing
from eventapp.agenda.views import bp
from eventapp.agenda.views.managed import LIST, asked_for, get_session
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme.models import Session
from eventapp.reports import sign_ups as sheet
from eventapp.spreadsheets.writing import Value
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.languages import language


@bp.get(f"{LIST}.xlsx")
@staff(Role.REGISTRAR)
@with_event
def export_xlsx(event: Event, ref: str) -> Response:
    """Return the sign-ups wanted as a workbook."""
    session = get_session(event, ref)
    return downloads.workbook(
        _filename(event, session), _heading(), _rows(event, session), session.title_in(language())
    )


@bp.get(f"{LIST}.csv")
@staff(Role.REGISTRAR)
@with_event
def export_csv(event: Event, ref: str) -> Response:
    """Return the sign-ups wanted as CSV."""
    session = get_session(event, ref)
    return downloads.commas(_filename(event, session), _heading(), _rows(event, session))


def _heading() -> list[str]:
    return [_(word) for word in sheet.HEADING]


def _rows(event: Event, session: Session) -> Iterator[list[Value]]:
    values = asked_for()
    found = listing.listed(session, q=values.get("q") or "", mode=values.get("mode"), sort=values.get("sort") or "")
    return sheet.rows(event, found, translate=_)


def _filename(event: Event, session: Session) -> str:
    return f"{event.slug}-sign-ups-{session.ref}"
