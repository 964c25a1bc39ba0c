import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.work import health, queue
from eventapp.work.models import Job, WorkState
from eventapp.work.registry import enqueue, job

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@job("test/nothing")
def nothing(_job: Job) -> None:
    """Do nothing."""


def queued(count: int) -> None:
    with transaction():
        for _ in range(count):
            enqueue("test/nothing", {})


def take(limit: int = 1, seconds: int = 60) -> list[Job]:
    with transaction():
        return queue.lease(Job, limit, seconds)


def test_a_leased_row_is_nobody_elses_until_the_lease_runs_out(bare: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        queued(1)
        first = take()
        assert [row.attempts for row in first] == [1]
        assert take() == []
    with time_machine.travel(NOON + timedelta(seconds=61), tick=False):
        second = take()
        assert [row.id for row in second] == [first[0].id]
        with transaction():
            assert queue.finish(first[0]) is False
            assert queue.hold(first[0], 60) is False
            assert queue.fail(first[0], "late") is False
            assert queue.finish(second[0]) is True
    assert db.session.scalars(select(Job.state)).all() == [WorkState.DONE]


def test_workers_side_by_side_never_take_the_same_row(bare: Flask) -> None:
    queued(60)
    taken: list[int] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        with bare.app_context():
            barrier.wait()
            while rows := take(limit=3):
                taken.extend(row.id for row in rows)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(db.session.scalars(select(Job.id)))
    assert len(taken) == 60


@pytest.mark.parametrize(("attempts", "longest"), [(1, 30), (2, 60), (3, 120), (5, 480), (6, 900), (400, 900)])
def test_pauses_double_up_to_a_quarter_of_an_hour(attempts: int, longest: int) -> None:
    pauses = [queue.pause_after(attempts).total_seconds() for _ in range(200)]
    assert max(pauses) <= longest
    assert min(pauses) >= 0.9 * longest
    assert len(set(pauses)) > 100


def test_a_row_that_fails_too_often_is_kept_as_failed(bare: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        queued(1)
        tries = 0
        while rows := take():
            tries += 1
            with transaction():
                queue.fail(rows[0], f"try {tries}")
            clock.shift(timedelta(minutes=16))
    assert tries == Job.attempts_allowed
    assert db.session.execute(select(Job.state, Job.last_error)).all() == [(WorkState.FAILED, "try 8")]


def test_a_row_that_kills_its_worker_each_time_is_given_up(bare: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        queued(1)
        tries = 0
        while take(seconds=60):
            tries += 1
            clock.shift(timedelta(seconds=61))
    assert tries == Job.attempts_allowed
    assert db.session.scalars(select(Job.state)).all() == [WorkState.FAILED]


def test_the_lag_is_the_age_of_the_oldest_row_nobody_took(bare: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert health.worker_lag() == timedelta(0)
        queued(2)
        clock.shift(timedelta(minutes=3))
        assert health.worker_lag() == timedelta(minutes=3)
        take(limit=2)
        assert health.worker_lag() == timedelta(0)
