import threading
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy.exc import OperationalError

from eventapp.database import db, transaction
from eventapp.work import health
from eventapp.work.loop import Worker
from eventapp.work.models import WorkerPulse


def test_the_worker_outlives_a_database_that_goes_away(bare: Flask) -> None:
    stop, rounds = threading.Event(), []

    def task() -> int:
        rounds.append(1)
        if len(rounds) == 1:
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        stop.set()
        return 0

    Worker(bare, [task]).run(stop)
    assert len(rounds) == 2


def test_the_worker_does_not_rest_while_there_is_work(bare: Flask) -> None:
    stop, rounds = threading.Event(), []

    def task() -> int:
        rounds.append(1)
        if len(rounds) == 200:
            stop.set()
        return 1

    began = datetime.now(UTC)
    Worker(bare, [task]).run(stop)
    assert len(rounds) == 200
    assert datetime.now(UTC) - began < timedelta(seconds=5)


def test_the_worker_leaves_a_sign_of_life(bare: Flask) -> None:
    assert health.last_pulse_at() is None
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False) as clock:
        with transaction():
            db.session.add(WorkerPulse(worker="dead for long", at=noon - timedelta(days=2)))
        Worker(bare, []).round()
        assert health.last_pulse_at() == noon
        clock.shift(timedelta(minutes=1))
        Worker(bare, []).round()
        assert health.last_pulse_at() == noon + timedelta(minutes=1)
    assert db.session.query(WorkerPulse).count() == 1
