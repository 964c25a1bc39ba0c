"""The organiser's page of join links: /manage/events/<slug>/links."""

from flask import Blueprint

bp = Blueprint("links", __name__)

from eventapp.links.views import managed  # noqa: E402, F401 - hangs its pages on bp
