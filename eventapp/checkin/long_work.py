"""The job that decides on very many, or undoes it, in slices: others write in between, and a kill loses one at most.

An edge: each slice is a transaction of its own that also writes down how far it is. It stands here because whose
ticket was scanned is not undone.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from sqlalchemy import select

from eventapp.audit.trail import Actor
from eventapp.checkin.queries import scanned_tickets
from eventapp.database import db, transaction
from eventapp.errors import DomainError
from eventapp.events.models import Event
from eventapp.registration import acts, undoing
from eventapp.registration.act_models import LongAct, LongStage
from eventapp.registration.long_acts import WORK, done_number, open_slices
from eventapp.registration.moving import Move
from eventapp.work import queue
from eventapp.work.models import Job
from eventapp.work.registry import LEASE_SECONDS, LeaseLost, job

SLICE = 50  # registrations in one transaction: on SQLite everybody else waits for its end
KEPT = 200  # refusals whose words are kept; beyond it they are only counted

Tell = Callable[[int, int], None]


@job(WORK)
def work(job_: Job) -> None:
    """Decide, or undo, whichever it is at."""

    def tell(done: int, total: int) -> None:
        if not queue.hold(job_, LEASE_SECONDS, progress_done=done, progress_total=total):
            raise LeaseLost(f"job {job_.id}")

    carry_on(job_.payload["long_act"], tell)


def carry_on(number: int, tell: Tell) -> None:
    """Do or undo slice after slice, until all is done or somebody has paused or stopped it."""
    refs = db.session.scalar(select(LongAct.refs).where(LongAct.id == number)) or []
    total = done_number(db.session.get_one(LongAct, number))
    is_under_way = True
    while is_under_way:
        with transaction():
            act = db.session.scalars(select(LongAct).where(LongAct.id == number).with_for_update()).one()
            if act.stage is LongStage.DOING:
                is_under_way = _do_slice(act, refs)
                tell(act.position, len(refs))
            elif act.stage is LongStage.UNDOING:
                is_under_way = _undo_slice(act)
                tell(act.undone_number + act.refused_number, total)
            else:
                is_under_way = False
        db.session.expunge_all()  # whoever was decided on is not looked at again: memory stays as it is


def _do_slice(act: LongAct, refs: list[str]) -> bool:
    """Decide on the next few; False when there are none."""
    event, chunk = db.session.get_one(Event, act.event_id), refs[act.position : act.position + SLICE]
    if not chunk:
        act.stage = LongStage.DONE
        return False
    by, move = Actor(act.by, act.by_id), Move(act.into, act.over_quota) if act.into else None
    done, outcome = acts.carry_out(event, act.decision, chunk, note=act.note, by=by, move=move)
    if done is not None:
        done.long_act_id = act.id
    counted = Counter(act.counts) + Counter({each.value: number for each, number in outcome.by_status.items()})
    act.counts, act.position = dict(counted), act.position + len(chunk)
    _keep(act, outcome.refused)
    return True


def _undo_slice(act: LongAct) -> bool:
    """Undo the last slice that can be undone; False when there is none."""
    event = db.session.get_one(Event, act.event_id)
    last = next(iter(open_slices(act)), None)
    if last is None:
        act.stage = LongStage.UNDONE
        return False
    done, refused = undoing.undo(last, at_door=scanned_tickets(event), by=Actor(act.by, act.by_id))
    act.undone_number += done
    _keep(act, refused)
    return True


def _keep(act: LongAct, refused: Iterable[tuple[str, DomainError]]) -> None:
    """Count who refused, and keep the words of the first of them."""
    told = [[name, refusal.message, refusal.values] for name, refusal in refused]
    act.refused = [*act.refused, *told][:KEPT]
    act.refused_number += len(told)
