"""What the secretary's page sends and asks by itself, and the script that keeps it while there is no network."""

import json
from pathlib import Path
from typing import Any

from flask import current_app, jsonify, make_response, request, url_for
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.bridges import shell
from eventapp.bridges.views import bp
from eventapp.bridges.views.roll import standing
from eventapp.bridges.views.secretary import opened, who_acts
from eventapp.database import transaction
from eventapp.events.models import Event, Site
from eventapp.presence.handing_in import LARGEST, Result, hand_in
from eventapp.presence.rolls import roll_of
from eventapp.web.access import public
from eventapp.web.csrf import opened_by_its_secret
from eventapp.web.forms import sentence
from eventapp.web.problems import errors_of, problem

LARGEST_BODY = 512 * 1024  # bytes


@bp.get("/sites/<secret>/marks")
@public
def known(secret: str) -> ResponseReturnValue:
    """Say who was named and how many were counted; 304 while nothing changes."""
    response = jsonify(_standing(*opened(secret)))
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@bp.post("/sites/<secret>/marks")
@public
@opened_by_its_secret
def take_marks(secret: str) -> ResponseReturnValue:
    """Take what a page has noted, also long after; each mark gets its own answer and counts once.

    The page may have been kept for hours, so it bears no token that still lives: the secret in the address speaks.
    """
    event, site = opened(secret)
    request.max_content_length = LARGEST_BODY
    body = request.get_json(silent=True, cache=False)
    marks = body.get("marks") if isinstance(body, dict) else None
    if not isinstance(marks, list) or len(marks) > LARGEST:
        return problem(422)
    with transaction():
        results = hand_in(event, site, marks, by=who_acts(event, site))
    return jsonify({"results": [_said(each) for each in results], "standing": _standing(event, site)})


@bp.get("/sites/worker.js")
@public
def worker() -> ResponseReturnValue:
    """Send the script that keeps the page on the computer, with the list of files it keeps and their version."""
    static = Path(current_app.static_folder or "")
    kept = {
        "version": shell.version(static),
        "files": [url_for("static", filename=name) for name in shell.files(static)],
        "root": request.script_root,
    }
    source = (static / shell.WORKER).read_text(encoding="utf-8")
    response = make_response(f"const SHELL = {json.dumps(kept)};\n{source}")
    response.mimetype = "text/javascript"
    return response


def _standing(event: Event, site: Site) -> dict[str, Any]:
    return standing(event, site, roll_of(event, site), clock.now())


def _said(result: Result) -> dict[str, Any]:
    said: dict[str, Any] = {"id": result.id, "status": result.status}
    if result.refusal is not None:
        said |= {"code": result.refusal.code, "detail": sentence(result.refusal)}
    elif result.faults:
        errors = errors_of(result.faults)
        said |= {
            "code": "invalid",
            "errors": errors,
            "detail": " ".join(text for each in errors.values() for text in each),
        }
    return said
