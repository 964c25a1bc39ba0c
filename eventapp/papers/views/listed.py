"""All papers of an event: the list, more papers sent to it, and the list taken along."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.papers import editing, listing, words
from eventapp.papers.audience import read_targets
from eventapp.papers.listing import Line
from eventapp.papers.models import Circle, Paper
from eventapp.papers.shapes import ListShape, UploadShape
from eventapp.papers.views import bp
from eventapp.papers.views.shown import audience_words, session_choices
from eventapp.programme.queries import find_session
from eventapp.shapes import read
from eventapp.web import downloads, large_files
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form, sentence
from eventapp.web.languages import language

PER_PAGE = 50
PLAIN_CIRCLES = [circle for circle in Circle if circle not in (Circle.SITE, Circle.CATEGORY, Circle.DELEGATION)]


@bp.get("/manage/events/<slug>/papers")
@staff(Role.ORGANISER)
@with_event
def listed(event: Event) -> ResponseReturnValue:
    """Show the papers that are looked for, and the form that sends more."""
    return _page(event, Form(UploadShape, start={"circle": Circle.DELEGATES.value}))


@bp.post("/manage/events/<slug>/papers")
@staff(Role.ORGANISER)
@large_files.takes_papers
@with_event
def add(event: Event) -> ResponseReturnValue:
    """Take papers, one or several; each is judged for itself. A script sends them one by one and reads JSON."""
    form, chosen = Form(UploadShape, request.form), large_files.sent("files")
    if not chosen:
        form.add_fault("files", _("Choose at least one file."), _("Files"))
    if form.ok and form.values["session"] and find_session(event, form.values["session"]) is None:
        form.add_fault("session", _("There is no such session."))
    added: list[Paper] = []
    for each in chosen if form.ok else ():
        try:
            added.append(_add(event, each, form, is_alone=len(chosen) == 1))
        except DomainError as refusal:
            form.add_fault("files", sentence(refusal), _("Files"))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(added=len(added), faults=[fault for _name, _label, fault in form.all_faults])
    if added:
        flash(ngettext("%(num)d paper is added.", "%(num)d papers are added.", len(added)))
    return _page(event, form) if form.all_faults else redirect(url_for(".listed", slug=event.slug), 303)


@bp.get("/manage/events/<slug>/papers.xlsx")
@staff(Role.ORGANISER)
@with_event
def export_xlsx(event: Event) -> Response:
    """Return what is filtered as a workbook."""
    return downloads.workbook(
        downloads.dated(event, "papers"), _heading(), _rows(event), title=event.title_in(language())
    )


@bp.get("/manage/events/<slug>/papers.csv")
@staff(Role.ORGANISER)
@with_event
def export_csv(event: Event) -> Response:
    """Return what is filtered as CSV."""
    return downloads.commas(downloads.dated(event, "papers"), _heading(), _rows(event))


def _add(event: Event, file: FileStorage, form: Form, *, is_alone: bool) -> Paper:
    kept, values = large_files.keep(file), form.values
    session = find_session(event, values["session"]) if values["session"] else None
    targets, _unknown = read_targets(event, [values["circle"]])
    with transaction():
        title = values["title"] if is_alone else ""
        paper = editing.add(event, kept, title=title, session=session, by=actor())
        editing.set_audience(paper, targets)
        if values["publish"]:
            editing.publish(paper, by=actor())
    return paper


def _asked(event: Event) -> tuple[list[Line], int, dict[str, Any]]:
    values = read(ListShape, request.args).values
    lines = listing.lines_of(event)
    asked = {name: values.get(name) or "" for name in ("q", "session", "stage", "circle", "sort")}
    return listing.wanted(lines, **asked), len(lines), {**asked, "page": values.get("page") or 1}


def _page(event: Event, form: Form) -> ResponseReturnValue:
    found, total, asked = _asked(event)
    number = max(1, min(asked["page"], -(-len(found) // PER_PAGE)))
    page = render_template(
        "papers/listed.html",
        event=event,
        form=form,
        lines=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        count=len(found),
        total=total,
        number=number,
        per_page=PER_PAGE,
        asked=asked,
        sessions=session_choices(event),
        circles=[(each.value, _(words.CIRCLE_WORDS[each])) for each in PLAIN_CIRCLES],
        all_circles=[(each.value, _(words.CIRCLE_WORDS[each])) for each in Circle],
        stages=[(each.value, _(words.STAGE_WORDS[each])) for each in words.Stage],
        words=words,
        audience_words=audience_words,
        megabytes=large_files.largest() // large_files.MB,
    )
    return page, form.status


def _heading() -> Sequence[str]:
    return [
        _("Code"), _("Title"), _("Title in English"), _("Session"), _("Who reads it"), _("Stage"), _("Released at"),
        _("Kind"), _("Version"), _("Size in KB"), _("Sent at"), _("Speaker"), _("Readers"), _("Downloads"),
        _("Comments"),
    ]  # fmt: skip


def _rows(event: Event) -> Iterator[list[Any]]:
    for each in _asked(event)[0]:
        paper, last = each.paper, each.last
        yield [
            paper.ref,
            paper.title,
            paper.title_en,
            paper.session.title_in(language()) if paper.session else "",
            ", ".join(audience_words(paper)),
            _(words.STAGE_WORDS[each.stage]),
            paper.released_at.astimezone(event.tz) if paper.released_at else None,
            words.KIND_WORDS[last.ending],
            last.number,
            -(-last.size // 1024),
            last.sent_at.astimezone(event.tz),
            paper.sender.full_name if paper.sender else "",
            each.readers,
            each.downloads,
            each.comments,
        ]
