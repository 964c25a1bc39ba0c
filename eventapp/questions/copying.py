"""The questions of an event, asked again by its copy."""

from eventapp.database import db
from eventapp.events.categories import categories_of
from eventapp.events.models import Event
from eventapp.questions.models import Choice, Condition, Question
from eventapp.questions.queries import questions_of
from eventapp.references import new_reference

ASKED = ("position", "kind", "label", "label_en", "help", "help_en", "is_required", "is_sensitive", "kept_for_days")
OFFERED = ("position", "label", "label_en", "capacity")


def copy_questions(event: Event, copy: Event) -> int:
    """Let the copy of an event ask what the event asks, with the same choices, places and conditions; return how many.

    References are new: the answers of one event never fit the questions of another. The categories are copied before.
    """
    asked = list(questions_of(event))
    questions = {each.id: _copied(each, copy) for each in asked}
    refs = {
        old.ref: new.ref for each in asked for old, new in zip(each.choices, questions[each.id].choices, strict=True)
    }
    there = {each.key: each.ref for each in categories_of(copy)}
    refs |= {each.ref: there[each.key] for each in categories_of(event)}
    db.session.add_all(questions.values())
    db.session.flush()
    for each in asked:
        for condition in each.conditions:
            on = questions[condition.on_id] if condition.on_id is not None else None
            questions[each.id].conditions.append(
                Condition(
                    event_id=copy.id,
                    kind=condition.kind,
                    on_id=on.id if on else None,
                    value=refs.get(condition.value, condition.value),
                )
            )
    db.session.flush()
    return len(asked)


def _copied(question: Question, copy: Event) -> Question:
    choices = [
        Choice(event_id=copy.id, ref=new_reference(), **{name: getattr(choice, name) for name in OFFERED})
        for choice in question.choices
    ]
    same = {name: getattr(question, name) for name in ASKED}
    return Question(event_id=copy.id, ref=new_reference(), choices=choices, **same)
