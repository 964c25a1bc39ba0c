"""Write down who did what, in the same transaction as the deed."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, insert

from eventapp import clock
from eventapp.audit.models import AuditEntry
from eventapp.database import Model, db

_ADD = insert(cast(Table, AuditEntry.__table__))


class Actor(NamedTuple):
    """Who acts: words that stay readable when the account is gone, and the account's number where there is one."""

    words: str
    id: int | None = None


GUEST = Actor("guest")
SYSTEM = Actor("system")


def record(action: str, subject: str | Model, *, by: Actor, event_id: int | None = None, **words: Any) -> None:
    """Add one line to the trail.

    `action` is a stable code ("registration.cancelled"); `subject` a row that has its id, or "registrations/12";
    `words` are what a reader needs to understand the deed, JSON values without secrets. A Core insert, because
    this is on the way of every scan. Raises ValueError for a row that was not flushed yet.
    """
    named = subject if isinstance(subject, str) else _reference(subject)
    db.session.connection().execute(_ADD, _line(action, named, by, event_id, words))


def record_each(
    action: str, deeds: Sequence[tuple[str, Mapping[str, Any]]], *, by: Actor, event_id: int | None = None
) -> None:
    """Add one line for each of many (subject, words), in one statement."""
    lines = [_line(action, subject, by, event_id, words) for subject, words in deeds]
    db.session.connection().execute(_ADD, lines)


def _line(action: str, subject: str, by: Actor, event_id: int | None, words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor": by.words,
        "actor_id": by.id,
        "event_id": event_id,
        "action": action,
        "subject": subject,
        "words": words,
    }


def _reference(row: Model) -> str:
    number = getattr(row, "id", None)
    if number is None:
        raise ValueError(f"a {type(row).__name__} without an id cannot be written into the trail; flush it first")
    return f"{row.__tablename__}/{number}"
