"""What whoever has queued a job may ask of it: to do it here and now, how far it is, whether it was given up."""

from sqlalchemy import select

from eventapp.database import db
from eventapp.work import queue
from eventapp.work.models import Job, WorkState
from eventapp.work.registry import LEASE_SECONDS


def lease_here(job_id: int | None) -> Job | None:
    """Return the job, leased, to be done by whoever asks; None where a worker was faster."""
    return next(iter(queue.lease(Job, 1, LEASE_SECONDS, only=job_id)), None)


def has_failed(job_id: int | None) -> bool:
    """Was the job given up?"""
    return job_id is not None and db.session.scalar(select(Job.state).where(Job.id == job_id)) is WorkState.FAILED


def done_of(job_id: int | None) -> int:
    """Return how much of its work the job has done."""
    return db.session.scalar(select(Job.progress_done).where(Job.id == job_id)) or 0
