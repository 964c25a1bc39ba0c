"""The arrivals board: /manage/events/<slug>/door, the wall, and whom to call."""

from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.checkin import arrivals, cases, feed
from eventapp.checkin.arrivals import Board
from eventapp.checkin.models import Change
from eventapp.checkin.views import bp
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.web.access import may, staff, with_event
from eventapp.web.kept import kept_response
from eventapp.web.languages import language

WIDTH, HEIGHT = 1080, 240  # of the picture, in its own units


@bp.get("/manage/events/<slug>/door")
@staff(Role.VIEWER)
@with_event
def board(event: Event) -> ResponseReturnValue:
    """Show who has come."""
    return render_template("checkin/board.html", event=event, figures=_figures(event), is_wall=False)


@bp.get("/manage/events/<slug>/door/wall")
@staff(Role.VIEWER)
@with_event
def wall(event: Event) -> ResponseReturnValue:
    """Show the figures alone, large, for a screen that everybody sees."""
    return render_template("checkin/wall.html", event=event, figures=_figures(event, is_wall=True))


@bp.get("/manage/events/<slug>/door/live")
@staff(Role.VIEWER)
@with_event
def live_board(event: Event) -> ResponseReturnValue:
    """Say who has come, as a piece of the page; 304 while nothing changes."""
    is_wall = "wall" in request.args
    day = arrivals.day_of(event, clock.now())
    seen_by = (language(), is_wall, may(Role.REGISTRAR, event))
    key = ("board", event.id, event.revision, feed.horizon(event.id).next, cases.number_open(event), day, seen_by)
    return kept_response(key, lambda: _figures(event, is_wall=is_wall).encode(), "text/html")


def _figures(event: Event, *, is_wall: bool = False) -> str:
    shown = arrivals.board(event, arrivals.day_of(event, clock.now()), _expected(event))
    return render_template(
        "checkin/figures.html",
        event=event,
        board=shown,
        line=_line(shown),
        width=WIDTH,
        height=HEIGHT,
        is_wall=is_wall,
        open_cases=cases.number_open(event),
    )


def _expected(event: Event) -> Any:
    """Return who is expected, counted once for each change of the list."""
    kept: dict[int, tuple[int, Any]] = current_app.extensions.setdefault("expected at the door", {})
    stamp = feed.newest(event.id, Change.LISTED)
    if stamp >= feed.horizon(event.id).next:  # something older may still be committed
        return None
    if event.id not in kept or kept[event.id][0] != stamp:
        kept[event.id] = stamp, arrivals.expected(event)
    return kept[event.id][1]


def _line(board: Board) -> str:
    """Return the arrivals as the points of a polyline (SVG 2), as tall as all who are expected."""
    if not board.arrivals:
        return ""
    first, last = board.arrivals[0][0] - arrivals.SLICE, board.arrivals[-1][0]
    span = max((last - first).total_seconds(), 1)
    top = max(board.total.expected, board.arrivals[-1][1], 1)
    points = [(first, 0), *board.arrivals]
    return " ".join(
        f"{(moment - first).total_seconds() / span * WIDTH:.1f},{HEIGHT - number / top * HEIGHT:.1f}"
        for moment, number in points
    )
