"""`eventapp export attendance`: the attendance report as it stands, as a file."""

import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale, gettext

from eventapp import clock
from eventapp.api.attendance import report_json
from eventapp.cli.exports import export_group, keep
from eventapp.cli.running import Refused, event_of, in_app
from eventapp.cli.sheets import LANGUAGES
from eventapp.events.models import Event
from eventapp.presence.attending import Roll, roll_of
from eventapp.presence.summing import report_of
from eventapp.programme.queries import find_session
from eventapp.reports import attendance
from eventapp.spreadsheets import write_csv, write_xlsx


@export_group.command("attendance")
@click.option("--event", "slug", required=True)
@click.option("--to", "file", required=True, help="A name that ends in .xlsx, .csv or .json.")
@click.option("--session", "session_ref", default="", help="The reference of a session; by default the whole event.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="One day of the event, as 2021-12-20.")
@click.option("--locale", type=click.Choice(LANGUAGES), help="The language; by default that of the instance.")
@in_app
def export_attendance(slug: str, file: str, session_ref: str, day: datetime | None, locale: str | None) -> None:
    """Write the attendance report as it stands now: a sheet, or JSON as the API answers it."""
    event, path = event_of(slug), Path(file)
    write = _FORMS.get(path.suffix.lower())
    if write is None:
        raise Refused(f"Attendance is written as {', '.join(_FORMS)}; {path.name} ends in none of these.")
    session = find_session(event, session_ref) if session_ref else None
    if session_ref and session is None:
        raise Refused(f"There is no session {session_ref} in {slug}.")
    chosen = locale or current_app.config["LOCALE"]
    roll = roll_of(event, at=clock.now(), session=session, day=day.date() if day else None)
    with force_locale(chosen):
        keep(path, write(event, roll, chosen))


def _workbook(event: Event, roll: Roll, locale: str) -> bytes:
    target = io.BytesIO()
    rows = attendance.rows(report_of(event, roll.lines), locale=locale, translate=gettext)
    write_xlsx(target, [gettext(word) for word in attendance.HEADING], rows, title=event.title_in(locale))
    return target.getvalue()


def _commas(event: Event, roll: Roll, locale: str) -> bytes:
    target = io.BytesIO()
    rows = attendance.rows(report_of(event, roll.lines), locale=locale, translate=gettext)
    write_csv(target, [gettext(word) for word in attendance.HEADING], rows)
    return target.getvalue()


def _json(event: Event, roll: Roll, _locale: str) -> bytes:
    return json.dumps(report_json(event, roll), ensure_ascii=False, indent=2).encode() + b"\n"


_FORMS: dict[str, Callable[[Event, Roll, str], bytes]] = {".xlsx": _workbook, ".csv": _commas, ".json": _json}
