"""What is asked of whom, as `asking.asked` judges it, in conditions of the database: for lists and for many at once."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, and_, delete, exists, false, or_, select, true

from eventapp.database import db
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.questions import places
from eventapp.questions.models import Condition, ConditionKind, Kind, Question
from eventapp.questions.queries import questions_of
from eventapp.registration.models import DEAD, Answer, Registration

_registrations, _answers = cast(Table, Registration.__table__), cast(Table, Answer.__table__)
_SOME = 1000  # rows that one statement names


def is_lacking(event: Event) -> ColumnElement[bool]:
    """Return the condition that a registration counts and lacks a required answer."""
    asked = _conditions(event)
    lacked = [
        is_asked & ~_answered(question, "")
        for question, is_asked in asked.values()
        if question.is_required and question.kind is not Kind.HEADING
    ]
    return _registrations.c.status.not_in(DEAD) & or_(false(), *lacked)


def unasked(event: Event) -> dict[int, Row[Any]]:
    """Return the answers of registrations that count to what is not asked of them, by number."""
    asked = _conditions(event)
    strays = [(_answers.c.question_id == number) & ~is_asked for number, (_question, is_asked) in asked.items()]
    found = select(_answers).join(_registrations, _registrations.c.id == _answers.c.registration_id)
    found = found.where(_registrations.c.event_id == event.id, _registrations.c.status.not_in(DEAD))
    return {row.id: row for row in db.session.execute(found.where(or_(false(), *strays)).order_by(_answers.c.id))}


def erase(answers: Iterable[int]) -> None:
    """Erase the answers of these numbers, and give back the places they hold."""
    numbers = sorted(answers)
    for start in range(0, len(numbers), _SOME):
        erased = delete(Answer).where(Answer.id.in_(numbers[start : start + _SOME]))
        rows = db.session.execute(erased.returning(Answer.choice_id, Answer.holds)).all()
        places.give_back([row.choice_id for row in rows if row.holds])


def _conditions(event: Event) -> dict[int, tuple[Question, ColumnElement[bool]]]:
    """Return each question of the event by number, in order, with the condition that it is asked of a registration."""
    categories = {each.ref: each.id for each in categories_of(event)}
    asked: dict[int, tuple[Question, ColumnElement[bool]]] = {}
    for question in questions_of(event):
        asked[question.id] = question, _is_asked(question, asked, categories)
    return asked


def _is_asked(
    question: Question, before: Mapping[int, tuple[Question, ColumnElement[bool]]], categories: Mapping[str, int]
) -> ColumnElement[bool]:
    def holds(condition: Condition) -> ColumnElement[bool]:
        match condition.kind:
            case ConditionKind.MODE:
                return _registrations.c.mode == Mode(condition.value)
            case ConditionKind.CATEGORY:
                return _registrations.c.category_id == categories.get(condition.value, 0)
            case ConditionKind.ANSWER:
                on, is_asked = before.get(condition.on_id or 0, (question, false()))
                return is_asked & _answered(on, condition.value)

    kinds = {each.kind for each in question.conditions}
    return and_(true(), *(or_(*(holds(one) for one in question.conditions if one.kind is kind)) for kind in kinds))


def _answered(question: Question, value: str) -> ColumnElement[bool]:
    """Return the condition that the question is answered, or answered so."""
    answers = _answers.alias()
    given = exists().where(answers.c.registration_id == _registrations.c.id, answers.c.question_id == question.id)
    if not value:
        return given
    chosen = [choice.id for choice in question.choices if choice.ref == value]
    return given.where(answers.c.choice_id.in_(chosen) if question.kind.has_choices else answers.c.value == value)
