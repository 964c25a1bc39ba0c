"""Pages of delegations, for the team."""

from flask import Blueprint

bp = Blueprint("delegations", __name__)

from eventapp.delegations.views import adding, letter, listed, managed  # noqa: E402, F401 - they hang their pages on bp
