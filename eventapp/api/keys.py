"""Idempotency-Key: a request repeated with its key is answered again and does nothing again."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from eventapp.errors import N_, DomainError
from eventapp.registration.submissions import KeyReused

LONGEST = 200


class BadKey(DomainError):
    """The header cannot serve as a key."""

    code = "bad_idempotency_key"
    status = 422
    message = N_("Idempotency-Key must have 1 to 200 printable ASCII characters.")


class OtherContent(DomainError):
    """The key came with another body before."""

    code = "key_reused"
    message = N_("This Idempotency-Key came with another body before. Nothing was done; use a new key.")


@contextmanager
def one_body_a_key() -> Iterator[None]:
    """Say in a program's words that a key came with another body. Raises OtherContent."""
    try:
        yield
    except KeyReused:
        raise OtherContent from None


def idempotency_key() -> str | None:
    """Return the request's key, or None. Raises BadKey."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (key.strip() and len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise BadKey
    return key
