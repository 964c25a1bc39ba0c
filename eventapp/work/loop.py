"""The worker: does what is due, rests when nothing is, and outlives a database that goes away."""

import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from threading import Event
from typing import Protocol

import structlog

from eventapp.database import transaction
from eventapp.work import health

Task = Callable[[], int]

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 2.0
SECONDS_BETWEEN_PULSES = 15.0

_log = structlog.get_logger(__name__)


class HasContext(Protocol):
    """What the worker needs of the application: a context in which `db.session` lives."""

    def app_context(self) -> AbstractContextManager[object]:
        """Return a new context."""


class Worker:
    """Runs the tasks again and again; a task does a handful of due rows and returns how many."""

    def __init__(self, app: HasContext, tasks: Sequence[Task]) -> None:
        self.app = app
        self.tasks = tasks
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self._next_pulse = 0.0

    def run(self, stop: Event) -> None:
        """Work until `stop` is set; what is in hand is finished first."""
        pause = SHORTEST_PAUSE
        while not stop.is_set():
            try:
                worked = self.round(stop)
            except Exception:
                _log.exception("worker round failed")
                worked, pause = 0, LONGEST_PAUSE
            pause = SHORTEST_PAUSE if worked else min(pause * 1.5, LONGEST_PAUSE)
            if not worked:
                stop.wait(pause)

    def round(self, stop: Event | None = None) -> int:
        """Run each task once, each in a context and a session of its own; return how many rows were worked."""
        self._beat()
        worked = 0
        for task in self.tasks:
            if stop is not None and stop.is_set():
                break
            with self.app.app_context():
                worked += task()
        return worked

    def _beat(self) -> None:
        if time.monotonic() < self._next_pulse:
            return
        with self.app.app_context(), transaction():
            health.beat(self.name)
        self._next_pulse = time.monotonic() + SECONDS_BETWEEN_PULSES
