"""What a delegate looks like, for whoever scans tickets: asked for one at a time, and kept nowhere on the way."""

from pathlib import Path

from flask import Response, abort, current_app
from flask.typing import ResponseReturnValue

from eventapp.api.blueprint import bp
from eventapp.api.operations import operation
from eventapp.badges.photographs import likeness
from eventapp.checkin.models import Right
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.registration.queries import find_by_ref
from eventapp.web import limits
from eventapp.web.access import program, speaker


@bp.get("/events/<slug>/registrations/<ref>/photograph")
@program(Role.DOOR, rights=(Right.SCAN, Right.SEARCH))
@operation(None, picture="image/jpeg")
def show_photograph(event: Event, ref: str) -> ResponseReturnValue:
    """Give the photograph of a delegate as a JPEG; 404 also where there is none."""
    limits.count(limits.PHOTOGRAPHS, speaker())
    registration = find_by_ref(event, ref) or abort(404)
    uploads = Path(current_app.config["INSTANCE"]) / "uploads"
    response = Response(likeness(registration, uploads) or abort(404), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
