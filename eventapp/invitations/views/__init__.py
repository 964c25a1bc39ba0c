"""Pages of invitations, for the team."""

from flask import Blueprint

bp = Blueprint("invitations", __name__)

from eventapp.invitations.views import letterhead, sending  # noqa: E402, F401 - they hang their pages on bp
