"""Files that delegates send: taken by their content alone (PDF, PNG, JPEG), cleaned, and kept under opaque names."""

import os
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from eventapp import clock
from eventapp.errors import N_, DomainError
from eventapp.questions import pictures

LARGEST = 5 * 1024 * 1024  # bytes
MIMETYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
SECONDS_ON_THE_WAY = 60 * 60  # a file lies there before its answer does
_NAME = re.compile(r"[0-9a-f]{32}\.(pdf|png|jpg)")
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


class FileNotAccepted(DomainError):
    """Neither a PDF nor a picture, damaged, or one that does things."""

    code = "file_not_accepted"
    status = 422
    message = N_("This file is not taken. Please send a PDF without scripts, or a PNG or JPEG picture.")


class FileTooLarge(DomainError):
    """More bytes than are taken."""

    code = "file_too_large"
    status = 422
    message = N_("This file is larger than %(megabytes)s MB.")


@dataclass(frozen=True)
class CleanFile:
    """A file as it may be kept: its ending, which says what it is, and its bytes."""

    ending: str
    content: bytes


def clean(content: bytes) -> CleanFile:
    """Return the file as it is kept, whatever it was called. Raises FileNotAccepted, FileTooLarge.

    Pictures are written anew from what draws them, so that neither a second file nor a place or a camera's number
    stays in them. A PDF stays as it is and must not run anything.
    """
    if len(content) > LARGEST:
        raise FileTooLarge(megabytes=LARGEST // 1024 // 1024)
    try:
        if content.startswith(pictures.PNG):
            return CleanFile("png", pictures.rewritten_png(content))
        if content.startswith(pictures.JPEG):
            return CleanFile("jpg", pictures.rewritten_jpeg(content))
    except pictures.NotAPicture:
        raise FileNotAccepted from None
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:] and not any(each in content for each in _ACTIVE):
        return CleanFile("pdf", content)
    raise FileNotAccepted


def keep(folder: Path, file: CleanFile) -> str:
    """Keep the file in the folder; return the opaque name it has there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.{file.ending}"
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(file.content)
        target.flush()
        os.fsync(target.fileno())
    return name


def find(folder: Path, name: str) -> bytes | None:
    """Return the bytes of the file of that name, or None where it is not one of ours or is gone."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        return None


def mimetype(name: str) -> str:
    """Return what a kept file is, by the ending that its content gave it."""
    return MIMETYPES.get(name.rpartition(".")[2], "application/octet-stream")


def sweep(folder: Path, kept: Collection[str]) -> int:
    """Remove the files that no answer names any more; return how many. What came within the hour is let be."""
    if not folder.is_dir():
        return 0
    oldest = clock.now().timestamp() - SECONDS_ON_THE_WAY
    ours = [each for each in folder.iterdir() if _NAME.fullmatch(each.name)]
    idle = [each for each in ours if each.name not in kept and each.stat().st_mtime < oldest]
    for path in idle:
        path.unlink(missing_ok=True)
    return len(idle)
