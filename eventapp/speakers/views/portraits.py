"""The pictures of speakers: taken from a form, shown to everyone."""

from pathlib import Path

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from eventapp import files
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.speakers import profiles, queries
from eventapp.speakers.views import bp
from eventapp.web.access import actor, public, with_event
from eventapp.web.kept import kept_response


def folder() -> Path:
    """Return where portraits lie."""
    return Path(current_app.config["INSTANCE"]) / "uploads" / "portraits"


@bp.get("/events/<slug>/speakers/<ref>/portrait.jpg")
@public
@with_event
def portrait(event: Event, ref: str) -> ResponseReturnValue:
    """Return the speaker's picture."""
    line = queries.find_line(event, ref)
    name = line.profile.portrait if line and line.profile else ""
    content = files.find(folder(), name) or abort(404)
    response: Response = kept_response(("portrait", name), lambda: content, "image/jpeg")
    return response


def take_portrait(event: Event, person: Person) -> bool:
    """Keep the picture that came with the form, inside the caller's transaction; False where none came.

    Raises NotAPortrait, FileTooLarge.
    """
    sent = request.files.get("portrait")
    content = sent.read(files.LARGEST + 1) if sent else b""
    if content:
        profiles.show_portrait(folder(), event, person, content, by=actor())
    return bool(content)
