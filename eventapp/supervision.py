"""Keeps a few child processes running, ends them together, and leaves none behind."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread

import structlog

RESTARTS_ALLOWED = 5
RESTART_WINDOW = 60.0  # seconds in which so many restarts are borne
SECONDS_TO_END = 15.0  # the web server gives its own workers ten

_PR_SET_PDEATHSIG = 1
_log = structlog.get_logger(__name__)


def end_with_parent() -> None:
    """Have the kernel send SIGTERM to this process when the one that started it dies, however it dies (Linux).

    It holds through exec, not through fork: whoever forks children of its own has them call it too.
    """
    parent = os.getppid()
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    except (OSError, AttributeError):
        return  # another system: there a supervisor that was killed outright leaves its children to the operator
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def stop_on_signals(stop: Event) -> None:
    """Set `stop` on SIGTERM and SIGINT; a second one changes nothing.

    A thread sets it: the signal may interrupt `stop.wait()` while that holds the lock which `stop.set()` needs.
    """
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: Thread(target=stop.set, daemon=True).start())


@dataclass
class Child:
    """One process that ought to run, and when it had to be started again."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes]
    restarts: list[float] = field(default_factory=list)


class Supervisor:
    """Starts each command as a process of its own session, so that a signal to our group reaches only us."""

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        environment: Mapping[str, str],
        *,
        seconds_to_end: float = SECONDS_TO_END,
    ) -> None:
        self.commands = commands
        self.environment = dict(environment)
        self.seconds_to_end = seconds_to_end

    def run(self, stop: Event) -> int:
        """Keep the children running until `stop` is set; return 0, or 1 where one would not stay up."""
        children = [Child(name, command, self._start(command)) for name, command in self.commands.items()]
        try:
            while not stop.wait(0.2):
                for child in children:
                    if child.process.poll() is not None and not self._revive(child):
                        return 1
        finally:
            _end(children, self.seconds_to_end)
        return 0

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own commands
            command, env=self.environment, start_new_session=True, preexec_fn=end_with_parent
        )

    def _revive(self, child: Child) -> bool:
        """Start a child that died again; False where it died too often."""
        now = time.monotonic()
        child.restarts = [each for each in child.restarts if now - each < RESTART_WINDOW]
        code = child.process.returncode
        if len(child.restarts) >= RESTARTS_ALLOWED:
            _log.error("a process does not stay up; stopping", process=child.name, code=code)
            return False
        _log.error("a process died and is started again", process=child.name, code=code)
        child.restarts.append(now)
        child.process = self._start(child.command)
        return True


def _end(children: Sequence[Child], seconds: float) -> None:
    """Ask all to end, wait, and make an end of those that do not, and of whatever they have started."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + seconds
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _log.error("a process did not end in time and was killed", process=child.name)
        with suppress(ProcessLookupError):  # the usual case: nothing is left of its session
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
