"""The texts of letters: change them, see them, try them."""

from flask import Blueprint

bp = Blueprint("wordings", __name__)

from eventapp.wordings.views import preview, texts  # noqa: E402, F401 - they hang their pages on bp
