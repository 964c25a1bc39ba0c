"""Pages of papers: the organiser's, the public ones, and a delegate's own."""

from flask import Blueprint

bp = Blueprint("papers", __name__)

from eventapp.papers.views import judged, letters, listed, managed, personal, public, speaking  # noqa: E402, F401 - they hang their pages on bp
