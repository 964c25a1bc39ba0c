"""eventapp in its next version, as far as the scanner is concerned: what a telephone at the door is brought up to.

While the instance's folder holds a file `closed`, no batch of scans is taken. With BROKEN_UPDATE the new version
forgets what the former one kept: the control. `granian tests.journeys.newer:app`.
"""

import os
from pathlib import Path

from flask import Response, request

from eventapp import create_app
from eventapp.checkin import shell

FORGETFUL = """
self.addEventListener("activate", (event) => {
  event.waitUntil(indexedDB.databases().then((all) => all.map(({ name }) => indexedDB.deleteDatabase(name))));
});
"""
_version = shell.version

shell.version = lambda static, pages: _version(static, [*pages, "newer"])
app = create_app()


@app.before_request
def refuse_batches() -> Response | None:
    """Take no scans, so that the telephone's queue stays full."""
    is_closed = (Path(app.config["INSTANCE"]) / "closed").exists()
    return Response(status=503) if is_closed and request.path.endswith("/scans/batch") else None


@app.after_request
def forget(response: Response) -> Response:
    """Let the control's worker throw everything away."""
    if "BROKEN_UPDATE" in os.environ and request.path == "/door/worker.js":
        response.set_data(response.get_data(as_text=True) + FORGETFUL)
    return response
