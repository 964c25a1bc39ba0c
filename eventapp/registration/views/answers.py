"""Correct answers, by the delegate under /my/<secret> or by the office, and hand out the files among them."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import files
from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.questions.models import Kind
from eventapp.questions.queries import find_question
from eventapp.questions.reading import OFFICE
from eventapp.registration import answering
from eventapp.registration.models import Registration
from eventapp.registration.views import bp
from eventapp.registration.views.managed_person import get_registration
from eventapp.registration.views.personal import get_registration as get_my_registration
from eventapp.registration.views.personal import my_page
from eventapp.registration.views.shown_answers import answer_form
from eventapp.web.access import actor, public, staff, with_event
from eventapp.web.answers import AnswerForm, folder


@bp.post("/my/<secret>/answers")
@public
def answer(secret: str) -> ResponseReturnValue:
    """Let the delegate correct the answers."""
    registration = get_my_registration(secret)
    answers = answer_form(registration, request.form)
    if _is_corrected(registration, answers, is_own=True):
        return redirect(url_for(".show", secret=secret), 303)
    return my_page(registration, secret, answers=answers)


@bp.get("/my/<secret>/answers/<question>")
@public
def my_file(secret: str, question: str) -> ResponseReturnValue:
    """Hand a file back to the delegate who sent it."""
    return _file(get_my_registration(secret), question)


@bp.get("/manage/events/<slug>/delegates/<ref>/answers")
@staff(Role.REGISTRAR)
@with_event
def answers(event: Event, ref: str) -> ResponseReturnValue:
    """Show the form by which the office corrects someone's answers."""
    registration = get_registration(event, ref)
    return _page(registration, answer_form(registration, door=OFFICE))


@bp.post("/manage/events/<slug>/delegates/<ref>/answers")
@staff(Role.REGISTRAR)
@with_event
def correct_answers(event: Event, ref: str) -> ResponseReturnValue:
    """Correct someone's answers; neither the delegates' deadline nor what is required binds the office."""
    registration = get_registration(event, ref)
    form = answer_form(registration, request.form, door=OFFICE)
    if _is_corrected(registration, form, is_own=False):
        return redirect(url_for(".delegate", slug=event.slug, ref=registration.ref), 303)
    return _page(registration, form)


@bp.get("/manage/events/<slug>/delegates/<ref>/answers/<question>")
@staff(Role.REGISTRAR)
@with_event
def answer_file(event: Event, ref: str, question: str) -> ResponseReturnValue:
    """Hand out a file that a delegate sent."""
    return _file(get_registration(event, ref), question)


def _is_corrected(registration: Registration, answers: AnswerForm, *, is_own: bool) -> bool:
    """Keep what the form says; False, and the form says why, where that is not possible."""
    if not answers.form.ok:
        return False
    try:
        with transaction():
            is_changed = answering.correct(registration, answers.kept(), by=actor(), is_own=is_own)
        flash(_("The answers are saved.") if is_changed else _("Nothing was different."))
    except DomainError as refusal:
        answers.form.refuse(refusal)
    return answers.form.ok


def _file(registration: Registration, ref: str) -> ResponseReturnValue:
    """Return the file as something to save, never to be shown or run as a page of ours."""
    question = find_question(registration.event, ref)
    if question is None or question.kind is not Kind.FILE:
        abort(404)
    name = answering.values_of(registration).get(question.ref, "")
    content = files.find(folder(), name)
    if content is None:
        abort(404)
    response = Response(content, mimetype=files.mimetype(name))
    plain = f"{registration.ref}-{question.ref}.{name.rpartition('.')[2]}"
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _page(registration: Registration, answers: AnswerForm) -> ResponseReturnValue:
    page = render_template(
        "registration/answers.html", event=registration.event, registration=registration, answers=answers
    )
    return page, answers.form.status
