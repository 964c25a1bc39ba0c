"""A lean HTTP client on kept connections: it must cost less than what it measures."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What a run gave: seconds per request, answers by status, and the seconds it took in all."""

    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: float) -> float:
        """The latency in milliseconds that so many percent stay under."""
        ranked = sorted(self.latencies)
        return 1000 * ranked[min(len(ranked) - 1, int(len(ranked) * percent / 100))]


def request_bytes(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def run(port: int, connections: int, requests: Callable[[int], Iterator[bytes]], *, every: float = 0) -> Outcome:
    """Send each connection's requests one after the other, all connections at once; wait for every answer.

    A connection begins no request before `every` seconds have passed since its last one.
    """
    outcome, lock = Outcome(), threading.Lock()
    barrier = threading.Barrier(connections + 1)

    def work(number: int) -> None:
        latencies: list[float] = []
        statuses: dict[int, int] = {}
        queue = list(requests(number))
        with socket.create_connection(("127.0.0.1", port), 30) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            barrier.wait()
            for each in queue:
                began = time.perf_counter()
                line.sendall(each)
                status = read_answer(line)
                latencies.append(time.perf_counter() - began)
                statuses[status] = statuses.get(status, 0) + 1
                time.sleep(max(0.0, began + every - time.perf_counter()))
        with lock:
            outcome.latencies += latencies
            for status, count in statuses.items():
                outcome.statuses[status] = outcome.statuses.get(status, 0) + count

    threads = [threading.Thread(target=work, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - began
    return outcome


def read_answer(line: socket.socket) -> int:
    """Read one whole answer and return its status. Raises ConnectionError when the server hangs up."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = line.recv(65536)
        if not more:
            raise ConnectionError("the server hung up")
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    status = int(head[9:12])
    lower = head.lower()
    at = lower.find(b"content-length:")
    length = 0 if at < 0 or status == 304 else int(lower[at + 15 :].split(b"\r\n", 1)[0])
    missing = length - len(body)
    while missing > 0:
        more = line.recv(min(missing, 65536))
        if not more:
            raise ConnectionError("the server hung up")
        missing -= len(more)
    return status
