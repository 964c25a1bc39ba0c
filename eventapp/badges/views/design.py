"""The designer of badges: /manage/events/<slug>/badges/design, with previews of what is not saved yet."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import files
from eventapp.badges import designs, drawing
from eventapp.badges.making import press
from eventapp.badges.models import BadgeDesign, Part
from eventapp.badges.shapes import DesignShape
from eventapp.badges.views import bp
from eventapp.badges.words import LAYOUT_WORDS, PART_WORDS
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.questions.models import Kind, Question
from eventapp.questions.queries import answerable_of
from eventapp.references import read_reference
from eventapp.registration.models import Registration
from eventapp.shapes import read
from eventapp.web import downloads
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import Form
from eventapp.web.languages import language

SAMPLE_SHEET = 10  # badges on the trial page: what one sheet holds at most


@bp.get("/manage/events/<slug>/badges/design")
@staff(Role.ORGANISER)
@with_event
def show_design(event: Event) -> ResponseReturnValue:
    """Show how badges look, with a preview; with a form in the address, as that would have it."""
    if "layout" in request.args:
        return _page(event, Form(DesignShape, request.args), status=200)
    return _page(event, Form(DesignShape, start=_start(event)))


@bp.post("/manage/events/<slug>/badges/design")
@staff(Role.ORGANISER)
@with_event
def save_design(event: Event) -> ResponseReturnValue:
    """Change how badges look."""
    form = Form(DesignShape, request.form)
    if form.ok:
        try:
            with transaction():
                _save(event, form)
            flash(_("Saved. Badges printed from now on look like this."))
            return redirect(url_for(".show_design", slug=event.slug), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(event, form)


@bp.get("/manage/events/<slug>/badges/preview.png")
@staff(Role.ORGANISER)
@with_event
def preview(event: Event) -> ResponseReturnValue:
    """Return the badge of someone as a picture, as the form in the address would have it."""
    side = "back" if request.args.get("side") == "back" else "front"
    bearer = _bearer(event) or abort(404)
    body = drawing.preview(event, _asked(event), bearer, press(), side=side)
    return Response(body, mimetype="image/png")


@bp.get("/manage/events/<slug>/badges/preview.pdf")
@staff(Role.ORGANISER)
@with_event
def preview_page(event: Event) -> ResponseReturnValue:
    """Return a whole page as it would be printed, with codes that open nothing."""
    design, bearer = _asked(event), _bearer(event) or abort(404)
    number = SAMPLE_SHEET if design.layout.is_sheet else 1
    faces = drawing.faces(design, [(bearer, 1)] * number, press(), is_trial=True)
    return downloads.attachment(f"{event.slug}-badge.pdf", drawing.draw(event, design, faces, press()), downloads.PDF)


def _save(event: Event, form: Form) -> None:
    designs.revise(event, by=actor(), **_said(event, form.values))
    sent = request.files.get("logo")
    content = sent.read(files.LARGEST + 1) if sent else b""
    if content:
        designs.show_logo(press().logos, event, content, by=actor())
    elif request.form.get("no_logo"):
        designs.remove_logo(event, by=actor())


def _asked(event: Event) -> BadgeDesign:
    """Return the design that stands in the address, or the one that is kept; it is not in the session."""
    kept = designs.design_of(event)
    said = {column.name: getattr(kept, column.name) for column in BadgeDesign.__table__.columns}
    if "layout" in request.args:
        reading = read(DesignShape, request.args)
        said |= _said(event, {**_start(event), **reading.values})
    return BadgeDesign(**said)


def _said(event: Event, values: dict[str, Any]) -> dict[str, Any]:
    question = next((each for each in _file_questions(event) if each.ref == values["photo_question"]), None)
    named = ("layout", "has_back", "heading", "heading_en", "note", "note_en")
    return {
        **{name: values[name] for name in named},
        "shown": [part.value for part in Part if values[part.value]],
        "photo_question_id": question.id if question else None,
    }


def _start(event: Event) -> dict[str, Any]:
    design = designs.design_of(event)
    question = next((each.ref for each in _file_questions(event) if each.id == design.photo_question_id), "")
    named = ("layout", "has_back", "heading", "heading_en", "note", "note_en")
    ticks = {part.value: part.value in design.shown for part in Part}
    return {**{name: getattr(design, name) for name in named}, **ticks, "photo_question": question}


def _file_questions(event: Event) -> list[Question]:
    return [each for each in answerable_of(event) if each.kind is Kind.FILE]


def _bearer(event: Event) -> Registration | None:
    """Return whose badge is shown: whom the address names, else who has the longest name."""
    ref = read_reference(request.args.get("ref", ""))
    return (drawing.find_bearer(event, ref) if ref else None) or drawing.longest_named(event)


def _page(event: Event, form: Form, status: int | None = None) -> ResponseReturnValue:
    bearer, design = _bearer(event), _asked(event)
    fields = {name: str(form.value(name)) for name in DesignShape().fields if form.value(name) not in ("", False)}
    page = render_template(
        "badges/design.html",
        event=event,
        form=form,
        bearer=bearer,
        ref=request.args.get("ref", ""),
        query=fields | ({"ref": bearer.ref} if bearer else {}),
        size=(86, 54) if design.layout.size == "card" else (105, 148),
        has_back=bool(form.value("has_back")),
        has_logo=bool(design.logo),
        layouts=[(layout.value, _(word)) for layout, word in LAYOUT_WORDS.items()],
        parts=[(part.value, _(word)) for part, word in PART_WORDS.items()],
        photo_questions=[(each.ref, each.label_in(language())) for each in _file_questions(event)],
    )
    return page, status or form.status
