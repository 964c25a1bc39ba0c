"""The join page, the room behind it, and what organisers see of both."""

from flask import Blueprint

bp = Blueprint("joining", __name__)

from eventapp.joining.views import managed, rooms  # noqa: E402, F401 - they hang their pages on bp
