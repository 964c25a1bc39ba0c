"""Sheets and papers to take along: never shown in the browser, never kept on the way."""

import io
from collections.abc import Iterable, Sequence

from flask import Response

from eventapp import clock
from eventapp.events.models import Event
from eventapp.spreadsheets import write_csv, write_xlsx
from eventapp.spreadsheets.writing import Value

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"


def dated(event: Event, what: str = "") -> str:
    """Return what a file is called by: the event, what of it, and the day there."""
    today = clock.now().astimezone(event.tz)
    return "-".join(filter(None, (event.slug, what, f"{today:%Y-%m-%d}")))


def workbook(name: str, heading: Sequence[str], rows: Iterable[Sequence[Value]], title: str | None = None) -> Response:
    """Return the rows as an Excel file called `name`.xlsx."""
    target = io.BytesIO()
    write_xlsx(target, heading, rows, title=title)
    return attachment(f"{name}.xlsx", target.getvalue(), EXCEL)


def commas(name: str, heading: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    """Return the rows as a file called `name`.csv."""
    target = io.BytesIO()
    write_csv(target, heading, rows)
    return attachment(f"{name}.csv", target.getvalue(), CSV)


def attachment(filename: str, body: bytes, mimetype: str) -> Response:
    """Return a file to be saved; `filename` is ours and ASCII."""
    response = Response(body, content_type=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
