"""One decision on more registrations than one transaction may hold: planned, begun, paused, stopped, undone.

It is a series of acts (acts.py), one for each slice, which `long_work` carries out and undoes.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select, update

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.references import new_reference, read_reference
from eventapp.registration.act_models import Act, ActStep, Decision, LongAct, LongStage
from eventapp.registration.acts import LEAVING
from eventapp.registration.models import Registration, Status
from eventapp.registration.moving import Move
from eventapp.registration.undoing import CannotUndo
from eventapp.work import following
from eventapp.work.registry import enqueue

WORK = "long_act"
UNDER_WAY = (LongStage.DOING, LongStage.UNDOING)
AT_REST = (LongStage.PAUSED, LongStage.STOPPED, LongStage.DONE)
FORGOTTEN = timedelta(days=1)  # so long a plan that nobody has begun is kept


class NotAtThatPoint(DomainError):
    """It stands otherwise by now: someone else has paused it, or it is over."""

    code = "not_at_that_point"
    message = N_("This is not possible any more: it has come further, or someone else has stopped it.")


def plan(event: Event, decision: Decision, refs: Sequence[str], *, by: Actor) -> LongAct:
    """Keep on whom it is to be decided, so that exactly those are meant whom the preview counts."""
    now = clock.now()
    old = (LongAct.event_id == event.id) & (LongAct.stage == LongStage.PLANNED) & (LongAct.at < now - FORGOTTEN)
    change(delete(LongAct).where(old))
    planned = LongAct(
        event_id=event.id, ref=new_reference(), decision=decision, refs=_in_order(event, decision, refs),
        counts={}, refused=[], stage=LongStage.PLANNED, by=by.words[:255], by_id=by.id, at=now,
    )  # fmt: skip
    db.session.add(planned)
    db.session.flush()
    return planned


def find_long_act(event: Event, ref: str) -> LongAct | None:
    """Return the event's decision on very many with that reference."""
    return db.session.scalar(select(LongAct).where(LongAct.event_id == event.id, LongAct.ref == read_reference(ref)))


def begin(act: LongAct, *, note: str, by: Actor, move: Move | None = None) -> None:
    """Begin what was planned; a second click finds it begun. Raises NotAtThatPoint."""
    words = {"note": note, "by": by.words[:255], "by_id": by.id, "at": clock.now()} | (move._asdict() if move else {})
    if _step(act, (LongStage.PLANNED,), LongStage.DOING, **words):
        _queue(act)
    elif act.stage is not LongStage.DOING:
        raise NotAtThatPoint


def pause(act: LongAct) -> None:
    """Let the slice in hand end and begin no other. Raises NotAtThatPoint."""
    if not _step(act, (LongStage.DOING,), LongStage.PAUSED):
        raise NotAtThatPoint


def resume(act: LongAct) -> None:
    """Go on with what was paused, or what a worker has given up. Raises NotAtThatPoint."""
    if not _step(act, (LongStage.PAUSED,), LongStage.DOING) and not (act.stage in UNDER_WAY and has_failed(act)):
        raise NotAtThatPoint
    _queue(act)


def stop(act: LongAct) -> None:
    """Leave the rest as it is; what is done stays, and can be undone. Raises NotAtThatPoint."""
    if not _step(act, (LongStage.DOING, LongStage.PAUSED), LongStage.STOPPED):
        raise NotAtThatPoint


def undo(act: LongAct) -> None:
    """Let all stand as before whose letters have not gone out. Raises CannotUndo."""
    if not open_slices(act) or not _step(act, AT_REST, LongStage.UNDOING, refused=[], refused_number=0):
        raise CannotUndo
    _queue(act)


def open_slices(act: LongAct) -> Sequence[Act]:
    """Return the slices that can still be undone, the last one first."""
    mine = (Act.long_act_id == act.id) & Act.undone_at.is_(None) & (Act.closes_at > clock.now())
    return db.session.scalars(select(Act).where(mine).order_by(Act.id.desc())).all()


def done_number(act: LongAct) -> int:
    """Return to how many it was done."""
    mine = select(func.count(ActStep.id)).join(Act, Act.id == ActStep.act_id).where(Act.long_act_id == act.id)
    return db.session.scalar(mine) or 0


def has_failed(act: LongAct) -> bool:
    """Has the work on it been given up?"""
    return following.has_failed(act.job_id)


def latest(event: Event) -> Sequence[LongAct]:
    """Return those under way, and those that can still be undone, the newest first."""
    slices = select(Act.long_act_id).where(
        Act.event_id == event.id, Act.long_act_id.is_not(None), Act.undone_at.is_(None), Act.closes_at > clock.now()
    )
    is_open = LongAct.stage.in_([*UNDER_WAY, LongStage.PAUSED]) | LongAct.id.in_(slices)
    mine = (LongAct.event_id == event.id) & is_open
    return db.session.scalars(select(LongAct).where(mine).order_by(LongAct.id.desc())).all()


def _in_order(event: Event, decision: Decision, refs: Sequence[str]) -> list[str]:
    """Return them as they registered; where seats become free those with a seat last, over all slices."""
    if decision not in LEAVING:
        return list(refs)
    seated = (Registration.status == Status.CONFIRMED) & Registration.wished_mode.is_(None)
    last = set(db.session.scalars(select(Registration.ref).where(Registration.event_id == event.id, seated)))
    return sorted(refs, key=lambda ref: ref in last)


def _queue(act: LongAct) -> None:
    act.job_id = enqueue(WORK, {"long_act": act.id}, event_id=act.event_id, created_by=act.by_id)
    db.session.flush()


def _step(act: LongAct, before: Sequence[LongStage], after: LongStage, **values: object) -> bool:
    mine = (LongAct.id == act.id) & LongAct.stage.in_(before)
    is_done = change(update(LongAct).where(mine).values(stage=after, **values)) == 1
    db.session.refresh(act)
    return is_done
