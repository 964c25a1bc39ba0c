"""Which page of a list the address asks for."""

from flask import request

LAST = 100_000


def asked_page() -> int:
    """Return the page asked for, counted from 1; anything that is no page is the first."""
    asked = request.args.get("page", "")
    return min(max(int(asked), 1), LAST) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
