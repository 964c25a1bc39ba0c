"""Which function does which kind of job; queueing jobs and working on them."""

from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import select

from eventapp import clock
from eventapp.database import db, insert_once, transaction
from eventapp.work import queue
from eventapp.work.models import Job, WorkState

LEASE_SECONDS = 300

JobFunction = Callable[[Job], dict[str, Any] | None]
_functions: dict[str, JobFunction] = {}
_log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker has taken over this job: stop."""


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register the function that does jobs of this kind.

    It is called outside any transaction, in an app context, and is an edge like a view: it opens `transaction()`
    for what it writes. It may run again after a crash, so it does nothing twice. What it returns is the result.
    """

    def register(function: JobFunction) -> JobFunction:
        if kind in _functions:
            raise ValueError(f"two functions for jobs of kind {kind}")
        _functions[kind] = function
        return function

    return register


def enqueue(
    kind: str,
    payload: dict[str, Any],
    *,
    key: str | None = None,
    event_id: int | None = None,
    created_by: int | None = None,
) -> int:
    """Queue a job in the caller's transaction and return its id; with a `key` used before, that job's id.

    Raises LookupError for a kind nobody registered.
    """
    if kind not in _functions:
        raise LookupError(f"no function does jobs of kind {kind}")
    now = clock.now()
    number = insert_once(
        Job,
        state=WorkState.WAITING,
        kind=kind,
        key=key,
        payload=payload,
        event_id=event_id,
        created_by=created_by,
        queued_at=now,
        due_at=now,
        attempts=0,
        progress_done=0,
    )
    return number if number is not None else db.session.scalars(select(Job.id).where(Job.key == key)).one()


def progress(job: Job, done: int, total: int) -> None:
    """Tell how far the job is and keep its lease; at least every few minutes. Raises LeaseLost when it was lost."""
    with transaction():
        kept = queue.hold(job, LEASE_SECONDS, progress_done=done, progress_total=total)
    if not kept:
        raise LeaseLost(f"job {job.id}")


def work_jobs() -> int:
    """Do one due job, if there is one; return how many were done or tried."""
    if not queue.is_due(Job):
        return 0
    with transaction():
        leased = queue.lease(Job, 1, LEASE_SECONDS)
    for each in leased:
        do(each)
    return len(leased)


def do(job: Job) -> None:
    """Do a job that was leased, and finish it or put it back. Outside any transaction."""
    function = _functions.get(job.kind)
    if function is None:
        with transaction():
            queue.fail(job, f"no function does jobs of kind {job.kind}")
        return
    try:
        result = function(job)
    except LeaseLost:
        _log.warning("job lost its lease", job=job.id, kind=job.kind)
        return
    except Exception as error:
        db.session.rollback()
        _log.exception("job failed", job=job.id, kind=job.kind)
        with transaction():
            queue.fail(job, f"{type(error).__name__}: {error}")
        return
    with transaction():
        queue.finish(job, result=result, finished_at=clock.now())
