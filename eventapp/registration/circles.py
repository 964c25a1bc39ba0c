"""Groups of delegates that another feature knows by name, such as the readers of a paper; lists ask for them."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import ColumnElement, false, select

from eventapp.bilingual import Bilingual
from eventapp.events.models import Event
from eventapp.registration.models import Registration


class Circle(NamedTuple):
    """A group as its feature knows it: a condition on registrations, and what it is called."""

    members: ColumnElement[bool]
    called: Bilingual


Finder = Callable[[Event, str], Circle | None]
_finders: dict[str, Finder] = {}


def offer(kind: str) -> Callable[[Finder], Finder]:
    """Let circles of that kind be found, by what follows the colon: "paper:K7QM4XTR"."""

    def register(finder: Finder) -> Finder:
        _finders[kind] = finder
        return finder

    return register


def find(event: Event, word: str) -> Circle | None:
    """Return the circle that the word names, or None where there is none (any more)."""
    kind, _, ref = word.partition(":")
    finder = _finders.get(kind)
    return finder(event, ref) if finder else None


def condition(event: Event, word: str, registration_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a registration is in the circle; nobody is in one that there is not."""
    found = find(event, word)
    return registration_id.in_(select(Registration.id).where(found.members)) if found else false()
