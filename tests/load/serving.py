"""Start a server as `eventapp serve` does, and read what it costs."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    command: list[str], environment: dict[str, str], port: int, printed: BinaryIO | None = None
) -> Iterator[int]:
    """Run a server process group until the block ends; give the group's id. Raises RuntimeError if it never answers.

    What the processes print goes to `printed`, or to our own output.
    """
    process = subprocess.Popen(
        command, env=os.environ | environment, start_new_session=True, stdout=printed, stderr=printed
    )
    try:
        wait_until_it_answers(process, port)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def granian(target: str, port: int, *, workers: int = 1, threads: int = 1) -> list[str]:
    """Return granian's command."""
    words = f"--interface wsgi --http 1 --no-ws --host 127.0.0.1 --port {port} --workers {workers}"
    threading = f"--blocking-threads {threads} --log-level critical"
    return [sys.executable, "-m", "granian", *words.split(), *threading.split(), target]


def gunicorn(target: str, port: int, *, workers: int = 1, threads: int = 1) -> list[str]:
    """Return gunicorn's command: gthread when it has several threads, else sync."""
    kind = ["--worker-class", "gthread", "--threads", str(threads)] if threads > 1 else []
    words = f"--bind 127.0.0.1:{port} --workers {workers} --log-level critical --keep-alive 30"
    return [sys.executable, "-m", "gunicorn", *words.split(), *kind, target]


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int, seconds: float = 90) -> None:
    """Return when /healthz answers 200."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if line.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def cpu_seconds(group: int) -> float:
    """Return the CPU seconds that the living processes of a group have used so far."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += (int(fields[11]) + int(fields[12])) / TICKS
    return total
