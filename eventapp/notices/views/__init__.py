"""Pages of changes: what became of sessions, and who was told."""

from flask import Blueprint

bp = Blueprint("notices", __name__)

from eventapp.notices.views import changes  # noqa: E402, F401 - it hangs its pages on bp
