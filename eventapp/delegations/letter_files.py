"""The signed letter as the office scanned it: a PDF under a random name, readable by the server alone."""

import os
import re
import secrets
import tempfile
from pathlib import Path

from eventapp import pdfs
from eventapp.errors import N_, DomainError

LARGEST = 10 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{32}")


class NotAPdf(DomainError):
    """The file is something else, whatever its name says."""

    code = "not_a_pdf"
    status = 422
    message = N_("This file is not a PDF.")


class ActivePdf(DomainError):
    """The PDF holds a program or another file."""

    code = "active_pdf"
    status = 422
    message = N_("This PDF holds a program or another file. Print it to PDF again and send that.")


class LargeLetter(DomainError):
    """The file is too large to go with a letter."""

    code = "letter_too_large"
    status = 422
    message = N_("The file is larger than 10 MB. Scan it with fewer dots per inch.")


def judge(content: bytes) -> None:
    """Judge a letter by its content. Raises NotAPdf, ActivePdf, LargeLetter."""
    if len(content) > LARGEST:
        raise LargeLetter
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            pdfs.judge(file)
        except pdfs.NotAPdf:
            raise NotAPdf from None
        except pdfs.DoesThings:
            raise ActivePdf from None


def keep(folder: Path, content: bytes) -> str:
    """Keep a letter that was judged; return the opaque name it lies under."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return name


def find(folder: Path, name: str) -> bytes | None:
    """Return the letter of that name, or None where there is none."""
    if not _NAME.fullmatch(name):
        return None
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        return None


def throw_away(folder: Path, name: str) -> None:
    """Forget a letter."""
    if _NAME.fullmatch(name):
        (folder / name).unlink(missing_ok=True)
