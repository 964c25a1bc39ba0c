"""The organiser's questions, and answers to them as JSON: read by the questions' shape, shown as the role may see."""

from dataclasses import replace
from typing import Any

from flask.typing import ResponseReturnValue

from eventapp.api.blueprint import bp
from eventapp.api.categories import category_json
from eventapp.api.listing import list_of
from eventapp.api.operations import answer, operation
from eventapp.api.schemas import QuestionItem
from eventapp.events.categories import categories_of
from eventapp.events.models import Category, Event
from eventapp.events.roles import Role
from eventapp.questions.asking import Circumstances
from eventapp.questions.models import ConditionKind, Question
from eventapp.questions.queries import answerable_of, questions_of
from eventapp.questions.reading import PROGRAM, Answered, read_answers, strangers
from eventapp.questions.words import as_json
from eventapp.registration import answering
from eventapp.registration.models import Registration
from eventapp.web.access import program
from eventapp.web.languages import language


@bp.get("/events/<slug>/questions")
@program(Role.VIEWER)
@operation(list_of(QuestionItem))
def questions(event: Event) -> ResponseReturnValue:
    """List the organiser's questions in the order in which they are asked."""
    known = {category.ref: category for category in categories_of(event)}
    asked = questions_of(event)
    refs = {question.id: question.ref for question in asked}
    found = [_question_json(question, known, refs) for question in asked]
    return answer({"items": found, "total": len(found)})


def read_given(
    event: Event,
    given: dict[str, Any] | None,
    circumstances: Circumstances,
    registration: Registration | None = None,
) -> Answered:
    """Read what a program answers; faults are named answers.<reference>. Of a registration it may be a part."""
    if given is None and registration is not None:
        return Answered()
    asked = questions_of(event)
    before = answering.values_of(registration) if registration else {}
    answered = read_answers(
        asked,
        given or {},
        circumstances,
        PROGRAM,
        locale=language(),
        before=before,
        is_partial=registration is not None,
    )
    faults = [*strangers(asked, given or {}), *answered.faults]
    return replace(answered, faults=[replace(fault, field=f"answers.{fault.field}") for fault in faults])


def answers_json(registration: Registration, *, sees_all: bool) -> dict[str, Any]:
    """Return the answers by reference; what is sensitive only to who sees all."""
    values = answering.values_of(registration)
    return {
        question.ref: as_json(question, values[question.ref])
        for question in answerable_of(registration.event)
        if question.ref in values and (sees_all or not question.is_sensitive)
    }


def _question_json(question: Question, categories: dict[str, Category], refs: dict[int, str]) -> dict[str, Any]:
    said = ("ref", "label", "label_en", "help", "help_en", "is_required", "is_sensitive")
    return {
        **{name: getattr(question, name) for name in said},
        "kind": question.kind.value,
        "choices": [
            {name: getattr(choice, name) for name in ("ref", "label", "label_en", "capacity", "taken")}
            for choice in question.choices
        ],
        "modes": [each.value for each in question.conditions if each.kind is ConditionKind.MODE],
        "categories": [
            category_json(categories[each.value])
            for each in question.conditions
            if each.kind is ConditionKind.CATEGORY and each.value in categories
        ],
        "after": [
            {"question": refs[each.on_id], "answer": each.value or None}
            for each in question.conditions
            if each.kind is ConditionKind.ANSWER and each.on_id in refs
        ],
    }
