"""Idempotency-Key: a request repeated with its key is answered again and does nothing again."""

from flask import request

from eventapp.errors import N_, DomainError

LONGEST = 200


class BadKey(DomainError):
    """The header cannot serve as a key."""

    code = "bad_idempotency_key"
    status = 422
    message = N_("Idempotency-Key must have 1 to 200 printable ASCII characters.")


def idempotency_key() -> str | None:
    """Return the request's key, or None. Raises BadKey."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (key.strip() and len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise BadKey
    return key
