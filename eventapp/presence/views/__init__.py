"""Pages of attendance: the report, the annex by name, one delegate, frozen reports, settings, the board."""

from flask import Blueprint

bp = Blueprint("presence", __name__)

from eventapp.presence.views import (  # noqa: E402, F401 - they hang their pages on bp
    board,
    names,
    papers,
    person,
    report,
    settings,
    snapshots,
    statistics,
)
