"""Answers as pages show them: to the delegate all of them, to staff what their role may see."""

from collections.abc import Collection
from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _

from eventapp.events.roles import Role
from eventapp.questions.models import Kind, Question
from eventapp.questions.queries import answerable_of
from eventapp.questions.reading import PAGE, Door
from eventapp.questions.words import shown
from eventapp.registration import answering
from eventapp.registration.models import Registration
from eventapp.shapes import Shape
from eventapp.web.access import may
from eventapp.web.answers import AnswerForm
from eventapp.web.forms import Form
from eventapp.web.languages import language


class AnswersShape(Shape):
    """A form of answers alone: what is in it is made of the questions."""


def answer_form(registration: Registration, submitted: Any = None, *, door: Door = PAGE) -> AnswerForm:
    """Return the form that corrects a registration's answers, as they stand or as they were sent."""
    form = Form(AnswersShape, submitted)
    before = answering.values_of(registration)
    mine = [registration.category]
    return AnswerForm(registration.event, form, door=door, mode=registration.mode, categories=mine, before=before)


def tell_changes(registration: Registration, before: Collection[str]) -> None:
    """Tell whoever changed a registration which answers went with it, and which are missing now.

    `before` are the references of the questions that were answered before the change.
    """
    questions, values = answerable_of(registration.event), answering.values_of(registration)
    gone = [each.label_in(language()) for each in questions if each.ref in before and each.ref not in values]
    if gone:
        flash(_("No longer asked, so the answers were removed: %(questions)s.", questions="; ".join(gone)), "warn")
    if missing := labels_lacking(answering.lacking(registration)):
        flash(_("Still to be answered: %(questions)s.", questions=missing), "warn")


def labels_lacking(questions: Collection[Question]) -> str:
    """Return what the questions ask, in one line."""
    return "; ".join(each.label_in(language()) for each in questions)


def rows_for_delegate(registration: Registration, secret: str) -> list[dict[str, Any]]:
    """Return every answer in words; files lead to themselves."""
    return _rows(
        registration,
        answerable_of(registration.event),
        lambda question: url_for("registration.my_file", secret=secret, question=question.ref),
    )


def rows_for_staff(registration: Registration) -> list[dict[str, Any]]:
    """Return the answers in words: viewers see neither what is sensitive nor the files themselves."""
    event = registration.event
    is_registrar = may(Role.REGISTRAR, event)
    return _rows(
        registration,
        [each for each in answerable_of(event) if is_registrar or not each.is_sensitive],
        lambda question: (
            url_for("registration.answer_file", slug=event.slug, ref=registration.ref, question=question.ref)
            if is_registrar
            else None
        ),
    )


def _rows(registration: Registration, questions: list[Question], link: Any) -> list[dict[str, Any]]:
    values = answering.values_of(registration)
    return [
        {
            "label": question.label_in(language()),
            "words": shown(question, values[question.ref], locale=language(), translate=_),
            "href": link(question) if question.kind is Kind.FILE else None,
        }
        for question in questions
        if question.ref in values
    ]
