"""Pages of the programme: for everyone, and for organisers."""

from flask import Blueprint

bp = Blueprint("programme", __name__)

from eventapp.programme.views import clashes, lists, managed, public, sheets  # noqa: E402, F401 - they hang their pages on bp
