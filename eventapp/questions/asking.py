"""Which questions are asked of whom: judged on the server, question by question, from what was answered before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from eventapp.events.models import Mode
from eventapp.questions.models import Condition, ConditionKind, Kind, Question

Values = Mapping[str, Any]  # by the question's reference; the value of a choice is its reference, of several a list


@dataclass(frozen=True)
class Circumstances:
    """What is known of whoever answers, besides the answers: how he attends, and his category by its reference."""

    mode: Mode | None
    category: str | None = None


@dataclass(frozen=True)
class Situation:
    """What conditions are judged by: the circumstances, and the answers so far by the question's number."""

    circumstances: Circumstances
    answers: dict[int, Any] = field(default_factory=dict)


def _mode_fits(condition: Condition, situation: Situation) -> bool:
    return situation.circumstances.mode is not None and condition.value == situation.circumstances.mode.value


def _category_fits(condition: Condition, situation: Situation) -> bool:
    return condition.value == situation.circumstances.category


def _answer_fits(condition: Condition, situation: Situation) -> bool:
    given = situation.answers.get(condition.on_id or 0)
    if given is None or given == []:
        return False
    return not condition.value or condition.value in (given if isinstance(given, list) else [given])


JUDGES: Mapping[ConditionKind, Callable[[Condition, Situation], bool]] = {
    ConditionKind.MODE: _mode_fits,
    ConditionKind.CATEGORY: _category_fits,
    ConditionKind.ANSWER: _answer_fits,
}


def asked(questions: Sequence[Question], values: Values, circumstances: Circumstances) -> list[Question]:
    """Return those of the questions, in their order, that are asked of who has answered so; headings among them.

    An answer to a question that is not asked counts for nothing, neither itself nor for later questions.
    """
    situation, found = Situation(circumstances), []
    for question in questions:
        if not _holds(question.conditions, situation):
            continue
        found.append(question)
        if question.kind is not Kind.HEADING:
            situation.answers[question.id] = values.get(question.ref)
    return found


def lacking(questions: Sequence[Question], values: Values, circumstances: Circumstances) -> list[Question]:
    """Return those that are asked of who has answered so, must be answered, and are not."""
    required = [each for each in asked(questions, values, circumstances) if each.is_required]
    return [each for each in required if each.kind is not Kind.HEADING and values.get(each.ref) in (None, [])]


def possible(questions: Sequence[Question], circumstances: Circumstances) -> list[Question]:
    """Return the questions that may be asked of someone in these circumstances, whatever is answered yet.

    What is not known of him yet (None) rules nothing out.
    """
    known = {ConditionKind.MODE: circumstances.mode, ConditionKind.CATEGORY: circumstances.category}
    judged = {kind for kind, word in known.items() if word is not None}
    situation = Situation(circumstances)
    return [each for each in questions if _holds([one for one in each.conditions if one.kind in judged], situation)]


def _holds(conditions: Iterable[Condition], situation: Situation) -> bool:
    by_kind = groupby(sorted(conditions, key=lambda each: each.kind), key=lambda each: each.kind)
    return all(any(JUDGES[kind](each, situation) for each in alternatives) for kind, alternatives in by_kind)
