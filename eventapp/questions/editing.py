"""Make the form: add questions, change, move and remove them. What becomes of answers is told by the floor above."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select, update

from eventapp import names
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.questions.models import Choice, Condition, ConditionKind, Kind, Question
from eventapp.questions.queries import hold_alone, questions_of
from eventapp.references import new_reference


class StillNeeded(DomainError):
    """Whether another question is asked depends on this one."""

    code = "still_needed"
    message = N_("Whether “%(name)s” is asked depends on this. Change that question first.")


class AskedLater(DomainError):
    """A question can depend only on one that is asked before it."""

    code = "asked_later"
    message = N_("“%(name)s” depends on what is asked before it: it cannot stand above “%(other)s”.")


class BelowChosen(DomainError):
    """More people have chosen it than there would be places."""

    code = "below_chosen"
    message = N_("%(taken)s have chosen “%(choice)s” already: it cannot have fewer places than that.")


class SameChoice(DomainError):
    """Two choices of one question that a sheet could not tell apart."""

    code = "same_choice"
    status = 422
    message = N_("There are two choices “%(choice)s”. Remove one, or give it another name.")


class Offer(NamedTuple):
    """A choice as the organiser wants it: a new one, or with its reference one that is there."""

    label: str
    label_en: str
    capacity: int | None
    ref: str | None = None


class When(NamedTuple):
    """A condition as the organiser wants it."""

    kind: ConditionKind
    value: str
    on: Question | None = None


class Dependants(StrEnum):
    """What becomes of the questions that are asked or not as a removed one was answered."""

    REMOVED = "removed"  # they go too
    ASKED = "asked"  # they stay, whatever was answered


def add_question(
    event: Event, *, kind: Kind, by: Actor, choices: Sequence[Offer] = (), when: Sequence[When] = (), **said: Any
) -> Question:
    """Add a question at the end of the form. Raises SameChoice."""
    _check_distinct(choices)
    last = db.session.scalar(select(func.max(Question.position)).where(Question.event_id == event.id))
    question = Question(event_id=event.id, ref=new_reference(), kind=kind, position=(last or 0) + 1, **said)
    db.session.add(question)
    db.session.flush()
    _offer(question, choices)
    _condition(question, when)
    trail.record("question_added", f"questions/{question.ref}", by=by, event_id=event.id, name=question.labels)
    return question


def edit_question(
    question: Question,
    *,
    kind: Kind,
    by: Actor,
    choices: Sequence[Offer] = (),
    when: Sequence[When] = (),
    **said: Any,
) -> None:
    """Change what is asked, of whom, and what there is to choose. Raises StillNeeded, BelowChosen, SameChoice.

    Answers to what is no longer offered must be erased before: with a choice goes whoever has chosen it.
    """
    _check_distinct(choices)
    hold_alone(question)
    kept = {offer.ref for offer in choices}
    gone = [choice for choice in question.choices if choice.ref not in kept or not kind.has_choices]
    _check_not_needed(question, None if kind is not question.kind else gone)
    question.kind = kind
    for name, value in said.items():
        setattr(question, name, value)
    db.session.flush()
    if gone:
        change(delete(Choice).where(Choice.id.in_([choice.id for choice in gone])))
    _offer(question, choices if kind.has_choices else ())
    _forget_conditions(question)
    _condition(question, when)
    subject = f"questions/{question.ref}"
    trail.record("question_edited", subject, by=by, event_id=question.event_id, name=question.labels)


def move_question(event: Event, question: Question, *, up: bool, by: Actor) -> bool:
    """Let the question change places with its neighbour; False at the end of the form. Raises AskedLater."""
    order = list(questions_of(event))
    at = order.index(question)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return False
    earlier, later = (order[to], question) if up else (question, order[to])
    if any(condition.on_id == earlier.id for condition in later.conditions):
        raise AskedLater(name=later.labels, other=earlier.labels)
    order[at], order[to] = order[to], order[at]
    for position, each in enumerate(order, start=1):
        each.position = position
    trail.record("question_moved", f"questions/{question.ref}", by=by, event_id=event.id, name=question.labels)
    return True


def remove_question(question: Question, *, by: Actor) -> None:
    """Take the question off the form; its answers go with it. Raises StillNeeded."""
    hold_alone(question)
    _check_not_needed(question, None)
    change(delete(Question).where(Question.id == question.id))
    db.session.expunge(question)
    subject = f"questions/{question.ref}"
    trail.record("question_removed", subject, by=by, event_id=question.event_id, name=question.labels)


def free_dependants(question: Question, questions: Sequence[Question], *, by: Actor) -> None:
    """Let no question depend on this one any more; what else they are asked of stays."""
    for each in questions:
        if any(condition.on_id == question.id for condition in each.conditions):
            hold_alone(each)
            change(delete(Condition).where(Condition.question_id == each.id, Condition.on_id == question.id))
            db.session.expire(each, ["conditions"])
            trail.record("question_edited", f"questions/{each.ref}", by=by, event_id=each.event_id, name=each.labels)


def _check_distinct(offers: Sequence[Offer]) -> None:
    """Raise SameChoice where two choices have the same words, whatever their case and accents, in either language."""
    known: dict[str, int] = {}
    for number, offer in enumerate(offers):
        for words in (offer.label, offer.label_en):
            if words and known.setdefault(names.fold(words), number) != number:
                raise SameChoice(choice=words)


def _check_not_needed(question: Question, gone: Sequence[Choice] | None) -> None:
    """Raise StillNeeded where another question depends on this one, or on one of the choices that are to go."""
    needing = select(Question).join(Condition, Condition.question_id == Question.id)
    needing = needing.where(Condition.on_id == question.id)
    if gone is not None:
        needing = needing.where(Condition.value.in_([choice.ref for choice in gone]))
    if (other := db.session.scalars(needing.limit(1)).first()) is not None:
        raise StillNeeded(name=other.labels)


def _offer(question: Question, offers: Sequence[Offer]) -> None:
    known = {choice.ref: choice for choice in question.choices}
    for position, offer in enumerate(offers, start=1):
        if (choice := known.get(offer.ref or "")) is None:
            said = {"label": offer.label, "label_en": offer.label_en, "capacity": offer.capacity}
            fixed = {"event_id": question.event_id, "question_id": question.id, "ref": new_reference(), "taken": 0}
            db.session.add(Choice(**fixed, **said, position=position))
        else:
            _revise(choice, offer, position)
    db.session.flush()
    db.session.expire(question, ["choices"])


def _revise(choice: Choice, offer: Offer, position: int) -> None:
    """Change a choice, unless more people have chosen it than there would be places: one conditional UPDATE."""
    enough = Choice.taken <= offer.capacity if offer.capacity is not None else Choice.taken >= 0
    values = {"label": offer.label, "label_en": offer.label_en, "capacity": offer.capacity, "position": position}
    if change(update(Choice).where(Choice.id == choice.id, enough).values(values)) != 1:
        db.session.refresh(choice)
        raise BelowChosen(taken=choice.taken, choice=choice.labels)
    db.session.refresh(choice)


def _forget_conditions(question: Question) -> None:
    for condition in question.conditions:
        db.session.expunge(condition)
    change(delete(Condition).where(Condition.question_id == question.id))
    db.session.expire(question, ["conditions"])


def _condition(question: Question, when: Sequence[When]) -> None:
    for kind, value, on in when:
        fixed = {"event_id": question.event_id, "question_id": question.id}
        db.session.add(Condition(**fixed, kind=kind, value=value, on_id=on.id if on else None))
    db.session.flush()
    db.session.expire(question, ["conditions"])
