"""Answers are kept no longer than their question says: a number of days after the event they are erased."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from eventapp import clock, files
from eventapp.audit import trail
from eventapp.audit.trail import SYSTEM, Actor
from eventapp.database import change, db, transaction
from eventapp.events.models import Event
from eventapp.questions import places
from eventapp.questions.models import Choice, Kind, Question
from eventapp.questions.queries import hold_alone
from eventapp.registration.act_models import Act, ActStep
from eventapp.registration.models import Answer


def erase_due(folder: Path) -> int:
    """Erase what is kept long enough, and the files in the folder that no answer names any more; return how many.

    A task of the worker, done once a day: it opens its own transaction and may be done again.
    """
    erased = 0
    for question in due(clock.now()):
        with transaction():
            erased += erase(question, by=SYSTEM)
    with transaction():
        forget_dropped(clock.now())
    return erased + files.sweep(folder, set(_kept_files()))


def forget_dropped(at: datetime) -> int:
    """Forget answers kept for the undoing of acts that can be undone no more at that moment; return of how many."""
    closed = select(Act.id).where(Act.closes_at <= at)
    mine = ActStep.act_id.in_(closed) & ActStep.answers.is_not(None)
    return change(update(ActStep).where(mine).values(answers=None))


def due(at: datetime) -> list[Question]:
    """Return the questions with answers that are to be erased at that moment."""
    answered = exists().where(Answer.question_id == Question.id)
    ended = select(Question, Event.ends_at).join(Event, Event.id == Question.event_id).where(Event.ends_at <= at)
    rows = db.session.execute(ended.where(Question.kept_for_days.is_not(None), answered).order_by(Question.id))
    return [row.Question for row in rows if row.ends_at + timedelta(days=row.Question.kept_for_days) <= at]


def erase(question: Question, *which: Choice, by: Actor) -> int:
    """Erase every answer to the question, or only of these choices; return how many registrations had answered so."""
    hold_alone(question)
    number = number_of_answers(question, *which)
    if not number:
        return 0
    erased = delete(Answer).where(*_answers_to(question, which)).returning(Answer.choice_id, Answer.holds)
    places.give_back([row.choice_id for row in db.session.execute(erased) if row.holds])
    subject = f"questions/{question.ref}"
    trail.record("answers_erased", subject, by=by, event_id=question.event_id, name=question.labels, number=number)
    return number


def number_of_answers(question: Question, *which: Choice) -> int:
    """Return how many registrations have answered the question, or have chosen one of these choices."""
    counted = select(func.count(Answer.registration_id.distinct()))
    return db.session.scalar(counted.where(*_answers_to(question, which))) or 0


def who_answered(question: Question, *which: Choice) -> set[int]:
    """Return the numbers of the registrations that have answered the question, or have chosen one of these choices."""
    asked = select(Answer.registration_id).where(*_answers_to(question, which))
    return set(db.session.scalars(asked))


def numbers_of_answers(event: Event) -> dict[int, int]:
    """Return how many registrations have answered each question of the event, by the question's number."""
    counted = select(Answer.question_id, func.count(Answer.registration_id.distinct()).label("number"))
    rows = db.session.execute(counted.where(Answer.event_id == event.id).group_by(Answer.question_id))
    return {row.question_id: row.number for row in rows}


def _answers_to(question: Question, which: Sequence[Choice]) -> list[ColumnElement[bool]]:
    answered = [Answer.question_id == question.id]
    return [*answered, Answer.choice_id.in_([choice.id for choice in which])] if which else [*answered]


def _kept_files() -> list[str]:
    asked = select(Answer.value).join(Question, Question.id == Answer.question_id).where(Question.kind == Kind.FILE)
    return list(db.session.scalars(asked))
