"""Change a question after answers came: what that would do to them is said first, and the organiser decides."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.bilingual import Bilingual, spoken
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.questions import editing
from eventapp.questions.editing import Dependants, Offer
from eventapp.questions.models import Choice, Kind, Question
from eventapp.questions.queries import dependants_of, hold_alone, questions_of
from eventapp.registration import asked_of, retention, seats


class WouldErase(DomainError):
    """Answers would be lost, and nobody has said that they may be."""

    code = "would_erase"
    message = N_(
        "Registrations that would lose answers: %(number)s (%(questions)s). Tick below that these may be erased."
    )


def revise(
    question: Question, *, kind: Kind, choices: Sequence[Offer], by: Actor, may_erase: bool, **changes: Any
) -> int:
    """Change a question; return of how many registrations answers were erased.

    Another kind of answer erases all of them, a removed choice those of who has chosen it, and a condition those of
    who is no longer asked, this question or one that depends on it. Raises WouldErase, StillNeeded, BelowChosen.
    """
    event = db.session.get_one(Event, question.event_id)
    seats.hold(event.id)  # nobody attends otherwise meanwhile
    kept = {offer.ref for offer in choices}
    gone = [choice for choice in question.choices if choice.ref not in kept]
    is_other_kind = kind is not question.kind
    lost: dict[int, set[int]] = defaultdict(set)  # who has answered so, by the question's number
    with db.session.begin_nested():
        unasked = asked_of.unasked(event)
        if is_other_kind or gone:
            lost[question.id] |= _erase(question, *(() if is_other_kind else gone), by=by)
        editing.edit_question(question, kind=kind, choices=choices, by=by, **changes)
        for asked, who in _erase_unasked(event, set(unasked), by=by).items():
            lost[asked] |= who
        number = len(set().union(*lost.values()))
        if number and not may_erase:
            raise WouldErase(number=number, questions=_named(event, {asked for asked, who in lost.items() if who}))
    return number


def remove(question: Question, *, by: Actor, may_erase: bool, dependants: Dependants | None = None) -> int:
    """Remove a question; return of how many registrations answers were erased. Raises WouldErase, StillNeeded.

    Those that depend on it go too or stay without that condition; with None they keep it from going.
    """
    event = db.session.get_one(Event, question.event_id)
    seats.hold(event.id)  # nobody attends otherwise meanwhile
    questions = questions_of(event)
    gone = [question, *(dependants_of(question, questions) if dependants is Dependants.REMOVED else [])]
    labels = {each.id: each.labels for each in questions}
    for each in sorted(gone, key=lambda each: each.id):  # as whoever answers holds them
        hold_alone(each)
    lost: dict[int, set[int]] = {}
    with db.session.begin_nested():
        unasked = asked_of.unasked(event)
        if dependants is Dependants.ASKED:
            editing.free_dependants(question, questions, by=by)
        for each in reversed(gone):  # what depends on another one before it
            lost[each.id] = _erase(each, by=by)
            editing.remove_question(each, by=by)
        lost |= _erase_unasked(event, set(unasked), by=by)
        number = len(set().union(*lost.values()))
        if number and not may_erase:
            raise WouldErase(
                number=number, questions=_joined(label for asked, label in labels.items() if lost.get(asked))
            )
    return number


def _erase(question: Question, *which: Choice, by: Actor) -> set[int]:
    """Erase the answers, or those of these choices; return the numbers of the registrations that had answered so."""
    registrations = retention.who_answered(question, *which)
    retention.erase(question, *which, by=by)
    return registrations


def _erase_unasked(event: Event, before: set[int], *, by: Actor) -> dict[int, set[int]]:
    """Erase the answers that are asked no more but were `before`; return who had given them, by question."""
    found = {number: row for number, row in asked_of.unasked(event).items() if number not in before}
    asked_of.erase(found)
    lost: dict[int, set[int]] = {}
    for question in questions_of(event):
        who = {row.registration_id for row in found.values() if row.question_id == question.id}
        if who:
            lost[question.id] = who
            words = {"name": question.labels, "number": len(who)}
            trail.record("answers_erased", f"questions/{question.ref}", by=by, event_id=event.id, **words)
    return lost


def _named(event: Event, numbers: set[int]) -> Bilingual:
    """Return what these questions ask, in one line."""
    return _joined(question.labels for question in questions_of(event) if question.id in numbers)


def _joined(labels: Iterable[Bilingual]) -> Bilingual:
    known = list(labels)
    return Bilingual(*("; ".join(str(spoken(each, locale)) for each in known) for locale in ("vi", "en")))
