"""What organisers see of join pages: /manage/events/<slug>/join-pages."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.joining import queries
from eventapp.joining.shapes import VisitsShape
from eventapp.joining.views import bp
from eventapp.shapes import read
from eventapp.web.access import staff, with_event

LARGEST_PAGE = 200


@bp.get("/manage/events/<slug>/join-pages")
@staff(Role.ORGANISER)
@with_event
def visitors(event: Event) -> ResponseReturnValue:
    """Show who opened a room, and whose link was open on two devices at once: told, not blocked."""
    values = read(VisitsShape, request.args).values
    q, shared = values.get("q") or "", bool(values.get("shared"))
    per_page = min(values.get("per_page") or 50, LARGEST_PAGE)
    rows, total, number = queries.page_of(
        event, q=q, only_shared=shared, per_page=per_page, number=values.get("page") or 1
    )
    return render_template(
        "joining/visitors.html",
        event=event,
        rows=rows,
        total=total,
        page=number,
        per_page=per_page,
        q=q,
        shared=shared,
        live=queries.live_number(event, clock.now()),
    )
