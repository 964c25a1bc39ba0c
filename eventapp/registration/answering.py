"""The answers of a registration: given, corrected and let go of, with the places of the choices they hold."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.bilingual import Bilingual
from eventapp.database import change, db, insert_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.moments import Moment
from eventapp.questions import asking, places
from eventapp.questions.asking import Circumstances
from eventapp.questions.models import Choice, Kind, Question
from eventapp.questions.queries import hold, questions_of
from eventapp.questions.words import shown
from eventapp.registration import seats
from eventapp.registration.models import Answer, Registration

Values = Mapping[str, Any]  # by the question's reference, as questions/reading.py gives them; a file by its name


class AnsweringClosed(DomainError):
    """Delegates correct their answers no more by themselves."""

    code = "answering_closed"
    message = N_("You could correct your answers until %(closed)s. Ask the organiser to correct them.")


class RegistrationEnded(DomainError):
    """A cancelled or replaced registration answers nothing any more."""

    code = "not_live"
    message = N_("This registration has already been cancelled or replaced.")


def closes_at(event: Event) -> datetime:
    """Return until when delegates may correct their answers: registration's end, the event's start at the latest."""
    return min(event.registration_closes_at or event.starts_at, event.starts_at)


def closes_for(registration: Registration) -> datetime:
    """Return until when this delegate may correct his answers: who lacks some may give them until the event starts."""
    event = registration.event
    return event.starts_at if lacking(registration) else closes_at(event)


def lacking(registration: Registration) -> list[Question]:
    """Return the questions that the registration should have answered and has not; none once it has ended."""
    if not registration.status.is_live:
        return []
    questions, values = questions_of(registration.event), values_of(registration)
    return asking.lacking(questions, values, circumstances_of(registration))


def give(registration: Registration, values: Values) -> None:
    """Keep what a new registration answers, taking a place of each choice. Raises ChoiceFull."""
    if not values:
        return
    hold(registration.event_id)
    questions = {question.ref: question for question in questions_of(registration.event)}
    for ref in values.keys() & questions.keys():
        _put(registration, questions[ref], values[ref])
    _take_places(registration)


def correct(registration: Registration, values: Values, *, by: Actor, is_own: bool = False) -> bool:
    """Let the registration answer so and no otherwise; False where it did already.

    `is_own` is the delegate's own hand, which the deadline binds. An exchange of places: all of it or, where one of
    the new choices is full, nothing. Raises AnsweringClosed, RegistrationEnded, ChoiceFull.
    """
    event = registration.event
    if is_own and clock.now() >= (closing := closes_for(registration)):
        raise AnsweringClosed(closed=Moment(closing, event.zone))
    seats.hold(event.id)  # as whoever cancels or moves the registration does
    hold(event.id)
    db.session.refresh(registration)
    if not registration.status.is_live:
        raise RegistrationEnded
    before = values_of(registration)
    questions = [each for each in questions_of(event) if before.get(each.ref) != values.get(each.ref)]
    if not questions:
        return False
    _replace(registration, questions, values)
    _record(registration, questions, by)
    return True


def drop_unasked(registration: Registration, *, by: Actor) -> None:
    """Take away answers to what is no longer asked of someone who has changed, and give their places back.

    The trail keeps what was said, but for what is sensitive or kept for some days only.
    """
    questions = questions_of(registration.event)
    values = values_of(registration)
    now = {each.id for each in asking.asked(questions, values, circumstances_of(registration))}
    gone = [each for each in questions if each.id not in now and each.ref in values]
    if gone:
        _replace(registration, gone, {})
    for each in gone:
        _record_drop(registration, each, values[each.ref], by)


def circumstances_of(registration: Registration) -> Circumstances:
    """Return what decides what is asked of the delegate."""
    return Circumstances(registration.mode, registration.category.ref)


def let_go(registration: Registration) -> None:
    """Give back every place that the registration's answers hold; the answers themselves stay as history."""
    _free(registration.id)


def take_again(registration: Registration) -> None:
    """Take the places that were let go of. Raises ChoiceFull."""
    hold(registration.event_id)
    _take_places(registration)


def values_of(registration: Registration) -> dict[str, Any]:
    """Return the registration's answers by the question's reference; of several choices a list of references."""
    return values_by_registration([registration.id]).get(registration.id, {})


