"""The columns of a list of delegates that answer the organiser's questions: their headings, shape and meaning."""

from collections.abc import Mapping
from typing import Any

from eventapp.audit.trail import Actor
from eventapp.events.models import Event
from eventapp.questions.asking import Circumstances, asked
from eventapp.questions.models import Kind
from eventapp.questions.queries import answerable_of
from eventapp.questions.reading import shape_of
from eventapp.registration import answering
from eventapp.registration.models import Registration
from eventapp.shapes import Shape

PREFIX = "answer-"


class AnswerColumns:
    """What an event asks, as columns whose heading is the question in either language. Files come on pages only."""

    def __init__(self, event: Event) -> None:
        self.questions = [each for each in answerable_of(event) if each.kind is not Kind.FILE]
        self.headings = {
            f"{PREFIX}{each.ref}": [words for words in (each.label, each.label_en) if words] for each in self.questions
        }

    def shape_with(self, base: type[Shape]) -> Shape:
        """Return the shape of a row: the base's fields and the answers; faults name the question in Vietnamese."""
        shape = base()
        answers = shape_of(self.questions, locale="vi", prefix=PREFIX)
        for name, entry in answers.load_fields.items():
            shape.fields[name] = shape.load_fields[name] = entry
        return shape

    def answers(
        self, values: Mapping[str, Any], circumstances: Circumstances, before: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the answers of a row to what is asked of such a delegate; an empty cell leaves what is there."""
        given = {each.ref: values.get(f"{PREFIX}{each.ref}") for each in self.questions}
        answered = {**(before or {}), **{ref: value for ref, value in given.items() if value not in (None, [])}}
        refs = {each.ref for each in asked(self.questions, answered, circumstances)}
        known = {each.ref for each in self.questions}
        return {ref: value for ref, value in answered.items() if ref in refs or ref not in known}

    def would_correct(self, registration: Registration, values: Mapping[str, Any]) -> bool:
        """Return whether the row answers otherwise than is known."""
        if all(values.get(name) in (None, []) for name in self.headings):
            return False
        before = answering.values_of(registration)
        return self.answers(values, answering.circumstances_of(registration), before) != before

    def correct(self, registration: Registration, values: Mapping[str, Any], *, by: Actor) -> bool:
        """Write down what the row answers otherwise; return whether it did."""
        if all(values.get(name) in (None, []) for name in self.headings):
            return False
        before = answering.values_of(registration)
        answers = self.answers(values, answering.circumstances_of(registration), before)
        return answering.correct(registration, answers, by=by)
