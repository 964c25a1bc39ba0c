"""The application as it must not be: each place where people race for something looks first and acts afterwards.

The trials run against this too, and must see what is wrong. `granian tests.trust.broken:app`.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select, update

from eventapp import clock, database, names
from eventapp.agenda import places as places_of_sessions
from eventapp.checkin import entries
from eventapp.checkin.entries import Outcome, Step
from eventapp.checkin.models import Entry, Verdict
from eventapp.database import db
from eventapp.delegations import quotas
from eventapp.delegations.models import Quota
from eventapp.directory import people
from eventapp.directory.models import Person
from eventapp.questions import places
from eventapp.references import new_reference
from eventapp.registration import approving, replying, seats, submissions
from eventapp.registration.models import Registration, Status, Submission

PAUSE = 0.1  # seconds between looking and acting: a busy machine has them anyway


@contextmanager
def nobody_waits() -> Iterator[None]:
    """Write without waiting for a turn."""
    yield


def look_then_take(table: Any, *which: Any, **its: Any) -> bool:
    """Count the seats, then take one."""
    row = db.session.execute(select(table.capacity, table.taken).where(*which), its).one_or_none()
    if row is None or (row.capacity is not None and row.taken >= row.capacity):
        return False
    if row.capacity is None:  # why count where there is no limit? Because nobody would wait for the row's lock
        return True
    time.sleep(PAUSE)
    db.session.execute(update(table).where(*which).values(taken=row.taken + 1), its)
    return True


def look_then_register(
    event: Any, key: str, content: dict[str, Any], register: Callable[[], Registration]
) -> tuple[Registration, Status]:
    """Ask whether the form came before, then register; the key that is stored is not unique any more."""
    earlier = db.session.scalar(select(Submission).where(Submission.key.startswith(key)))
    if earlier is not None and earlier.registration_id is not None:
        return db.session.get_one(Registration, earlier.registration_id), earlier.status or Status.CONFIRMED
    time.sleep(PAUSE)
    registration = register()
    submission = Submission(
        event_id=event.id,
        key=key + secrets.token_hex(4),
        digest="",
        registration_id=registration.id,
        status=registration.status,
        at=clock.now(),
    )
    db.session.add(submission)
    return registration, registration.status


def look_then_meet(
    event_id: int, *, full_name: str, email: str = "", organisation: Any = None, **details: Any
) -> Person:
    """Look for the person, then make one whose key is not unique any more."""
    known = select(Person).where(Person.event_id == event_id, Person.email == email, Person.full_name == full_name)
    person = db.session.scalars(known).first()
    if person is None:
        time.sleep(PAUSE)
        person = Person(event_id=event_id, ref=new_reference(), email=email, created_at=clock.now())
        people.rename(person, full_name)
        person.name_key = f"{names.search_key(full_name)} {secrets.token_hex(4)}"
        for name, value in details.items():
            if value:
                setattr(person, name, value)
        db.session.add(person)
        db.session.flush()
    return person


def look_then_enter(step: Step) -> Outcome:
    """Ask whether someone is inside (a flag), then let them in."""
    inside = db.session.execute(select(Entry.entered_at, Entry.gate).filter_by(**step.key).limit(1)).one_or_none()
    if inside is not None:
        return Outcome(Verdict.ALREADY_IN, inside.entered_at, inside.gate)
    time.sleep(PAUSE)
    spell = secrets.randbits(30)
    db.session.add(Entry(**step.key, spell=spell, event_id=step.event_id, entered_at=step.at, gate=step.gate))
    db.session.flush()
    return Outcome(Verdict.ADMITTED)


def look_then_use(delegation: Any, mode: Any, *, beyond: bool = False) -> None:
    """Look whether a seat allotted is left, then use it."""
    mine = (Quota.delegation_id == delegation.id) & (Quota.mode == mode)
    quota = db.session.execute(select(Quota.used, Quota.allotted).where(mine)).one_or_none()
    if quota is None or (quota.used >= quota.allotted and not beyond):
        raise quotas.QuotaExhausted(delegation=delegation.organisation.name)
    time.sleep(PAUSE)
    db.session.execute(update(Quota).where(mine).values(used=quota.used + 1))


def begin_without_looking(*_whose: Any, **_shown: Any) -> None:
    """Change the list whatever was shown."""


def write_whatever_was_read(registration: Registration, **values: Any) -> bool:
    """Decide on a registration as it was read a while ago, whatever it is by now."""
    time.sleep(PAUSE)
    mine = update(Registration).where(Registration.id == registration.id)
    db.session.execute(mine.values(changed_at=clock.now(), **values))
    db.session.refresh(registration)
    return True


def claim_without_writing(*_whose: Any) -> int:
    """Take every form for a new one. Writing its key would make SQLite's writers wait for each other after all."""
    return 0


def sync_seldom(connection: Any, _record: Any) -> None:
    """Answer before the disk has it (SQLite)."""
    connection.execute("PRAGMA synchronous=NORMAL")


def make() -> Any:
    """Return the application with everything broken at once."""
    database._turn_to_write = nobody_waits
    seats._take = look_then_take
    seats.hold = lambda event_id: None
    submissions.register_once = look_then_register
    submissions.claim = claim_without_writing
    people.meet = look_then_meet
    places._take = look_then_take
    places_of_sessions._take = look_then_take
    quotas.take = look_then_use
    replying.begin = begin_without_looking
    approving.change_as_read = write_whatever_was_read  # type: ignore[attr-defined]
    entries._enter = look_then_enter
    from eventapp import create_app  # after the changes, as late as the server itself does

    broken = create_app()
    with broken.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", sync_seldom)
            db.engine.dispose()
    return broken


app = make()
