"""Pages of speakers: their own by link, the organiser's, and the pictures that everyone sees."""

from flask import Blueprint

bp = Blueprint("speakers", __name__)

from eventapp.speakers.views import asking, exports, managed, personal, portraits  # noqa: E402, F401 - they hang their pages on bp
