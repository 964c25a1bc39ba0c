"""Files that people send: taken by their content alone, cleaned, and kept under opaque names.

Answers take a PDF or a picture (`clean`, `keep`), papers also office documents, and larger ones (`take`).
"""

import os
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from eventapp import clock, names, office_documents, pdfs, pictures
from eventapp.errors import N_, DomainError

LARGEST = 5 * 1024 * 1024  # bytes
MIMETYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}
SECONDS_ON_THE_WAY = 60 * 60  # a file lies there before its answer does
_NAME = re.compile(rf"[0-9a-f]{{32}}\.({'|'.join(MIMETYPES)}|part)")  # "part": not judged yet, and never served
_CHUNK = 1024 * 1024  # bytes
_LONGEST_NAME = 120  # characters of what a file was called
_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


class FileNotAccepted(DomainError):
    """Neither a PDF nor a picture, damaged, or one that does things."""

    code = "file_not_accepted"
    status = 422
    message = N_("This file is not taken. Please send a PDF without scripts, or a PNG or JPEG picture.")


class KindNotAccepted(DomainError):
    """No kind of file that papers come in, or damaged."""

    code = "kind_not_accepted"
    status = 422
    message = N_(
        "“%(called)s” is not taken. Please send a PDF, a Word, PowerPoint or Excel file (DOCX, PPTX, XLSX), an"
        " OpenDocument file (ODT, ODP, ODS), or a PNG or JPEG picture."
    )


class ActiveFile(DomainError):
    """The file holds a program, or another file."""

    code = "active_file"
    status = 422
    message = N_(
        "“%(called)s” holds a program (macros, a script) or another file, which is not taken. Save it without, or"
        " print it to PDF, and send that."
    )


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


@dataclass(frozen=True)
class KeptFile:
    """A file as it is kept: its opaque name, what it was called, and its bytes counted."""

    name: str
    called: str
    size: int

    @property
    def ending(self) -> str:
        """What it is, by its content."""
        return self.name.rpartition(".")[2]


def clean(content: bytes) -> CleanFile:
    """Return the file as it is kept, whatever it was called. Raises FileNotAccepted, FileTooLarge.

    Pictures are drawn anew, so that neither a second file nor a place or a camera's number stays in them. A PDF stays
    as it is and must not run anything.
    """
    if len(content) > LARGEST:
        raise FileTooLarge(megabytes=LARGEST // 1024 // 1024)
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:] and not any(each in content for each in _ACTIVE):
        return CleanFile("pdf", content)
    try:
        return CleanFile(*pictures.redrawn(content))
    except pictures.NotAPicture:
        raise FileNotAccepted from None


def keep(folder: Path, file: CleanFile) -> str:
    """Keep the file in the folder; return the opaque name it has there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.{file.ending}"
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(file.content)
        target.flush()
        os.fsync(target.fileno())
    return name


def take(folder: Path, stream: BinaryIO, *, called: str, largest: int) -> KeptFile:
    """Keep a paper that somebody sends, piece by piece, and judge it where it lies.

    What a file is called is shown to people and is never a path. Raises FileTooLarge, KindNotAccepted, ActiveFile; then
    nothing of it stays.
    """
    called = plain_name(called)
    with _on_the_way(folder) as way:
        with os.fdopen(os.open(way, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            _copy(stream, file, largest)
            ending = _recognised(file, called)
            file.flush()
            os.fsync(file.fileno())
        name = f"{way.stem}.{ending}"
        way.rename(folder / name)
    return KeptFile(name, called, (folder / name).stat().st_size)


def plain_name(called: str) -> str:
    """Return what a file was called, without the folders it lay in, as one clean line."""
    last = re.split(r"[/\\]", called.replace("\0", ""))[-1]
    return names.clean_line(last.encode("utf-8", "replace").decode())[-_LONGEST_NAME:] or "?"


def find_path(folder: Path, name: str) -> Path | None:
    """Return where the file of that name lies, or None where it is not one of ours or is gone."""
    is_ours = _NAME.fullmatch(name) is not None and not name.endswith(".part")
    return folder / name if is_ours and (folder / name).is_file() else None


def pieces(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def find(folder: Path, name: str) -> bytes | None:
    """Return the bytes of the file of that name, or None where it is not one of ours or is gone."""
    path = find_path(folder, name)
    try:
        return path.read_bytes() if path else None
    except FileNotFoundError:
        return None


def mimetype(name: str) -> str:
    """Return what a kept file is, by the ending that its content gave it."""
    return MIMETYPES.get(name.rpartition(".")[2], "application/octet-stream")


def sweep(folder: Path, kept: Collection[str]) -> int:
    """Remove the files that nobody names any more; return how many. What came within the hour is let be."""
    if not folder.is_dir():
        return 0
    oldest = clock.now().timestamp() - SECONDS_ON_THE_WAY
    ours = [each for each in folder.iterdir() if _NAME.fullmatch(each.name)]
    idle = [each for each in ours if each.name not in kept and each.stat().st_mtime < oldest]
    for path in idle:
        path.unlink(missing_ok=True)
    return len(idle)


@contextmanager
def _on_the_way(folder: Path) -> Iterator[Path]:
    """Give a new place in the folder; whatever still lies there afterwards is thrown away."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    way = folder / f"{secrets.token_hex(16)}.part"
    try:
        yield way
    finally:
        way.unlink(missing_ok=True)


def _copy(stream: BinaryIO, file: BinaryIO, largest: int) -> None:
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > largest:
            raise FileTooLarge(megabytes=largest // 1024 // 1024)
        file.write(chunk)
    file.flush()


def _recognised(file: BinaryIO, called: str) -> str:
    """Return what the file is; a picture is drawn anew in its place. Raises KindNotAccepted, ActiveFile."""
    file.seek(0)
    begins = file.read(8)
    try:
        if begins.startswith(b"%PDF-"):
            pdfs.judge(file)
            return "pdf"
        if begins.startswith(b"PK"):
            return office_documents.ending_of(file)
        return _redrawn(file)
    except (pdfs.DoesThings, office_documents.HoldsAProgram):
        raise ActiveFile(called=called) from None
    except (pdfs.NotAPdf, office_documents.NotAnOfficeDocument, pictures.NotAPicture):
        raise KindNotAccepted(called=called) from None


def _redrawn(file: BinaryIO) -> str:
    file.seek(0)
    ending, content = pictures.redrawn(file.read())
    file.seek(0)
    file.truncate()
    file.write(content)
    return ending
