"""Pages of the draft of a programme, and of its published versions."""

from flask import Blueprint

bp = Blueprint("versions", __name__)

from eventapp.versions.views import drafts, published  # noqa: E402, F401 - they hang their pages on bp
