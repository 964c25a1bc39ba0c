"""What was returned with a note is completed by the delegate: /my/<secret>/completion."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.database import transaction
from eventapp.errors import DomainError
from eventapp.registration import answering, completing
from eventapp.registration.models import Registration, Status
from eventapp.registration.shapes import CompletionShape
from eventapp.registration.views import bp
from eventapp.registration.views.personal import get_registration
from eventapp.web.access import actor, public
from eventapp.web.answers import AnswerForm
from eventapp.web.forms import Form, sentence


@bp.get("/my/<secret>/completion")
@public
def ask_completion(secret: str) -> ResponseReturnValue:
    """Show the note and what can be put right; whoever need not goes to his page."""
    registration = get_registration(secret)
    if registration.status is not Status.RETURNED:
        return redirect(url_for(".show", secret=secret))
    person = registration.person
    start = {
        "full_name": person.full_name,
        "phone": person.phone,
        "organisation": person.organisation_name,
        "position": person.position,
    }
    form = Form(CompletionShape, start=start)
    return _page(registration, secret, form, _answers(registration, form))


@bp.post("/my/<secret>/completion")
@public
def complete(secret: str) -> ResponseReturnValue:
    """Put it right and send it again."""
    registration = get_registration(secret)
    form = Form(CompletionShape, request.form)
    answers = _answers(registration, form)
    if form.ok:
        try:
            with transaction():
                completing.complete(registration, answers=answers.kept(), by=actor(), **form.values)
            flash(_("Your registration is sent again and awaits approval."))
            return redirect(url_for(".show", secret=secret), 303)
        except completing.NotReturned as refusal:
            flash(sentence(refusal), "warn")
            return redirect(url_for(".show", secret=secret), 303)
        except DomainError as refusal:
            form.refuse(refusal)
    return _page(registration, secret, form, answers)


def _answers(registration: Registration, form: Form) -> AnswerForm:
    before = answering.values_of(registration)
    return AnswerForm(registration.event, form, mode=registration.mode, before=before)


def _page(registration: Registration, secret: str, form: Form, answers: AnswerForm) -> ResponseReturnValue:
    page = render_template(
        "registration/completion.html",
        registration=registration,
        event=registration.event,
        secret=secret,
        form=form,
        answers=answers,
    )
    return page, form.status
