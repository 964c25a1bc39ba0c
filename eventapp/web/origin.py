"""Requests that change something must come from our own pages, and speak to us by our own name."""

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request

from eventapp.web.tokens import is_by_token

SAFE = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    """Check every request."""
    app.before_request(check_origin)


def check_origin() -> None:
    """Answer 403 to an unsafe request that a page of another site sent (unless a token speaks for it)."""
    if request.method in SAFE or is_by_token():
        return
    sent_from = request.headers.get("Sec-Fetch-Site")
    if sent_from not in (None, "same-origin", "none"):
        abort(403)
    origin = request.headers.get("Origin")
    # A page with a secret in its address says no-referrer, and so its forms say "null": then the browser must vouch.
    if origin == "null" and sent_from == "same-origin":
        return
    if origin is not None and urlsplit(origin).netloc not in own_hosts():
        abort(403)


def own_hosts() -> set[str]:
    """Return host:port under which pages of ours may speak: the configured one and, on http, the one asked for."""
    external = urlsplit(current_app.config["EXTERNAL_URL"])
    return {external.netloc} if external.scheme == "https" else {external.netloc, request.host}


def own_path(address: str | None, default: str) -> str:
    """Return the address when it is a plain path of ours, else the default. For `next=`.

    Anything a browser might read as another host (`//`, backslashes, control characters, a scheme) is refused.
    """
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    if "\\" in address or not address.isprintable() or " " in address:
        return default
    try:
        parts = urlsplit(address)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else address
