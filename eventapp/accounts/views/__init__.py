"""Pages of accounts: one's own, and those of all for the administrators."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)

from eventapp.accounts.views import own, users  # noqa: E402, F401 - they hang their pages on bp
