"""Print badges once: whole groups into a file, single ones through the queue, and again only with a reason."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.badges.drawing import HAS_BADGE
from eventapp.badges.models import Paper, Print, PrintRun, RunStage
from eventapp.badges.queries import last_print
from eventapp.database import change, db, insert_all_once, insert_once
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.references import new_reference
from eventapp.registration.models import Registration

MOST_TAKEN = 50  # prints a station takes at once


class NothingToPrint(DomainError):
    """Whoever was chosen has a badge already, or is to have none."""

    code = "nothing_to_print"
    message = N_("Nothing is left to print: whoever is meant has a badge already, waits for it, or has none coming.")


class NoBadge(DomainError):
    """Without a seat, or online."""

    code = "no_badge"
    message = N_("%(name)s has no badge: it is for who has a seat in the hall or at a bridge point.")


class AlreadyPrinted(DomainError):
    """The first print was made."""

    code = "already_printed"
    message = N_("The badge of %(name)s was printed already. Print it again with a reason.")


class StillWaiting(DomainError):
    """A reprint of what was not printed yet."""

    code = "still_waiting"
    message = N_("The badge of %(name)s is in the queue already.")


class NotPrintedYet(DomainError):
    """A reprint without a first print."""

    code = "not_printed_yet"
    message = N_("The badge of %(name)s was never printed.")


class QueueIsEmpty(DomainError):
    """Nobody waits, or other stations were faster."""

    code = "queue_is_empty"
    message = N_("Nothing waits to be printed.")


class RunIsOver(DomainError):
    """It was confirmed or put back, or its file is being made."""

    code = "run_is_over"
    message = N_("This print run stands otherwise by now. Look at it again.")


def print_all(
    event: Event, registration_ids: Sequence[int], *, about: dict[str, Any], key: str | None, by: Actor
) -> PrintRun:
    """Put the first prints of all who have none yet into one run, in this order; with a key used before, that run.

    The caller queues the making of its file. Raises NothingToPrint.
    """
    if key and (known := db.session.scalar(select(PrintRun).where(PrintRun.event_id == event.id, PrintRun.key == key))):
        return known
    run = _new_run(event, about=about, key=key, station="", by=by)
    mine = select(Registration.id).where(Registration.event_id == event.id, HAS_BADGE)
    may_have = set(db.session.scalars(mine))
    rows = [_asked(event, number, by=by, run_id=run.id) for number in registration_ids if number in may_have]
    run.number = len(insert_all_once(Print, rows, returning="id"))
    if not run.number:
        raise NothingToPrint
    trail.record("badges_taken", run, by=by, event_id=event.id, number=run.number)
    return run


def ask(event: Event, registration: Registration, *, desk: str, by: Actor) -> Print:
    """Let someone's badge be printed: it waits in the queue. Asked again it is the same one, at however many desks.

    Raises NoBadge, AlreadyPrinted.
    """
    _check_badge(registration)
    number = insert_once(Print, **_asked(event, registration.id, by=by, desk=desk))
    if number is not None:
        trail.record("badge_asked", f"registrations/{registration.id}", by=by, event_id=event.id, desk=desk)
    found = last_print(registration.id)
    if found is None or found.run_id is not None:
        raise AlreadyPrinted(name=registration.person.full_name)
    return found


def reprint(event: Event, registration: Registration, number: int, *, reason: str, desk: str, by: Actor) -> Print:
    """Let a badge be printed again as that number, which follows the last one's; asked twice it is one reprint.

    Raises NoBadge, NotPrintedYet, StillWaiting.
    """
    _check_badge(registration)
    name = registration.person.full_name
    last = last_print(registration.id)
    if last is None:
        raise NotPrintedYet(name=name)
    if last.number < number and last.run_id is None:
        raise StillWaiting(name=name)
    if number == last.number + 1:
        values = _asked(event, registration.id, by=by, desk=desk) | {"number": number, "reason": reason}
        made = insert_once(Print, **values)
        if made is not None:
            subject, words = f"registrations/{registration.id}", {"number": number, "reason": reason}
            trail.record("badge_reprinted", subject, by=by, event_id=event.id, **words)
    return last_print(registration.id) or last


def withdraw(event: Event, print_: Print, *, by: Actor) -> bool:
    """Take a print out of the queue; False where a station has it already."""
    if change(delete(Print).where(Print.id == print_.id, Print.run_id.is_(None))) != 1:
        return False
    db.session.expunge(print_)
    trail.record("badge_withdrawn", f"registrations/{print_.registration_id}", by=by, event_id=event.id)
    return True


def take(event: Event, *, station: str, most: int, by: Actor) -> PrintRun:
    """Take what waits longest out of the queue into a run of this station; no other station gets the same.

    Raises QueueIsEmpty.
    """
    waiting = (
        select(Print.id).where(Print.event_id == event.id, Print.run_id.is_(None)).order_by(Print.asked_at, Print.id)
    )
    chosen = db.session.scalars(waiting.limit(min(most, MOST_TAKEN)).with_for_update(skip_locked=True)).all()
    return _taken(event, chosen, about={"kind": "queue"}, station=station, by=by)


def take_one(event: Event, print_: Print, *, by: Actor) -> PrintRun:
    """Take one print out of the queue at once. Raises QueueIsEmpty where a station has it already."""
    return _taken(event, [print_.id], about={"kind": "person"}, station="", by=by)


def confirm(run: PrintRun, *, by: Actor) -> None:
    """Say that the run has come out of the printer. Raises RunIsOver."""
    _step(run, (RunStage.READY,), RunStage.PRINTED)
    change(update(Print).where(Print.run_id == run.id).values(printed_at=clock.now()))
    trail.record("badges_printed", run, by=by, event_id=run.event_id, number=run.number)


def put_back(run: PrintRun, *, by: Actor) -> None:
    """Put the prints of a run back into the queue: the printer failed. Their numbers stay. Raises RunIsOver."""
    _step(run, (RunStage.READY,), RunStage.RETURNED)
    change(update(Print).where(Print.run_id == run.id).values(run_id=None))
    trail.record("badges_put_back", run, by=by, event_id=run.event_id, number=run.number)


def _taken(event: Event, numbers: Sequence[int], *, about: dict[str, Any], station: str, by: Actor) -> PrintRun:
    run = _new_run(event, about=about, key=None, station=station, by=by)
    free = Print.id.in_(numbers) & Print.run_id.is_(None)
    run.number = change(update(Print).where(free).values(run_id=run.id))
    if not run.number:
        raise QueueIsEmpty
    trail.record("badges_taken", run, by=by, event_id=event.id, number=run.number)
    return run


def _new_run(event: Event, *, about: dict[str, Any], key: str | None, station: str, by: Actor) -> PrintRun:
    run = PrintRun(
        event_id=event.id, ref=new_reference(), paper=Paper.BADGE, key=key, about=about, station=station, number=0,
        stage=RunStage.MAKING, files=[], left_out=[], by=by.words[:255], by_id=by.id, at=clock.now(),
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    return run


def _asked(
    event: Event, registration_id: int, *, by: Actor, desk: str = "", run_id: int | None = None
) -> dict[str, Any]:
    return {
        "event_id": event.id, "registration_id": registration_id, "paper": Paper.BADGE, "number": 1, "reason": "",
        "desk": desk, "by": by.words[:255], "by_id": by.id, "asked_at": clock.now(), "run_id": run_id,
        "printed_at": None,
    }  # fmt: skip


def _check_badge(registration: Registration) -> None:
    if db.session.scalar(select(Registration.id).where(Registration.id == registration.id, HAS_BADGE)) is None:
        raise NoBadge(name=registration.person.full_name)


def _step(run: PrintRun, before: Sequence[RunStage], after: RunStage) -> None:
    mine = (PrintRun.id == run.id) & PrintRun.stage.in_(before)
    is_done = change(update(PrintRun).where(mine).values(stage=after)) == 1
    db.session.refresh(run)
    if not is_done:
        raise RunIsOver
