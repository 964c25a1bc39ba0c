"""Error pages: what happened, what was kept, what to do. Programs get problem+json (RFC 9457)."""

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, ServiceUnavailable, Unauthorized

from eventapp.database import db
from eventapp.errors import DomainError
from eventapp.web.forms import sentence
from eventapp.web.problems import problem

SECRET = ("csrf_token", "password", "old", "new", "token")  # fields that no page repeats
PAGES = {400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503}


def init_app(app: Flask) -> None:
    """Answer every error in words."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(DomainError, show_refusal)
    app.register_error_handler(OperationalError, show_busy_database)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Answer an HTTP error with a page, or a problem for programs."""
    if error.response is not None:  # a redirect to the address with its slash
        return error.get_response()
    if isinstance(request.routing_exception, BadRequest):  # a name that is not ours: no link of a page would be right
        return _("This server has another name than the one you asked for."), 400, {"Content-Type": "text/plain"}
    status = error.code or 500
    headers = [(name, value) for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")]
    if wants_json():
        return problem(status, headers=headers)
    if typed := _typed_in_vain(error):
        return render_template("errors/stale.html", typed=typed, is_signed_out=status == 401), status, headers
    page = status if status in PAGES else 400 if status < 500 else 500
    return render_template(f"errors/{page}.html"), status, headers


def _typed_in_vain(error: HTTPException) -> list[tuple[str, str]]:
    """Return what stands in a form that came from an older session of this browser, but for secrets, to be sent again.

    Forms of other sites never get here: `origin.check_origin` has refused them.
    """
    if not isinstance(error, CSRFError | Unauthorized) or request.method != "POST":
        return []
    try:
        return [(name, value) for name, value in request.form.items(multi=True) if name not in SECRET]
    except RequestEntityTooLarge:  # longer than any form of ours: there is nothing to give back
        return []


def show_refusal(refusal: DomainError) -> ResponseReturnValue:
    """Answer what the rules refuse where no form could show it."""
    if wants_json():
        return problem(refusal.status, code=refusal.code, detail=sentence(refusal))
    return render_template("errors/refused.html", refusal=sentence(refusal)), refusal.status


def show_busy_database(error: OperationalError) -> ResponseReturnValue:
    """Answer 503 where the database is locked, full or gone, so that whoever asked tries again."""
    current_app.logger.error("the database did not answer: %s", type(error.orig).__name__)
    db.session.rollback()
    return show_error(ServiceUnavailable(retry_after=5))


def wants_json() -> bool:
    """Is a program asking?"""
    return request.path.startswith("/api/") or request.is_json
