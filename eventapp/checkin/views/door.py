"""The door's pages: /door/<slug> and its counters. The scans themselves go to the API."""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.checkin.counting import count
from eventapp.checkin.gates import gates_of
from eventapp.checkin.views import bp
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.web.access import may, staff, with_event
from eventapp.web.languages import language


@bp.get("/door/<slug>")
@staff(Role.DOOR)
@with_event
def show(event: Event) -> ResponseReturnValue:
    """Show the scanner."""
    return render_template(
        "door/scan.html",
        event=event,
        gates=[(gate.name, gate.name_in(language())) for gate in gates_of(event)],
        scans_url=f"{request.script_root}/api/v1/events/{event.slug}/scans",
        rights=["scan", "walk_in", *(["search", "override"] if may(Role.REGISTRAR, event) else [])],
        counters_url=f"{request.script_root}/door/{event.slug}/counts",
        may_override=may(Role.REGISTRAR, event),
        code=request.args.get("code", ""),
    )


@bp.get("/door/<slug>/counts")
@staff(Role.DOOR)
@with_event
def counts(event: Event) -> ResponseReturnValue:
    """Say how many are expected, admitted and inside today; 304 while nothing changes."""
    response = jsonify(count(event, clock.now().astimezone(event.tz).date()).as_json())
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
