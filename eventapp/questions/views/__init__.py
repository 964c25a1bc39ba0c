"""The organiser's pages about questions: /manage/events/<slug>/questions."""

from flask import Blueprint

bp = Blueprint("questions", __name__)

from eventapp.questions.views import managed, removal  # noqa: E402, F401 - they hang their pages on bp
