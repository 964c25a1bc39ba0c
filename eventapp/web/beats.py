"""Heartbeats of join pages: gathered in memory, and written at most once a second by all web processes together.

What a crash loses is a few seconds of it: the next beat of each page vouches for the time since the last one kept.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import Lock, Timer

from flask import Flask, current_app

from eventapp.database import transaction

PAUSE = 1.0  # seconds between two transactions, at least, in each web process times as many as there are
Take = Callable[[Mapping[int, datetime]], int]


class Beats:
    """The latest beat of each visit that is not written yet."""

    def __init__(self, app: Flask, take: Take) -> None:
        self._app, self._take = app, take
        self._pause = PAUSE * (app.config["WEB_WORKERS"] or 1)  # `eventapp serve` tells its processes how many they are
        self._lock = Lock()
        self._waiting: dict[int, datetime] = {}
        self._timer: Timer | None = None
        self._is_by_hand = False

    def beat(self, visit_id: int, at: datetime) -> None:
        """Remember that a page was visible at that moment; it is written within seconds."""
        with self._lock:
            self._waiting[visit_id] = max(at, self._waiting.get(visit_id, at))
            if self._timer is None and not self._app.testing and not self._is_by_hand:
                self._timer = Timer(self._pause, self._write)
                self._timer.daemon = True
                self._timer.start()

    @contextmanager
    def by_hand(self) -> Iterator[None]:
        """Write only when told to, while a day is rehearsed that goes faster than the clock on the wall."""
        self._is_by_hand = True
        try:
            yield
        finally:
            self._is_by_hand = False

    def write(self) -> int:
        """Write what waits, in one transaction; return how many pieces of evidence followed. In an app context."""
        with self._lock:
            taken, self._waiting, self._timer = self._waiting, {}, None
        if not taken:
            return 0
        try:
            with transaction():
                return self._take(taken)
        except BaseException:
            with self._lock:  # the database is away for a while: what came since is later
                self._waiting = {**taken, **self._waiting}
            raise

    def _write(self) -> None:
        with self._app.app_context():
            try:
                self.write()
            except Exception:
                self._app.logger.exception("heartbeats were not written; the next ones will be")


def beats() -> Beats:
    """Return where this process gathers them."""
    gathered: Beats = current_app.extensions["beats"]
    return gathered
