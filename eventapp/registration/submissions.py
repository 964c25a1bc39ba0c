"""A form sent twice, or a request repeated with its Idempotency-Key, makes one registration."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from eventapp import clock
from eventapp.database import change, db, insert_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.registration.models import Registration, Status, Submission


class KeyReused(DomainError):
    """The same key came with other content."""

    code = "key_reused"
    message = N_("This form was already sent with other content. Send it again to register someone else as well.")


def register_once(
    event: Event, key: str, content: dict[str, Any], register: Callable[[], Registration]
) -> tuple[Registration, Status]:
    """Register, or return what the same submission made before, with the status as it was first answered.

    The key is claimed first: of ten copies sent at once nine wait for, and then find, the first one's result. Raises
    KeyReused, and what `register` raises.
    """
    number = claim(event, key, content)
    if number is None:
        return _earlier(event, key)
    registration = register()
    result = {"registration_id": registration.id, "status": registration.status}
    change(update(Submission).where(Submission.id == number).values(result))
    return registration, registration.status


def claim(event: Event, key: str, content: dict[str, Any]) -> int | None:
    """Return the number of a new row for the key, or None when the same content came with it before.

    Raises KeyReused.
    """
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
    number = insert_once(Submission, event_id=event.id, key=key[:255], digest=digest, at=clock.now())
    if number is None and _row(event, key).digest != digest:
        raise KeyReused
    return number


def _earlier(event: Event, key: str) -> tuple[Registration, Status]:
    submission = _row(event, key)
    if submission.registration_id is None or submission.status is None:  # the registration was erased since
        raise KeyReused
    return db.session.get_one(Registration, submission.registration_id), submission.status


def _row(event: Event, key: str) -> Submission:
    return db.session.scalars(
        select(Submission).where(Submission.event_id == event.id, Submission.key == key[:255])
    ).one()
