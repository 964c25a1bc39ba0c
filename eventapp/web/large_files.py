"""Views that take papers may be sent more than any other request; the largest paper is a setting."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast
from urllib.parse import quote

from flask import Flask, Response, current_app, request
from werkzeug.datastructures import FileStorage

from eventapp import files
from eventapp.names import clean_line
from eventapp.papers.retention import folder_of

MB = 1024 * 1024
AT_ONCE = 4  # papers of the largest size, or many small ones, in one request
View = TypeVar("View", bound=Callable[..., Any])


def takes_papers(view: View) -> View:
    """Let the view be sent papers."""
    view.takes_papers = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Widen the limit for those views, before anything reads the form."""
    app.before_request(widen)


def widen() -> None:
    """Let this request be as large as its view takes."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_papers", False):
        request.max_content_length = AT_ONCE * largest() + MB


def largest() -> int:
    """Return how many bytes a paper may have."""
    return int(current_app.config["PAPER_MEGABYTES"]) * MB


def folder() -> Path:
    """Return where the files of papers lie."""
    return folder_of(Path(current_app.config["INSTANCE"]))


def sent(name: str) -> list[FileStorage]:
    """Return the files that were chosen in that field of the form."""
    return [each for each in request.files.getlist(name) if each.filename]


def keep(file: FileStorage) -> files.KeptFile:
    """Keep a paper that was sent in a form. Raises FileTooLarge, KindNotAccepted, ActiveFile."""
    return take(cast(BinaryIO, file.stream), file.filename or "")


def take(stream: BinaryIO, called: str) -> files.KeptFile:
    """Keep a paper from a stream. Raises FileTooLarge, KindNotAccepted, ActiveFile."""
    return files.take(folder(), stream, called=called, largest=largest())


def handed_out(name: str, title: str, fallback: str, *, in_browser: bool = False) -> Response | None:
    """Return a kept file under its paper's title, to be saved; None where it is gone.

    `in_browser` shows it in a tab of its own, and is for PDFs alone. Either way it is sandboxed: whatever is in it may
    not run here.
    """
    path = files.find_path(folder(), name)
    if path is None:
        return None
    ending = path.suffix
    response = Response(files.pieces(path), content_type=files.mimetype(name))
    response.content_length = path.stat().st_size
    called = quote(clean_line(title).replace("/", "-").replace("\\", "-")[:120] + ending)
    way = "inline" if in_browser and ending == ".pdf" else "attachment"
    response.headers["Content-Disposition"] = f"{way}; filename=\"{fallback}{ending}\"; filename*=UTF-8''{called}"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
