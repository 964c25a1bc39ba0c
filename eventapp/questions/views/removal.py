"""Take a question off the form: asked once, with what would be lost."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.questions.views import bp
from eventapp.questions.views.forms import get_question
from eventapp.registration import retention, revising
from eventapp.web.access import actor, staff, with_event
from eventapp.web.forms import sentence
from eventapp.web.languages import language


@bp.get("/manage/events/<slug>/questions/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def ask_removal(event: Event, ref: str) -> ResponseReturnValue:
    """Say what would be lost, and ask."""
    question = get_question(event, ref)
    number = retention.number_of_answers(question)
    return render_template("questions/removal.html", event=event, question=question, number=number)


@bp.post("/manage/events/<slug>/questions/<ref>/removal")
@staff(Role.ORGANISER)
@with_event
def remove(event: Event, ref: str) -> ResponseReturnValue:
    """Remove the question; with answers only where the page that asked had told of them."""
    question = get_question(event, ref)
    try:
        with transaction():
            revising.remove(question, by=actor(), may_erase=request.form.get("erases") == "yes")
    except DomainError as refusal:
        flash(sentence(refusal), "warn")
        return redirect(url_for(".ask_removal", slug=event.slug, ref=ref), 303)
    flash(_("“%(name)s” is removed.", name=question.label_in(language())))
    return redirect(url_for(".questions", slug=event.slug), 303)
