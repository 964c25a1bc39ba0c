"""Pages of bridge points: the organiser's readiness and points, and the page of each secretary."""

from flask import Blueprint

bp = Blueprint("bridges", __name__)

from eventapp.bridges.views import erasure, managed, marks, point, secretary, wishes  # noqa: E402, F401 - they hang their pages on bp
