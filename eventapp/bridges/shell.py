"""The files of the secretary's page, which a computer keeps to work without network, and their version."""

import hashlib
from functools import lru_cache
from pathlib import Path

FOLDERS = ("css/*.css", "js/*.js", "sites/*.js", "img/icons.svg", "img/favicon.svg", "vendor/*.css", "vendor/files/*")
# The door's scripts that the page stands on: its queue, its storage, its searching and its sense of time.
SHARED = ("device", "names", "queue", "server", "storage", "sync", "timekeeping")
WORKER = "sites/worker.js"  # the browser keeps that one by itself


@lru_cache(maxsize=4)
def files(static: Path) -> tuple[str, ...]:
    """Return the names of the files below `static`, none of them about a person."""
    found = {path.relative_to(static).as_posix() for pattern in FOLDERS for path in static.glob(pattern)}
    return tuple(sorted((found - {WORKER}) | {f"door/{name}.js" for name in SHARED}))


@lru_cache(maxsize=4)
def version(static: Path) -> str:
    """Return what changes whenever a file does."""
    whole = hashlib.sha256()
    for name in (*files(static), WORKER):
        whole.update(name.encode() + b"\0" + (static / name).read_bytes())
    return whole.hexdigest()[:16]
