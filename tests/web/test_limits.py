"""Limits count exactly, forget what is over, and go on without Redis."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from flask import Flask

from eventapp.web.limits import MOST_KEYS, Counters, Limit

NOON = datetime(2030, 5, 6, 12, 0, tzinfo=UTC)
TEN = Limit("ten", 10, 60)


def test_of_fifty_at_once_exactly_as_many_pass_as_may(app: Flask) -> None:
    counters, start, passed = Counters(""), Barrier(50), []

    def hit() -> None:
        start.wait()
        passed.append(counters.hit(TEN, "192.0.2.1", NOON))

    threads = [Thread(target=hit) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed.count(True) == 10


def test_a_new_window_and_another_network_count_anew(app: Flask) -> None:
    counters = Counters("")
    assert [counters.hit(TEN, "a", NOON) for _ in range(11)] == [True] * 10 + [False]
    assert counters.hit(TEN, "b", NOON)
    assert counters.hit(TEN, "a", NOON + timedelta(seconds=60))


def test_a_flood_from_many_networks_does_not_fill_the_memory(app: Flask) -> None:
    counters = Counters("")
    for turn in range(MOST_KEYS + 1):
        counters.hit(TEN, str(turn), NOON)
    counters.hit(TEN, "later", NOON + timedelta(seconds=60))
    assert len(counters._own) == 1


def test_without_redis_each_process_counts_for_itself(app: Flask) -> None:
    counters = Counters("redis://127.0.0.1:1/0")
    assert [counters.hit(TEN, "a", NOON) for _ in range(11)] == [True] * 10 + [False]
