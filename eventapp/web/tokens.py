"""Programs say who they are with `Authorization: Bearer <token>` (RFC 6750)."""

from flask import g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from eventapp import signing
from eventapp.checkin import devices
from eventapp.checkin.models import Device
from eventapp.events.models import ApiToken
from eventapp.events.queries import find_token

LONGEST = 200


def is_by_token() -> bool:
    """Does a token speak for this request? Then no cookie does, and no other site's page can have sent it.

    Only Bearer counts: browsers send Basic by themselves, to whatever page asks them to.
    """
    return request.headers.get("Authorization", "")[:7].casefold() == "bearer "


def given() -> str:
    """Return the token that speaks for this request."""
    return request.headers["Authorization"][7:].strip()


def device() -> Device:
    """Return the device whose token speaks, revoked or not; it and its event are kept for the request.

    Raises Unauthorized (401) when it is unknown.
    """
    found = devices.find_bearer(given()) if len(given()) <= LONGEST else None
    if found is None:
        raise unauthorised("invalid_token")
    g.device, g.event = found
    return found[0]


def token() -> ApiToken:
    """Return the request's token; it and its event are kept for the request.

    Raises Unauthorized (401) when it is unknown or revoked.
    """
    found = find_token(signing.token_hash(given())) if len(given()) <= LONGEST else None
    if found is None:
        raise unauthorised("invalid_token")
    g.api_token, g.event = found
    return found[0]


def unauthorised(error: str = "") -> Unauthorized:
    """Return the answer that asks for a token."""
    words: dict[str, str | None] = {"realm": "eventapp"}
    if error:
        words["error"] = error
    return Unauthorized(www_authenticate=WWWAuthenticate("bearer", words))
