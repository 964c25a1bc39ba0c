"""Change a question after answers came: what that would do to them is said first, and the organiser decides."""

from collections.abc import Sequence
from typing import Any

from eventapp.audit.trail import Actor
from eventapp.errors import N_, DomainError
from eventapp.questions import editing
from eventapp.questions.editing import Offer
from eventapp.questions.models import Choice, Kind, Question
from eventapp.registration import retention


class WouldErase(DomainError):
    """Answers would be lost, and nobody has said that they may be."""

    code = "would_erase"
    message = N_("Answers of %(number)s registrations would be erased. Tick below that they may be.")


def revise(
    question: Question, *, kind: Kind, choices: Sequence[Offer], by: Actor, may_erase: bool, **changes: Any
) -> int:
    """Change a question; return of how many registrations answers were erased.

    Another kind of answer erases all of them, a removed choice those of who has chosen it. Raises WouldErase,
    StillNeeded, BelowChosen.
    """
    kept = {offer.ref for offer in choices}
    gone = [choice for choice in question.choices if choice.ref not in kept]
    erased = 0
    if kind is not question.kind:
        erased = _erase(question, by=by, may_erase=may_erase)
    elif gone:
        erased = _erase(question, *gone, by=by, may_erase=may_erase)
    editing.edit_question(question, kind=kind, choices=choices, by=by, **changes)
    return erased


def remove(question: Question, *, by: Actor, may_erase: bool) -> int:
    """Remove a question; return of how many registrations answers were erased. Raises WouldErase, StillNeeded."""
    erased = _erase(question, by=by, may_erase=may_erase)
    editing.remove_question(question, by=by)
    return erased


def _erase(question: Question, *which: Choice, by: Actor, may_erase: bool) -> int:
    number = retention.number_of_answers(question, *which)
    if number and not may_erase:
        raise WouldErase(number=number)
    return retention.erase(question, *which, by=by)
