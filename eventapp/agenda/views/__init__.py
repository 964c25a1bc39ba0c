"""Pages of sign-ups: a delegate's own programme, and who has signed up for a session."""

from flask import Blueprint

bp = Blueprint("agenda", __name__)

from eventapp.agenda.views import managed, own, sheets  # noqa: E402, F401 - they hang their pages on bp
