"""Pages of events: for everyone, and for the team."""

from flask import Blueprint

bp = Blueprint("events", __name__)

from eventapp.events.views import cards, copying, history, managed, public, settings, sites, team  # noqa: E402, F401 - they hang their pages on bp
