"""Papers for everyone, as the public pages offer them."""

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.papers import reading
from eventapp.papers.queries import Shown, find_public
from eventapp.papers.views import bp
from eventapp.papers.views.shown import file_of
from eventapp.web.access import public, with_event
from eventapp.web.csrf import alike_for_everyone

ONE = "/events/<slug>/papers/<ref>"


@bp.post(ONE)
@public
@alike_for_everyone
@with_event
def open_public(event: Event, ref: str) -> ResponseReturnValue:
    """Count that somebody opens it, and hand it out."""
    shown = _get(event, ref)
    with transaction():
        reading.note_reading(shown.version)
    view = ".preview_public" if request.form.get("as") == "preview" else ".public_file"
    return redirect(url_for(view, slug=event.slug, ref=ref), 303)


@bp.get(ONE)
@public
@with_event
def public_file(event: Event, ref: str) -> ResponseReturnValue:
    """Hand out the newest version."""
    return file_of(_get(event, ref).version)


@bp.get(f"{ONE}/preview")
@public
@with_event
def preview_public(event: Event, ref: str) -> ResponseReturnValue:
    """Show the newest version in a tab of its own, if it is a PDF."""
    return file_of(_get(event, ref).version, in_browser=True)


def _get(event: Event, ref: str) -> Shown:
    return find_public(event, ref, clock.now()) or abort(404)
