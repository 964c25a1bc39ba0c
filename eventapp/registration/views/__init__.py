"""Pages of registration: for everyone, for the one registered, and for the team."""

from flask import Blueprint

bp = Blueprint("registration", __name__)

from eventapp.registration.views import (  # noqa: E402 - they hang their pages on bp
    acts,  # noqa: F401
    answers,  # noqa: F401
    approval_settings,  # noqa: F401
    approvals,  # noqa: F401
    attendance,  # noqa: F401
    completion,  # noqa: F401
    correction,  # noqa: F401
    decisions,  # noqa: F401
    details,  # noqa: F401
    erasure,  # noqa: F401
    exports,  # noqa: F401
    managed,  # noqa: F401
    managed_person,  # noqa: F401
    merging,  # noqa: F401
    nominated,  # noqa: F401
    nominations,  # noqa: F401
    offers,  # noqa: F401
    personal,  # noqa: F401
    photograph,  # noqa: F401
    public,  # noqa: F401
    replies,  # noqa: F401
    waiting,  # noqa: F401
)
