"""Read what someone answers through a shape made of the questions, and judge it: the same on every door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eventapp.errors import N_
from eventapp.questions.asking import Circumstances, asked
from eventapp.questions.fields import field_of
from eventapp.questions.models import Kind, Question
from eventapp.shapes import Fault, Shape, read
from eventapp.shapes.faults import MISSING

UNKNOWN_QUESTION = N_("This event asks no such question.")


@dataclass(frozen=True)
class Door:
    """What a door can do: whether it must be answered what is required, bears types (JSON), and can carry files."""

    binds: bool = True
    is_typed: bool = False
    takes_files: bool = False


PAGE = Door(takes_files=True)
OFFICE = Door(binds=False, takes_files=True)  # an office often does not know yet; the delegate completes it
SHEET = Door(binds=False)
PROGRAM = Door(is_typed=True)


@dataclass(frozen=True)
class Answered:
    """The answers to all questions that are asked, by reference, and what is wrong, each fault under the reference."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def shape_of(questions: Sequence[Question], *, locale: str, prefix: str = "") -> Shape:
    """Return the shape that reads answers to the questions, each under its reference behind the prefix."""
    entries = {f"{prefix}{each.ref}": field_of(each, locale=locale) for each in questions if each.kind != Kind.HEADING}
    shape = Shape.from_dict(dict(entries), name="AnswersShape")()
    assert isinstance(shape, Shape)  # noqa: S101 - from_dict says only that it is a Schema
    return shape


def read_answers(
    questions: Sequence[Question],
    given: Mapping[str, Any],
    circumstances: Circumstances,
    door: Door,
    *,
    locale: str,
    before: Mapping[str, Any] | None = None,
    is_partial: bool = False,
) -> Answered:
    """Read answers given by reference; never raises for bad input.

    `before` is what the registration holds already: a partial reading leaves in place what is not given, and a page
    leaves a file in place where no new one comes. What is not asked of this person is ignored.
    """
    if not questions:
        return Answered()
    before = before or {}
    reading = read(shape_of(questions, locale=locale), given, typed_values=door.is_typed)
    kept = {each.ref for each in questions if each.ref not in given and (is_partial or each.kind is Kind.FILE)}
    values = reading.values | {ref: value for ref, value in before.items() if ref in kept}
    now = asked(questions, values, circumstances)
    answered_before = {each.ref for each in asked(questions, before, circumstances)} if is_partial else set()
    judged = [each for each in now if each.ref in given or each.ref not in answered_before]
    refs = {each.ref for each in now}
    faults = [fault for fault in reading.faults if fault.field in refs]
    wrong = {fault.field for fault in faults}
    faults += [
        Fault(each.ref, "missing", MISSING, {"label": each.label_in(locale)})
        for each in judged
        if each.ref not in wrong and _is_lacking(each, values, door)
    ]
    return Answered({ref: value for ref, value in values.items() if ref in refs and value not in (None, [])}, faults)


def strangers(questions: Sequence[Question], given: Mapping[str, Any]) -> list[Fault]:
    """Return a fault for each answer to a question that the event does not ask."""
    known = {each.ref for each in questions if each.kind is not Kind.HEADING}
    return [Fault(ref, "unknown", UNKNOWN_QUESTION) for ref in given if ref not in known]


def _is_lacking(question: Question, values: Mapping[str, Any], door: Door) -> bool:
    if question.kind is Kind.HEADING or not (question.is_required and door.binds):
        return False
    if question.kind is Kind.FILE and not door.takes_files:
        return False
    return values.get(question.ref) in (None, [])
