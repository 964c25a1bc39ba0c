"""Pages of the door: the scanner for staff, the gates for organisers."""

from flask import Blueprint

bp = Blueprint("door", __name__)

from eventapp.checkin.views import attention, board, call_list, cases, devices, door, gates, telephones  # noqa: E402, F401 - they hang their pages on bp
