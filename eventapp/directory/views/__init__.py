"""Pages of the register of organisations, for administrators."""

from flask import Blueprint

bp = Blueprint("directory", __name__)

from eventapp.directory.views import lists, precedence, register  # noqa: E402, F401 - they hang their pages on bp
