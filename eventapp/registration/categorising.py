"""A delegate comes in another category; a category goes, and whoever and whatever was in it is in another one."""

from typing import NamedTuple

from sqlalchemy import delete, func, select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events import categories
from eventapp.events.models import Category, Event
from eventapp.questions.models import Condition, ConditionKind, Question
from eventapp.questions.queries import hold, questions_of
from eventapp.registration import answering, seats
from eventapp.registration.models import Registration


class SameCategory(DomainError):
    """A category that goes leaves its people to another one."""

    code = "same_category"
    status = 422
    message = N_("Choose another category for those who are in “%(name)s”.")


class Use(NamedTuple):
    """What is in a category, or depends on it."""

    registrations: int
    questions: list[Question]


def recategorise(registration: Registration, category: Category, *, by: Actor) -> bool:
    """Put a delegate into another category; False where he is in it.

    Answers to what is no longer asked of him are dropped, and give their places back.
    """
    if registration.category_id == category.id:
        return False
    seats.hold(registration.event_id)  # as whoever cancels or moves the registration does
    db.session.refresh(registration)
    before = registration.category
    registration.category, registration.changed_at = category, clock.now()
    db.session.flush()
    if registration.status.is_live:
        answering.drop_unasked(registration, by=by)
    words = {"before": before.name, "category": category.name}
    subject = f"registrations/{registration.ref}"
    trail.record("recategorised", subject, by=by, event_id=registration.event_id, **words)
    return True


def numbers_by_category(event: Event) -> dict[int, int]:
    """Return how many registrations, ended ones included, are in each category by its id."""
    counted = select(Registration.category_id, func.count()).where(Registration.event_id == event.id)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Registration.category_id))}


def use_of(event: Event, category: Category) -> Use:
    """Return what is in the category, and which questions are asked of it."""
    asking = [each for each in questions_of(event) if any(_is_of(one, category) for one in each.conditions)]
    return Use(numbers_by_category(event).get(category.id, 0), asking)


def remove(event: Event, category: Category, *, into: Category, by: Actor) -> int:
    """Remove a category; return how many registrations are in `into` now. Nothing they have answered is lost.

    What was asked of the one is asked of the other. Raises SameCategory, DefaultCategory.
    """
    if into.id == category.id:
        raise SameCategory(name=category.names)
    seats.hold(event.id)  # nobody registers meanwhile
    hold(event.id)
    _ask_instead(event, category, into)
    moved = update(Registration).where(Registration.category_id == category.id)
    number = change(moved.values(category_id=into.id, changed_at=clock.now()))
    categories.remove_category(event, category, into=into, by=by)
    db.session.expire_all()
    return number


def _ask_instead(event: Event, category: Category, into: Category) -> None:
    """Let every question that was asked of the one be asked of the other, once."""
    mine = (Condition.event_id == event.id) & (Condition.kind == ConditionKind.CATEGORY)
    asked_of_both = select(Condition.question_id).where(mine, Condition.value == into.ref)
    former = mine & (Condition.value == category.ref)
    change(delete(Condition).where(former, Condition.question_id.in_(asked_of_both)))
    change(update(Condition).where(former).values(value=into.ref))


def _is_of(condition: Condition, category: Category) -> bool:
    return condition.kind is ConditionKind.CATEGORY and condition.value == category.ref
