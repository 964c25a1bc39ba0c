"""The application at a moment that a story sets: a file beside the database says what time it is.

`running(…, serves="tests.journeys.rehearsed:app")` serves it; nothing but stories does.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from eventapp import clock, create_app
from eventapp.web.beats import beats

MOMENT = "moment"  # the file's name
_application = create_app()
_folder = Path(_application.config["INSTANCE"])
_by_hand = clock.set_by_hand()
_set_clock = _by_hand.__enter__()
with _application.app_context():
    _gathered = beats()
_gathered.by_hand().__enter__()


def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer at that moment; heartbeats are written with the next request, not by a clock on the wall."""
    _set_clock(datetime.fromisoformat((_folder / MOMENT).read_text()))
    with _application.app_context():
        _gathered.write()
    return _application(environ, start_response)
