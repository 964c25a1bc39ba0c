"""Reads of questions that several places need."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from eventapp.database import db
from eventapp.events.models import Event
from eventapp.questions.models import Kind, Question
from eventapp.references import read_reference

_QUESTIONS = (
    select(Question)
    .where(Question.event_id == bindparam("event_id"))
    .order_by(Question.position, Question.id)
    .execution_options(populate_existing=True)
)


def questions_of(event: Event) -> Sequence[Question]:
    """Return the event's questions in the order in which they are asked, choices and conditions with them."""
    return db.session.scalars(_QUESTIONS, {"event_id": event.id}).all()


def answerable_of(event: Event) -> list[Question]:
    """Return the event's questions without the headings."""
    return [question for question in questions_of(event) if question.kind is not Kind.HEADING]


def dependants_of(question: Question, questions: Sequence[Question]) -> list[Question]:
    """Return those of the questions, given in order, that are asked or not as it is answered, also by way of others."""
    found = {question.id}
    for each in questions:
        if any(condition.on_id in found for condition in each.conditions):
            found.add(each.id)
    return [each for each in questions if each.id in found and each.id != question.id]


def hold(event_id: int) -> None:
    """Keep the event's questions as they are until the end of the transaction: whoever changes one waits."""
    asked = select(Question.id).where(Question.event_id == event_id).order_by(Question.id)
    db.session.execute(asked.with_for_update(read=True))


def hold_alone(question: Question) -> None:
    """Let nobody answer the question nor change it until the end of the transaction."""
    db.session.execute(select(Question.id).where(Question.id == question.id).with_for_update())


def find_question(event: Event, ref: str) -> Question | None:
    """Return the event's question with that reference."""
    reference = read_reference(ref)
    if reference is None:
        return None
    return db.session.scalar(select(Question).where(Question.event_id == event.id, Question.ref == reference))