def values_by_registration(registration_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return the answers of several registrations in one query, each as `values_of` gives them."""
    rows = db.session.execute(
        select(Answer.registration_id, Answer.value, Question.ref, Question.kind, Choice.ref.label("choice"))
        .join(Question, Question.id == Answer.question_id)
        .outerjoin(Choice, Choice.id == Answer.choice_id)
        .where(Answer.registration_id.in_(registration_ids))
        .order_by(Choice.position, Choice.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        answers = found.setdefault(row.registration_id, {})
        if row.kind is Kind.SEVERAL:
            answers.setdefault(row.ref, []).append(row.choice)
        else:
            answers[row.ref] = row.choice or row.value
    return found


def _replace(registration: Registration, questions: Sequence[Question], values: Values) -> None:
    """Let go of the answers to these questions and put the new ones in their place."""
    numbers = [question.id for question in questions]
    kept = _picked(questions, values)
    _free(registration.id, Answer.question_id.in_(numbers), Answer.choice_id.not_in(kept))
    gone = delete(Answer).where(Answer.registration_id == registration.id, Answer.question_id.in_(numbers))
    change(gone.where(Answer.choice_id.is_(None) | Answer.choice_id.not_in(kept)))
    for question in questions:
        if question.ref in values:
            _put(registration, question, values[question.ref])
    _take_places(registration)
    registration.changed_at = clock.now()


def _picked(questions: Sequence[Question], values: Values) -> set[int]:
    """Return the numbers of the choices that the values name."""
    named = {ref for each in questions if each.kind.has_choices for ref in _listed(values.get(each.ref))}
    return {choice.id for question in questions for choice in question.choices if choice.ref in named}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _put(registration: Registration, question: Question, value: Any) -> None:
    """Add the rows of one answer; a choice that has its row already keeps it."""
    fixed = {"event_id": registration.event_id, "registration_id": registration.id, "question_id": question.id}
    if not question.kind.has_choices:
        db.session.add(Answer(**fixed, value=value, answered_at=clock.now()))
    for choice in question.choices:
        if question.kind.has_choices and choice.ref in _listed(value):
            insert_once(Answer, **fixed, choice_id=choice.id, value="", holds=False, answered_at=clock.now())
    db.session.flush()


def _take_places(registration: Registration) -> None:
    """Take a place for each choice of the registration that holds none yet."""
    waiting = (Answer.registration_id == registration.id) & Answer.choice_id.is_not(None) & Answer.holds.is_(False)
    chosen = db.session.scalars(select(Choice).join(Answer, Answer.choice_id == Choice.id).where(waiting)).all()
    places.take(chosen)
    change(update(Answer).where(waiting).values(holds=True))


def _free(registration_id: int, *which: ColumnElement[bool]) -> None:
    """Let go of the places held; of many who try at once each place is given back by one."""
    held = select(Answer.id, Answer.choice_id).where(
        Answer.registration_id == registration_id, Answer.holds.is_(True), *which
    )
    for number, choice_id in db.session.execute(held.order_by(Answer.choice_id)).all():
        released = update(Answer).where(Answer.id == number, Answer.holds.is_(True)).values(holds=False)
        if change(released) == 1 and choice_id is not None:
            places.give_back([choice_id])


def _record(registration: Registration, questions: Sequence[Question], by: Actor) -> None:
    """Say that answers were changed, and to how many questions: never what was asked nor answered."""
    subject = f"registrations/{registration.ref}"
    trail.record("answers_corrected", subject, by=by, event_id=registration.event_id, number=len(questions))


def _record_drop(registration: Registration, question: Question, value: Any, by: Actor) -> None:
    subject = f"registrations/{registration.ref}"
    if question.is_sensitive or question.kept_for_days is not None:
        trail.record("answer_removed", subject, by=by, event_id=registration.event_id, name=question.labels)
        return
    said = Bilingual(*(shown(question, value, locale=locale, translate=str) for locale in ("vi", "en")))
    words = {"name": question.labels, "said": value if question.kind is Kind.YES_NO else said}
    trail.record("answer_dropped", subject, by=by, event_id=registration.event_id, **words)
