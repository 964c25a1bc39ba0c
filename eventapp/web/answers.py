"""The organiser's questions on a page's form: what was typed, what is wrong with it, and what may be chosen."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import current_app, request
from flask_babel import gettext

from eventapp import files
from eventapp.events.categories import categories_of, usual
from eventapp.events.models import Category, Event, Mode
from eventapp.questions import asking
from eventapp.questions.asking import Circumstances
from eventapp.questions.countries import countries
from eventapp.questions.models import Condition, ConditionKind, Kind, Question
from eventapp.questions.queries import questions_of
from eventapp.questions.reading import PAGE, Door, read_answers
from eventapp.questions.words import YES_NO_WORDS
from eventapp.registration.words import MODE_WORDS
from eventapp.web.forms import Form, complaint
from eventapp.web.languages import language


class AnswerForm:
    """The questions beside a form, read together with it. Where the mode is known only what may be asked is shown.

    `categories` are those that the form offers; where it is one, it is known. Left out, they are the event's.
    """

    def __init__(
        self,
        event: Event,
        form: Form,
        *,
        door: Door = PAGE,
        mode: Mode | None = None,
        categories: Sequence[Category] | None = None,
        before: Mapping[str, Any] | None = None,
    ) -> None:
        self.form, self.before = form, dict(before or {})
        self.all_questions = list(questions_of(event))
        self.categories = categories_of(event) if categories is None else categories
        self.questions = self._possible(mode)
        self.values: dict[str, Any] = {}
        form.start = {**form.start, **{f"answer-{ref}": value for ref, value in self.before.items()}}
        if form.submitted is not None:
            self._read(door, mode or form.values.get("mode"))

    @property
    def has_files(self) -> bool:
        """Does the form have to be sent in parts, for the files in it?"""
        return any(question.kind is Kind.FILE for question in self.questions)

    def kept(self) -> dict[str, Any]:
        """Return the answers as rules take them; new files lie in their folder from now on."""
        return {
            ref: files.keep(folder(), value) if isinstance(value, files.CleanFile) else value
            for ref, value in self.values.items()
        }

    def content(self) -> dict[str, Any]:
        """Return the answers as far as they tell one submission from another: files by their digest."""
        return {
            ref: hashlib.sha256(value.content).hexdigest() if isinstance(value, files.CleanFile) else value
            for ref, value in self.values.items()
        }

    def name(self, question: Question) -> str:
        """Return the name of the question's field."""
        return f"answer-{question.ref}"

    def chosen(self, question: Question) -> list[str]:
        """Return the choices ticked of a question that takes several."""
        name = self.name(question)
        if self.form.submitted is not None:
            getlist = getattr(self.form.submitted, "getlist", None)
            return list(getlist(name)) if getlist else []
        value = self.form.start.get(name)
        return value if isinstance(value, list) else []

    def options(self, question: Question) -> list[dict[str, Any]]:
        """Return what there is to choose, as macros/forms.html wants it; what is full is closed, but for who has it."""
        if question.kind is Kind.YES_NO:
            return [{"value": value, "word": gettext(word)} for value, word in YES_NO_WORDS.items()]
        mine = self.before.get(question.ref) or []
        return [
            {
                "value": choice.ref,
                "word": choice.label_in(language()),
                "is_closed": choice.is_full and choice.ref not in mine,
                "note": _places(choice.capacity, choice.taken),
            }
            for choice in question.choices
        ]

    def countries(self) -> list[tuple[str, str]]:
        """Return the countries by code and name, in the order of the visitor's language."""
        return list(countries(language()).items())

    def when(self, question: Question) -> dict[str, str]:
        """Return the conditions as attributes for the script that hides what is not asked."""
        said = {}
        for name, kind in (("data-modes", ConditionKind.MODE), ("data-categories", ConditionKind.CATEGORY)):
            if words := [each.value for each in question.conditions if each.kind is kind]:
                said[name] = " ".join(words)
        others = [each for each in question.conditions if each.kind is ConditionKind.ANSWER]
        if others and (on := self._on(others[0])) is not None:
            said |= {"data-on": self.name(on), "data-values": " ".join(each.value for each in others)}
        return said

    def reason(self, question: Question) -> str:
        """Return in words of whom the question is asked, "" for everyone."""
        modes = [gettext(MODE_WORDS[Mode(each.value)]) for each in question.conditions if each.kind == "mode"]
        said = [gettext("Only for: %(modes)s.", modes=", ".join(modes))] if modes else []
        if named := self._categories_of(question):
            said.append(gettext("Only for: %(modes)s.", modes=", ".join(named)))
        said += [self._after(each) for each in question.conditions if each.kind is ConditionKind.ANSWER]
        return " ".join(filter(None, said))

    def _categories_of(self, question: Question) -> list[str]:
        """Return the names of the categories the question is asked of, as far as the form offers a choice of them."""
        asked_of = {each.value for each in question.conditions if each.kind is ConditionKind.CATEGORY}
        if len(self.categories) == 1:
            return []
        return [each.name_in(language()) for each in self.categories if each.ref in asked_of]

    def _possible(self, mode: Mode | None) -> list[Question]:
        """Return the questions that may be asked of someone in one of the categories the form offers."""
        found = [asking.possible(self.all_questions, Circumstances(mode, each.ref)) for each in self.categories]
        numbers = {question.id for questions in found for question in questions}
        return [question for question in self.all_questions if question.id in numbers]

    def _category(self) -> str:
        """Return the reference of the category that was chosen, or of the one whoever chooses none is in."""
        chosen = self.form.values.get("category")
        return next((each.ref for each in self.categories if each.ref == chosen), usual(self.categories).ref)

    def _after(self, condition: Condition) -> str:
        on = self._on(condition)
        if on is None:
            return ""
        if not condition.value:
            return str(gettext("Only after an answer to “%(question)s”.", question=on.label_in(language())))
        words = next((each["word"] for each in self.options(on) if each["value"] == condition.value), condition.value)
        said = gettext("Only where “%(question)s” is “%(answer)s”.", question=on.label_in(language()), answer=words)
        return str(said)

    def _on(self, condition: Condition) -> Question | None:
        return next((each for each in self.all_questions if each.id == condition.on_id), None)

    def _read(self, door: Door, mode: Mode | None) -> None:
        given = dict(self._given())
        circumstances = Circumstances(mode, self._category())
        answered = read_answers(self.all_questions, given, circumstances, door, locale=language(), before=self.before)
        labels = {question.ref: question.label_in(language()) for question in self.all_questions}
        for fault in answered.faults:
            self.form.add_fault(f"answer-{fault.field}", complaint(fault), labels[fault.field])
        self.values = answered.values

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for question in self.all_questions:
            name = self.name(question)
            if question.kind is Kind.FILE:
                sent = request.files.get(name)
                if sent is not None and sent.filename:
                    given[question.ref] = sent.stream.read(files.LARGEST + 1)
            elif question.kind is Kind.SEVERAL:
                given[question.ref] = self.chosen(question)
            elif question.kind is not Kind.HEADING:
                given[question.ref] = (self.form.submitted or {}).get(name)
        return given


def folder() -> Path:
    """Return where the files of answers lie."""
    return Path(current_app.config["INSTANCE"]) / "uploads" / "answers"


def _places(capacity: int | None, taken: int) -> str:
    if capacity is None:
        return ""
    if taken >= capacity:
        return str(gettext("Full."))
    return str(gettext("%(left)s of %(capacity)s places left", left=capacity - taken, capacity=capacity))
