"""Take a question off the form: asked once, with what would be lost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.questions.queries import dependants_of, questions_of
from eventapp.questions.shapes import RemovalShape
from eventapp.questions.views import bp
from eventapp.questions.views.forms import get_question
from eventapp.questions.views.managed import answers_erased, tell_lacking
from eventapp.registration import retention, revising
from eventapp.shapes import read
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/questions/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def ask_removal(event: Event, ref: str) -> ResponseReturnValue:
    """Say what would be lost, and ask."""
    question, answered = get_question(event, ref), retention.numbers_of_answers(event)
    return render_template(
        "questions/removal.html",
        event=event,
        question=question,
        number=answered.get(question.id, 0),
        dependants=[(each, answered.get(each.id, 0)) for each in dependants_of(question, questions_of(event))],
    )


@bp.post("/manage/events/<slug>/questions/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def remove(event: Event, ref: str) -> ResponseReturnValue:
    """Remove the question; with answers, or with those that depend on it, only as the page that asked had told."""
    question = get_question(event, ref)
    label = question.label_in(language())
    try:
        with transaction():
            said = read(RemovalShape, request.form).values
            erased = revising.remove(
                question, by=actor(), may_erase=bool(said.get("erases")), dependants=said.get("dependants")
            )
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        return redirect(url_for(".ask_removal", slug=event.slug, ref=ref), 303)
    done = _("“%(name)s” is removed.", name=label)
    flash(f"{done} {answers_erased(erased)}" if erased else done)
    tell_lacking(event)
    return redirect(url_for(".questions", slug=event.slug), 303)
