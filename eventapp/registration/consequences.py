"""What the floors above do when a registration stands otherwise: ended, handed over, or attending in another way."""

from collections.abc import Callable
from typing import Any

from eventapp.audit.trail import Actor
from eventapp.registration.models import Registration

Follower = Callable[[Registration, Actor], None]
Heir = Callable[[Registration, Registration, Actor], None]
Memory = Callable[[Registration], list[Any]]
Return = Callable[[Registration, list[Any], Actor], None]
_followers: list[Follower] = []
_heirs: list[Heir] = []
_memories: dict[str, tuple[Memory, Return]] = {}


def follows(function: Follower) -> Follower:
    """Register what is to be done, in the same transaction, whenever a registration stands otherwise.

    It looks at the registration as it is now, so that doing it twice is doing it once.
    """
    _followers.append(function)
    return function


def passes_over(function: Heir) -> Heir:
    """Register what passes from a registration that is about to end to the one that is kept of the same human."""
    _heirs.append(function)
    return function


def remembers(name: str, memory: Memory, give_again: Return) -> None:
    """Register what a registration has above, as JSON, and how it is given that again when an act on it is undone."""
    _memories[name] = (memory, give_again)


def memory_of(registration: Registration) -> dict[str, list[Any]]:
    """Return what the registration has above, as it is kept with a step."""
    return {name: memory(registration) for name, (memory, _give_again) in _memories.items()}


def give_again(registration: Registration, remembered: dict[str, list[Any]], by: Actor) -> None:
    """Let the registration have that again, as far as it is still there. The event's modes are held."""
    for name, (_memory, give) in _memories.items():
        if remembered.get(name):
            give(registration, remembered[name], by)


def pass_over(ended: Registration, kept: Registration, by: Actor) -> None:
    """Let everyone hand over what the one has and the other may have. The event's modes are held."""
    for each in _heirs:
        each(ended, kept, by)


def follow(registration: Registration, by: Actor) -> None:
    """Let everyone follow who registered. The event's modes are held."""
    for each in _followers:
        each(registration, by)
