"""Pages of badges: the designer, the list, the queue of the desk, the kiosk, the list on paper."""

from flask import Blueprint

bp = Blueprint("badges", __name__)

# They hang their pages on bp.
from eventapp.badges.views import design, desk, kiosk, listing, log, paper_list, runs  # noqa: E402, F401
