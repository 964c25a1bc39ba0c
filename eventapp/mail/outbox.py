"""Queue a letter, in the transaction of the deed that causes it."""

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from eventapp import clock
from eventapp.database import change, insert_all_once, insert_once
from eventapp.mail.models import Letter
from eventapp.work.models import WorkState


@dataclass(frozen=True)
class Wanted:
    """A letter that is to be queued with others; see `queue`."""

    kind: str
    recipient: str
    name: str
    subject_id: int
    locale: str
    occasion: str
    event_id: int | None


def queue(
    kind: str,
    *,
    recipient: str,
    name: str,
    subject_id: int,
    locale: str,
    occasion: str,
    event_id: int | None,
    person: str | None = None,
    at: datetime | None = None,
    is_held: bool = False,
) -> bool:
    """Queue one letter, to be sent at once or from `at` on; return False where the person has it, or has no address.

    `kind` names the composer and the templates ("registration/confirmed"); `occasion` is what the letter is about
    ("registrations/12/confirmed"): a person gets one letter per occasion. Who a person is, is told by address *and*
    name, as in the whole house, or by `person`. Nothing is rendered here, because a request waits for it. One that
    `is_held` waits until someone releases it.
    """
    if not recipient:
        return False
    number = insert_once(
        Letter,
        **_waiting(at or clock.now(), WorkState.HELD if is_held else WorkState.WAITING),
        kind=kind,
        occasion=occasion,
        person=person or person_key(recipient, name),
        event_id=event_id,
        subject_id=subject_id,
        locale=locale,
        name=name,
        recipient=recipient,
    )
    return number is not None


def hold(occasion: str) -> int:
    """Keep back what has not been sent of the letters of one occasion, all sent once; return how many.

    Even one that a worker has in its hands stays: the worker may send it only while its lease is in the row.
    """
    return _restate(occasion, {WorkState.WAITING}, WorkState.HELD)


def release(occasion: str) -> int:
    """Send what was held; return how many."""
    return _restate(occasion, {WorkState.HELD}, WorkState.WAITING)


def withdraw(occasion: str) -> int:
    """Take back what has not been sent of the letters of one occasion, for good; return how many."""
    return _restate(occasion, {WorkState.WAITING, WorkState.HELD}, WorkState.WITHDRAWN)


def send_after_all(letter: Letter) -> bool:
    """Send a letter that was not sent because nobody wanted it; its composer judges again. False where it was sent."""
    dropped = (Letter.id == letter.id) & (Letter.state == WorkState.DONE) & Letter.sent_at.is_(None)
    return change(update(Letter).where(dropped).values(state=WorkState.WAITING, due_at=clock.now())) == 1


def _restate(occasion: str, before: set[WorkState], after: WorkState) -> int:
    mine = (Letter.occasion == occasion) & Letter.state.in_(before)
    return change(update(Letter).where(mine).values(state=after, lease=None, leased_until=None))


def queue_all(letters: Sequence[Wanted]) -> list[str]:
    """Queue many letters in one statement, to whoever has an address; return the occasions of those nobody had yet."""
    now = clock.now()
    rows = [
        {**_waiting(now), **asdict(each), "person": person_key(each.recipient, each.name)}
        for each in letters
        if each.recipient
    ]
    return insert_all_once(Letter, rows, returning="occasion")


def _waiting(due_at: datetime, state: WorkState = WorkState.WAITING) -> dict[str, Any]:
    return {
        "state": state,
        "queued_at": clock.now(),
        "due_at": due_at,
        "attempts": 0,
        "reference": uuid.uuid4().hex,
    }


def person_key(recipient: str, name: str) -> str:
    """Return what makes two letters go to the same person: address and name, without case and spare spaces."""
    folded = unicodedata.normalize("NFKC", f"{recipient} {name}").casefold()
    return " ".join(folded.split())[:255]
