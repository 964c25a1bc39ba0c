"""Work that is due once a day: a task among the worker's others, which does nothing in between."""

from datetime import datetime, timedelta

from eventapp import clock
from eventapp.work.loop import Task

AFTER_A_FAULT = timedelta(hours=1)


class Daily:
    """Does the task when the worker starts and then once a day; after a fault again in an hour.

    Every worker does it, so the task must find nothing left to do where another one was there before.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self._next_at: datetime | None = None

    def __call__(self) -> int:
        """Do the task if it is due; return how much was done."""
        now = clock.now()
        if self._next_at is not None and now < self._next_at:
            return 0
        self._next_at = now + AFTER_A_FAULT
        done = self.task()
        self._next_at = now + timedelta(days=1)
        return done
