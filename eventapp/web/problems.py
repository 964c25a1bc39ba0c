"""Errors for programs: application/problem+json (RFC 9457), in the asker's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from eventapp.errors import N_
from eventapp.shapes import Fault
from eventapp.web.forms import complaint

MIMETYPE = "application/problem+json"
# Stable code, and what it means in words. A status that is not here is said as 400 or 500 is.
KNOWN = {
    400: ("bad_request", N_("The request cannot be read.")),
    401: ("not_signed_in", N_("Send a valid token as “Authorization: Bearer …”, or sign in.")),
    403: ("forbidden", N_("Your role does not allow this.")),
    404: ("not_found", N_("There is nothing here for you.")),
    405: ("method_not_allowed", N_("This address does not know that method.")),
    409: ("conflict", N_("That is not possible now.")),
    413: ("too_large", N_("What was sent is too large.")),
    415: ("unsupported_media_type", N_("Send JSON as application/json.")),
    422: ("invalid", N_("Something in it is missing or wrong.")),
    429: ("too_many_requests", N_("Too many requests. Wait a little, then go on more slowly.")),
    500: ("internal_error", N_("Something went wrong on our side. It has been noted.")),
    503: ("unavailable", N_("The server is busy. Try again in a moment.")),
}


def problem(
    status: int,
    *,
    code: str = "",
    detail: str = "",
    errors: Mapping[str, list[str]] | None = None,
    headers: Iterable[tuple[str, str]] = (),
    more: Mapping[str, Any] | None = None,
) -> ResponseReturnValue:
    """Return a problem. `detail` is a sentence already translated; without one the status says what it means.

    `more` are members of its own (RFC 9457, 3.2).
    """
    known_code, sentence = KNOWN.get(status) or KNOWN[400 if status < 500 else 500]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": gettext(sentence),
        "status": status,
        "detail": detail or gettext(sentence),
        "code": code or known_code,
    }
    if errors is not None:
        body["errors"] = errors
    body |= more or {}
    return current_app.json.dumps(body), status, [*headers, ("Content-Type", MIMETYPE)]


def errors_of(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """Return the sentences by field; "" names what is wrong with the whole."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(fault.field, []).append(complaint(fault))
    return found


def invalid(faults: Iterable[Fault]) -> ResponseReturnValue:
    """Return 422 with what is wrong, field by field."""
    return problem(422, errors=errors_of(faults))
