"""Pages of the programme: for everyone, and for organisers."""

from flask import Blueprint

bp = Blueprint("programme", __name__)

from eventapp.programme.views import (  # noqa: E402 - they hang their pages on bp
    cancelling,  # noqa: F401
    clashes,  # noqa: F401
    copies,  # noqa: F401
    editing,  # noqa: F401
    grid,  # noqa: F401
    lists,  # noqa: F401
    managed,  # noqa: F401
    placement,  # noqa: F401
    printing,  # noqa: F401
    public,  # noqa: F401
    run_of_show,  # noqa: F401
    sheets,  # noqa: F401
)
