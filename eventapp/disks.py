"""Does the disk still take what is written? Asked as the database asks it: written at a place, and synced."""

import os
import secrets
from pathlib import Path

SAMPLE = bytes(64 * 1024)


def fault_of(folder: Path) -> str:
    """Return what the system says where nothing can be written in the folder and kept; "" where all is well."""
    path = folder / f".written-{secrets.token_hex(8)}"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            if os.pwrite(handle, SAMPLE, 0) < len(SAMPLE):
                return "it takes only a part"
            os.fdatasync(handle)
        finally:
            os.close(handle)
            path.unlink(missing_ok=True)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""
