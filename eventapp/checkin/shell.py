"""The scanner's own files, which a telephone keeps to work without network, and the version they make together."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

FOLDERS = ("css/*.css", "js/*.js", "door/*.js", "img/*", "vendor/*.css", "vendor/files/*", "vendor/barcode-detector/*")
WORKER = "door/worker.js"  # the browser keeps that one by itself


@lru_cache(maxsize=4)
def files(static: Path) -> tuple[str, ...]:
    """Return the names of the files below `static`, none of them about a person."""
    found = (path.relative_to(static).as_posix() for pattern in FOLDERS for path in static.glob(pattern))
    return tuple(sorted(name for name in found if name != WORKER))


@lru_cache(maxsize=4)
def _digest(static: Path) -> str:
    whole = hashlib.sha256()
    for name in (*files(static), WORKER):
        whole.update(name.encode() + b"\0" + (static / name).read_bytes())
    return whole.hexdigest()


def version(static: Path, pages: Iterable[str]) -> str:
    """Return what changes whenever a file or one of the pages does."""
    whole = hashlib.sha256(_digest(static).encode())
    for page in pages:
        whole.update(page.encode() + b"\0")
    return whole.hexdigest()[:16]
