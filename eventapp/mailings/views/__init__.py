"""Pages of letters to many, of one delegate's letters, and of those who want none."""

from flask import Blueprint

bp = Blueprint("mailings", __name__)

from eventapp.mailings.views import letters, sending, unsubscribing, writing  # noqa: E402, F401 - they hang their pages on bp
