"""The timetable of a day: /manage/events/<slug>/programme/grid?day=2030-05-06."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.agenda.expecting import expected_in
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme.grid import grid_of
from eventapp.programme.queries import rooms_of
from eventapp.programme.views import bp
from eventapp.programme.views.clashes import by_session
from eventapp.programme.views.drafted import looked_at
from eventapp.shapes import Moment
from eventapp.versions.foreseeing import clashes_in
from eventapp.web.access import staff, with_event
from eventapp.web.zones import day as in_words


@bp.get("/manage/events/<slug>/programme/grid")
@staff(Role.ORGANISER)
@with_event
def grid(event: Event) -> ResponseReturnValue:
    """Show a day's sessions, rooms side by side and time downwards, to be moved and made longer or shorter."""
    programme, number = looked_at(event)
    numbers = Counter(each.starts_at.astimezone(event.tz).date() for each in programme.sessions)
    day = day_asked(event, numbers)
    sessions = [each for each in programme.sessions if each.starts_at.astimezone(event.tz).date() == day]
    held = [session for session in sessions if session.cancelled_at is None]
    return render_template(
        "programme/grid.html",
        event=event,
        day=day,
        days=days_to_choose(numbers, day),
        grid=grid_of(held, rooms_of(event), event.tz) if held else None,
        cancelled=[session for session in sessions if session.cancelled_at is not None],
        clashes=by_session(event, clashes_in(event, programme, expected_in(event))),
        revisions={each.shown.id: each.draft.revision for each in programme.drafts if each.draft},
        number_drafted=number,
    )


def day_asked(event: Event, numbers: Mapping[date, int]) -> date:
    """Return the day of the address, or the first from today on that has a session; 404 for what is no day."""
    asked = request.args.get("day")
    if asked:
        return _day_of(asked) or abort(404)
    today = clock.now().astimezone(event.tz).date()
    first = min(numbers, default=event.starts_at.astimezone(event.tz).date())
    return next((day for day in numbers if day >= today), first)


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in Moment.years else None


def days_to_choose(numbers: Mapping[date, int], day: date) -> list[tuple[str, str, int, None]]:
    """Return the days that have sessions, and the one that is shown, as chips take them."""
    return [(each.isoformat(), in_words(each), numbers.get(each, 0), None) for each in sorted({*numbers, day})]
