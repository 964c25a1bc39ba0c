"""Places of a choice: never more taken than there are. Each step is one conditional UPDATE whose row count is read."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, update

from eventapp.database import change
from eventapp.errors import N_, DomainError
from eventapp.questions.models import Choice


class ChoiceFull(DomainError):
    """The last place of that choice is gone."""

    code = "choice_full"
    message = N_("“%(choice)s” is full. Please choose something else.")


def take(choices: Iterable[Choice]) -> None:
    """Take one place of each, always in the same order. Raises ChoiceFull, and then the transaction must end."""
    for choice in sorted(choices, key=lambda each: each.id):
        if not _take(Choice, Choice.id == choice.id):
            raise ChoiceFull(choice=choice.labels)


def give_back(choice_ids: Iterable[int]) -> None:
    """Free one place for each time that a choice is named."""
    for choice_id, number in sorted(Counter(choice_ids).items()):
        change(update(Choice).where(Choice.id == choice_id).values(taken=Choice.taken - number))


def _take(table: type[Choice], *which: ColumnElement[bool]) -> bool:
    has_room = or_(table.capacity.is_(None), table.taken < table.capacity)
    return change(update(table).where(*which, has_room).values(taken=table.taken + 1)) == 1
