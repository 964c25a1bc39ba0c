"""Pages of events: for everyone, and for the team."""

from flask import Blueprint

bp = Blueprint("events", __name__)

from eventapp.events.views import (  # noqa: E402 - they hang their pages on bp
    cards,  # noqa: F401
    categories,  # noqa: F401
    copying,  # noqa: F401
    history,  # noqa: F401
    managed,  # noqa: F401
    public,  # noqa: F401
    settings,  # noqa: F401
    site_removal,  # noqa: F401
    sites,  # noqa: F401
    team,  # noqa: F401
)
