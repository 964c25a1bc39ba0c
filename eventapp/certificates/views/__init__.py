"""Pages of certificates: the list, the terms, the runs, one's own, and the page that verifies one."""

from flask import Blueprint

bp = Blueprint("certificates", __name__)

from eventapp.certificates.views import listing, one, public, runs  # noqa: E402, F401 - they hang their pages on bp
