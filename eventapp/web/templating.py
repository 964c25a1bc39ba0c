"""What every template may use."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from flask_login import current_user
from werkzeug.urls import iri_to_uri

from eventapp import names, telephones
from eventapp.bilingual import spoken
from eventapp.references import show_reference
from eventapp.web import zones
from eventapp.web.access import may
from eventapp.web.addresses import openable
from eventapp.web.languages import LANGUAGES, language
from eventapp.web.markdown import rendered
from eventapp.web.navigation import is_served, navigation, people_search


def init_app(app: Flask) -> None:
    """Give templates the visitor's language, zone and rights."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        clock_time=zones.clock_time,
        day=zones.day,
        month=zones.month,
        offset=zones.offset,
        city=zones.city,
        reference=show_reference,
        telephone=telephones.display,
        markdown=rendered,
        spoken=lambda value: spoken(value, language()),
        salutation=salutation,
    )
    app.jinja_env.globals["here"] = here  # a global, so that imported macros know it too
    app.context_processor(context)


def salutation(written: str) -> str:
    """Return a salutation as the reader's language has it."""
    return names.salutation_in(written, language())


def context() -> dict[str, Any]:
    """Return the names every template knows."""
    return {
        "locale": language(),
        "zone": zones.visitor_zone(),
        "guessed_zone": zones.guessed_zone(),
        "other_locale": next(each for each in LANGUAGES if each != language()),
        "user": current_user.user if current_user.is_authenticated else None,
        "may": may,
        "is_served": is_served,
        "navigate": navigation,
        "find_people": people_search,
    }


def here(**changes: Any) -> str:
    """Return the address this page can be opened at with some of its questions changed (None drops one)."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    asked = kept + [(name, value) for name, value in changes.items() if value not in (None, "")]
    return iri_to_uri(request.script_root + openable()) + (f"?{urlencode(asked)}" if asked else "")
