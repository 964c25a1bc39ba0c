"""Pages of platform reports: what was sent, who stands in it, who someone is."""

from flask import Blueprint

bp = Blueprint("platforms", __name__)

from eventapp.platforms.views import people, person, reports  # noqa: E402, F401 - they hang their pages on bp
