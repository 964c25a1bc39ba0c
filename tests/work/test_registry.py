from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.work.models import Job, WorkState
from eventapp.work.registry import LeaseLost, enqueue, job, progress, work_jobs

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
calls: list[int] = []


@job("test/add")
def add(job: Job) -> dict[str, int]:
    """Add two numbers, slowly."""
    progress(job, 1, 2)
    return {"sum": job.payload["a"] + job.payload["b"]}


@job("test/break")
def break_down(_job: Job) -> None:
    """Fail."""
    raise ZeroDivisionError("no")


@job("test/lose")
def lose(job: Job) -> None:
    """Take so long that somebody else has taken over."""
    with transaction():
        db.session.get_one(Job, job.id).lease = "another"
    with pytest.raises(LeaseLost):
        progress(job, 1, 2)
    raise LeaseLost


def stored() -> Job:
    db.session.expire_all()
    return db.session.scalars(select(Job)).one()


def test_a_job_is_done_once_and_its_result_kept(bare: Flask) -> None:
    with transaction():
        enqueue("test/add", {"a": 2, "b": 3}, event_id=4, created_by=5)
    assert work_jobs() == 1
    assert work_jobs() == 0
    done = stored()
    assert (done.state, done.result, done.progress_done, done.progress_total) == (WorkState.DONE, {"sum": 5}, 1, 2)
    assert (done.event_id, done.created_by) == (4, 5)


def test_the_same_key_is_the_same_job(bare: Flask) -> None:
    with transaction():
        first = enqueue("test/add", {"a": 1, "b": 1}, key="import 1")
        assert enqueue("test/add", {"a": 9, "b": 9}, key="import 1") == first
        assert enqueue("test/add", {"a": 9, "b": 9}, key="import 2") != first


def test_a_job_nobody_can_do_is_not_queued(bare: Flask) -> None:
    with pytest.raises(LookupError), transaction():
        enqueue("test/unheard", {})


def test_a_job_that_breaks_is_tried_again_later(bare: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        with transaction():
            enqueue("test/break", {})
        assert work_jobs() == 1
        assert work_jobs() == 0
        assert stored().last_error == "ZeroDivisionError: no"
        clock.shift(timedelta(seconds=31))
        assert work_jobs() == 1
        assert (stored().state, stored().attempts) == (WorkState.WAITING, 2)


def test_a_job_whose_lease_was_lost_is_left_to_the_other_worker(bare: Flask) -> None:
    with transaction():
        enqueue("test/lose", {})
    assert work_jobs() == 1
    assert (stored().state, stored().lease) == (WorkState.WAITING, "another")


def test_a_kind_has_one_function() -> None:
    with pytest.raises(ValueError, match="test/add"):
        job("test/add")(break_down)
