"""The run of show of a day, on paper or taken along: …/programme/run-of-show?day=2030-05-06."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.agenda.expecting import expected_in
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme import wording
from eventapp.programme.models import Session
from eventapp.programme.planned import clashes_of
from eventapp.programme.queries import numbers_by_day, sessions_on
from eventapp.programme.views import bp
from eventapp.programme.views.clashes import by_session
from eventapp.programme.views.grid import day_asked, days_to_choose
from eventapp.reports import run_of_show as sheet
from eventapp.spreadsheets.writing import Value
from eventapp.web import downloads
from eventapp.web.access import staff, with_event
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/programme/run-of-show")
@staff(Role.ORGANISER)
@with_event
def run_of_show(event: Event) -> ResponseReturnValue:
    """Show what happens on a day from minute to minute, and who is on the platform, with telephone numbers."""
    numbers = numbers_by_day(event)
    day = day_asked(event, numbers)
    return render_template(
        "programme/run_of_show.html",
        event=event,
        day=day,
        days=days_to_choose(numbers, day),
        sessions=_held_on(event, day),
        notes=_notes(event),
        minutes=sheet.minutes,
        words=wording,
    )


@bp.get("/manage/events/<slug>/programme/run-of-show.xlsx")
@staff(Role.ORGANISER)
@with_event
def run_of_show_xlsx(event: Event) -> Response:
    """Return the day as a workbook."""
    day = day_asked(event, numbers_by_day(event))
    return downloads.workbook(_filename(event, day), _heading(), _rows(event, day), title=event.title_in(language()))


@bp.get("/manage/events/<slug>/programme/run-of-show.csv")
@staff(Role.ORGANISER)
@with_event
def run_of_show_csv(event: Event) -> Response:
    """Return the day as CSV."""
    day = day_asked(event, numbers_by_day(event))
    return downloads.commas(_filename(event, day), _heading(), _rows(event, day))


def _held_on(event: Event, day: date) -> Sequence[Session]:
    return [session for session in sessions_on(event, day) if session.cancelled_at is None]


def _notes(event: Event) -> dict[int, str]:
    """Return what is still wrong with each session, by its id."""
    found = by_session(event, clashes_of(event, expected_in(event)))
    return {number: _note(clashes) for number, clashes in found.items()}


def _note(clashes: Sequence[Mapping[str, Any]]) -> str:
    briefs: dict[str, list[str]] = {}
    for each in clashes:
        briefs.setdefault(each["word"], []).append(each["brief"])
    return "; ".join(f"{word}: {', '.join(brief)}" for word, brief in briefs.items())


def _rows(event: Event, day: date) -> Iterator[list[Value]]:
    return sheet.rows(event, _held_on(event, day), _notes(event), locale=language(), translate=_)


def _heading() -> list[str]:
    return [_(word) for word in sheet.HEADING]


def _filename(event: Event, day: date) -> str:
    return f"{event.slug}-run-of-show-{day:%Y-%m-%d}"
