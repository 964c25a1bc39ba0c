"""Papers: the list as the team has it, a paper sent as the bytes of its file, and one deleted."""

import hashlib
from typing import Any, BinaryIO, cast

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from eventapp.api.blueprint import bp
from eventapp.api.keys import idempotency_key, one_body_a_key
from eventapp.api.listing import PagesShape, list_of, page_of
from eventapp.api.operations import answer, operation
from eventapp.api.programme_schemas import PaperItem
from eventapp.api.programme_shapes import NewPaperShape
from eventapp.database import db, transaction
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.files import KeptFile
from eventapp.papers import editing
from eventapp.papers.audience import read_targets
from eventapp.papers.editing import Target
from eventapp.papers.listing import Line, lines_of
from eventapp.papers.models import Paper
from eventapp.papers.queries import find_paper
from eventapp.programme.models import Session
from eventapp.programme.queries import find_session
from eventapp.registration import submissions
from eventapp.shapes import Fault, in_zone
from eventapp.web import large_files
from eventapp.web.access import actor, program
from eventapp.web.problems import invalid

NO_SESSION = N_("There is no such session.")
NO_CIRCLE = N_("There is nobody called “%(given)s”.")


@bp.get("/events/<slug>/papers")
@program(Role.ORGANISER)
@operation(list_of(PaperItem), query=PagesShape)
def papers(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """List all papers, drafts too, in their order: the event's, then those of each session."""
    return page_of(lines_of(event), asked, lambda line: paper_json(event, line))


@bp.post("/events/<slug>/papers")
@program(Role.ORGANISER)
@large_files.takes_papers
@operation(PaperItem, status=201, query=NewPaperShape, takes_key=True, takes_file=True, problems=(409, 413))
def add_paper(event: Event, asked: dict[str, Any]) -> ResponseReturnValue:
    """Add a paper. The body is the file itself, of whatever Content-Type: what it is, its content says."""
    session = find_session(event, asked["session"]) if asked["session"] else None
    targets, unknown = read_targets(event, asked["audience"].split(",") if asked["audience"] else ())
    faults = [Fault("session", "unknown", NO_SESSION)] if asked["session"] and session is None else []
    if faults := [*faults, *(Fault("audience", "unknown", NO_CIRCLE, {"given": each}) for each in unknown)]:
        return invalid(faults)
    key = idempotency_key()
    file = large_files.take(cast(BinaryIO, request.stream), asked["name"])
    with one_body_a_key(), transaction():
        if key is None or submissions.claim(event, f"paper {key}", {**asked, "file": _digest(file)}) is not None:
            paper = _add(event, asked, file, session, targets, key)
        else:
            paper = db.session.scalar(select(Paper).where(Paper.event_id == event.id, Paper.key == key)) or abort(404)
    line = next(each for each in lines_of(event) if each.paper.id == paper.id)
    return answer(paper_json(event, line), 201, Location=f"{request.path}/{paper.ref}")


@bp.delete("/events/<slug>/papers/<ref>")
@program(Role.ORGANISER)
@operation(None, status=204)
def remove_paper(event: Event, ref: str) -> ResponseReturnValue:
    """Delete a paper with its versions, receipts and comments."""
    paper = find_paper(event, ref) or abort(404)
    with transaction():
        editing.remove(paper, by=actor())
    return "", 204


def _add(
    event: Event, asked: dict[str, Any], file: KeptFile, session: Session | None, targets: list[Target], key: str | None
) -> Paper:
    released = asked["released_at"]
    paper = editing.add(event, file, title=asked["title"], session=session, by=actor())
    paper.title_en, paper.ends_with_event, paper.key = asked["title_en"], asked["ends_with_event"], key
    paper.released_at = in_zone(released, event.zone) if released else None
    editing.set_audience(paper, targets)
    if asked["publish"]:
        editing.publish(paper, by=actor())
    return paper


def _digest(file: KeptFile) -> str:
    with (large_files.folder() / file.name).open("rb") as kept:
        return hashlib.file_digest(kept, "sha256").hexdigest()


def paper_json(event: Event, line: Line) -> dict[str, Any]:
    """Return a paper as programs see it."""
    paper, last = line.paper, line.last
    home = f"{current_app.config['EXTERNAL_URL']}/manage/events/{event.slug}/papers/{paper.ref}"
    return {
        "ref": paper.ref,
        "title": paper.title,
        "title_en": paper.title_en,
        "session": paper.session.ref if paper.session else None,
        "audience": [each.word for each in paper.audience],
        "stage": line.stage.value,
        "released_at": paper.released_at.astimezone(event.tz).isoformat() if paper.released_at else None,
        "ends_with_event": paper.ends_with_event,
        "comments": paper.comments.value,
        "version": last.number,
        "kind": last.ending,
        "size": last.size,
        "sent_at": last.sent_at.astimezone(event.tz).isoformat(),
        "readers": line.readers,
        "downloads": line.downloads,
        "links": {"page": home},
    }
