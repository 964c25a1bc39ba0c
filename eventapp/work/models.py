"""What makes a row a piece of work, the job, and the sign of life a worker leaves."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from eventapp.database import Model, word


class WorkState(StrEnum):
    """Where a piece of work stands. Work under way is `waiting` with a lease that has not run out.

    What is `held` waits for someone's word, what is `withdrawn` is wanted no more; no worker touches either.
    """

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Leasable:
    """A row that workers lease, do and finish. A failed row stays: nothing is ever dropped."""

    attempts_allowed: ClassVar[int] = 8

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[WorkState] = mapped_column(word(WorkState), default=WorkState.WAITING)
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Any, ...]:
        """Return the index by which the next due row is found."""
        return (Index(None, "state", "due_at"),)


class Job(Leasable, Model):
    """Work that takes too long for a request: an import, an export, a batch of badges.

    `key` makes it idempotent: there is at most one job with a given key. `event_id` and `created_by` are plain
    numbers, because jobs stand below events and accounts.
    """

    __tablename__ = "jobs"

    kind: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    event_id: Mapped[int | None] = mapped_column(index=True)
    created_by: Mapped[int | None]
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    finished_at: Mapped[datetime | None]


class WorkerPulse(Model):
    """The last sign of life of one worker process."""

    __tablename__ = "worker_pulses"

    worker: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
