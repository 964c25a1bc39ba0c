"""Vietnamese and English: which one this visitor reads, switched in one tap and remembered."""

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel, get_locale
from flask_login import current_user

LANGUAGES = ("vi", "en")
COOKIE, ZONE_COOKIE, DEVICE_ZONE_COOKIE, YEAR = "lang", "zone", "device_zone", 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Choose a language for every request, and keep the visitor's choice."""
    Babel(app, locale_selector=choose, timezone_selector=lambda: current_app.config["TIMEZONE"])
    app.after_request(remember)


def choose() -> str:
    """Return the language: asked for now, chosen before, the browser's, or the instance's."""
    wanted = (request.args.get("lang"), request.cookies.get(COOKIE))
    for language in wanted:
        if language in LANGUAGES:
            return language
    if request.blueprint != "api" and current_user.is_authenticated and current_user.user.locale in LANGUAGES:
        return str(current_user.user.locale)
    default: str = current_app.config["LOCALE"]
    return request.accept_languages.best_match([default, *LANGUAGES]) or default


def remember(response: Response) -> Response:
    """Keep a choice made in the address (`?lang=`, `?zone=`) in a cookie; a calendar's address keeps it itself."""
    if g.get("sets_no_cookies"):
        return response
    from_address = {COOKIE: request.args.get("lang"), ZONE_COOKIE: g.get("chosen_zone")}
    for cookie, value in from_address.items():
        if value and (cookie == ZONE_COOKIE or value in LANGUAGES):
            response.set_cookie(
                cookie, value, max_age=YEAR, samesite="Lax", secure=current_app.config["SESSION_COOKIE_SECURE"]
            )
    return response


def language() -> str:
    """Return this request's language, `vi` or `en`."""
    locale = get_locale()
    return locale.language if locale else str(current_app.config["LOCALE"])
