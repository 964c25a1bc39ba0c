"""Is the background work being done? Read by /readyz."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from eventapp import clock
from eventapp.database import db
from eventapp.work.models import Leasable, WorkerPulse
from eventapp.work.queue import due


def worker_lag() -> timedelta:
    """Return for how long the oldest due row of any kind of work has waited for a worker; zero if none waits."""
    now = clock.now()
    oldest = [
        db.session.scalar(select(func.min(model.due_at)).where(due(model, now))) for model in Leasable.__subclasses__()
    ]
    return max((now - moment for moment in oldest if moment is not None), default=timedelta(0))


def last_pulse_at() -> datetime | None:
    """Return when a worker last gave a sign of life, or None if none ever did."""
    return db.session.scalar(select(func.max(WorkerPulse.at)))


def beat(worker: str) -> None:
    """Leave this worker's sign of life, and clear away those of workers silent for a day."""
    now = clock.now()
    db.session.execute(delete(WorkerPulse).where(WorkerPulse.at < now - timedelta(days=1)))
    db.session.merge(WorkerPulse(worker=worker, at=now))
