"""The form of one question: read into what the rules want, and shown as the question stands."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import abort
from flask_babel import gettext as _

from eventapp import shapes
from eventapp.events.models import Category, Event, Mode
from eventapp.questions.editing import Offer, When
from eventapp.questions.models import ConditionKind, Kind, Question
from eventapp.questions.queries import find_question
from eventapp.questions.shapes import ChoiceShape, QuestionShape, rows_of_choices
from eventapp.questions.words import YES_NO_WORDS
from eventapp.web.forms import Form, complaint
from eventapp.web.languages import language

SAID = ("label", "label_en", "help", "help_en", "is_required", "is_sensitive", "kept_for_days")
FIELDS = {"label": "choice", "label_en": "choice_en", "capacity": "places", "is_removed": "removed"}


def get_question(event: Event, ref: str) -> Question:
    """Return the event's question with that reference, or answer 404."""
    return find_question(event, ref) or abort(404)


def said(form: Form) -> dict[str, Any]:
    """Return what the form says of the question itself."""
    return {name: form.values[name] for name in SAID}


def form_of(question: Question, earlier: Sequence[Question]) -> Form:
    """Return the form of a question as it stands; `earlier` are those that are asked before it."""
    refs = {each.id: each.ref for each in earlier}
    start: dict[str, Any] = {name: getattr(question, name) for name in (*SAID, "kind")}
    for condition in question.conditions:
        if condition.kind is ConditionKind.MODE:
            start[condition.value] = True
        elif condition.kind is ConditionKind.CATEGORY:
            start[f"category-{condition.value}"] = True
        elif condition.on_id in refs:
            start["after"] = f"{refs[condition.on_id]}={condition.value}"
    for choice in question.choices:
        start |= {f"{field}-{choice.ref}": getattr(choice, name) for name, field in FIELDS.items() if name[:3] != "is_"}
    return Form(QuestionShape, start=start)


def offers(form: Form, question: Question | None) -> list[Offer]:
    """Return the choices the form wants, those there are first; what is wrong with one is said at its field."""
    if not form.values.get("kind") or not form.values["kind"].has_choices:
        return []
    wanted = [*_known(form, question), *_new(form)]
    if not wanted and form.ok:
        form.add_fault("new_choices", _("Write down at least one choice."))
    return wanted


def _known(form: Form, question: Question | None) -> Iterator[Offer]:
    for choice in question.choices if question else ():
        given = {name: (form.submitted or {}).get(f"{field}-{choice.ref}") for name, field in FIELDS.items()}
        if given["label"] is None:  # not on the page that was sent: somebody added it meanwhile
            yield Offer(choice.label, choice.label_en, choice.capacity, choice.ref)
            continue
        reading = shapes.read(ChoiceShape, given)
        for fault in reading.faults:
            form.add_fault(f"{FIELDS[fault.field]}-{choice.ref}", complaint(fault), choice.label_in(language()))
        if reading.ok and not reading.values["is_removed"]:
            values = reading.values
            yield Offer(values["label"], values["label_en"], values["capacity"], choice.ref)


def _new(form: Form) -> Iterator[Offer]:
    for row in rows_of_choices(form.values.get("new_choices") or ""):
        reading = shapes.read(ChoiceShape, row)
        for fault in reading.faults:
            form.add_fault("new_choices", f"{row['label']}: {complaint(fault)}")
        if reading.ok:
            yield Offer(reading.values["label"], reading.values["label_en"], reading.values["capacity"])


def conditions(form: Form, earlier: Sequence[Question], categories: Sequence[Category]) -> list[When]:
    """Return when the form wants the question asked: for all modes or categories there is nothing to say."""
    modes = [mode for mode in Mode if form.values.get(mode.value)]
    wanted = [When(ConditionKind.MODE, mode.value) for mode in modes] if len(modes) < len(Mode) else []
    ticked = [each for each in categories if (form.submitted or {}).get(f"category-{each.ref}")]
    if len(ticked) < len(categories):
        wanted += [When(ConditionKind.CATEGORY, each.ref) for each in ticked]
    if after := form.values.get("after"):
        ref, _equals, value = after.partition("=")
        on = next((each for each in earlier if each.ref == ref), None)
        if on is None or value not in {each for each, _word in _answers_to(on)}:
            form.add_fault("after", _("There is no such answer before this question."))
        else:
            wanted.append(When(ConditionKind.ANSWER, value, on))
    return wanted


def after_options(earlier: Sequence[Question]) -> list[tuple[str, str]]:
    """Return the answers that the question may depend on, in words."""
    return [
        (f"{question.ref}={value}", f"{question.label_in(language())}: {words}")
        for question in earlier
        for value, words in _answers_to(question)
    ]


def _answers_to(question: Question) -> list[tuple[str, str]]:
    """Return the values another question may wait for: any answer, or a certain one where they can be listed."""
    if question.kind is Kind.HEADING:
        return []
    found = [("", _("any answer"))]
    if question.kind is Kind.YES_NO:
        found += [(value, _(word)) for value, word in YES_NO_WORDS.items()]
    return found + [(choice.ref, choice.label_in(language())) for choice in question.choices]
