"""Forms and scripts of ours bear a token of their session; requests that speak by a token of their own need none."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_wtf import CSRFProtect

from eventapp.web.tokens import is_by_token

guard = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


def opened_by_its_secret(view: View) -> View:
    """Let a view in where the secret in its address is all that speaks, as of a mailbox that posts (RFC 8058)."""
    view.needs_no_token = True  # type: ignore[attr-defined]
    return view


def alike_for_everyone(view: View) -> View:
    """Let a view in whose form stands on pages that are alike for everyone, and which only counts.

    Such a page is kept and bears nobody's token; other sites are still turned away (web/origin.py).
    """
    view.needs_no_token = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Check every request that may change something."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    guard.init_app(app)
    app.before_request(check)


def check() -> None:
    """Answer 400 to an unsafe request without the session's token, in the form or in `X-CSRFToken`."""
    if not current_app.config["WTF_CSRF_ENABLED"] or not request.endpoint or is_by_token():
        return
    if not getattr(current_app.view_functions[request.endpoint], "needs_no_token", False):
        guard.protect()
