"""A daily task is done when the worker starts and once a day; after a fault again in an hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from eventapp.work.daily import Daily

START = datetime(2030, 5, 6, 1, 0, tzinfo=UTC)


def done_at(daily: Daily, *hours: float) -> Iterator[int]:
    """Ask the task at these hours after its start; give what it says was done."""
    for hour in hours:
        with time_machine.travel(START + timedelta(hours=hour), tick=False):
            yield daily()


def test_a_daily_task_is_done_at_once_and_then_once_a_day() -> None:
    assert list(done_at(Daily(lambda: 1), 0, 0.1, 23.9, 24, 24.1, 48)) == [1, 0, 0, 1, 0, 1]


def test_after_a_fault_it_is_tried_again_in_an_hour() -> None:
    faults = [RuntimeError("no")]

    def task() -> int:
        if faults:
            raise faults.pop()
        return 1

    daily = Daily(task)
    with pytest.raises(RuntimeError):
        list(done_at(daily, 0))
    assert list(done_at(daily, 0.9, 1, 2)) == [0, 1, 0]
