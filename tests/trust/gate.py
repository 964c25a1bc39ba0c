"""A bad network between a telephone and the server: what it does to a request stands in its header `X-Fate`.

`cut n`: the answer breaks off after n bytes. `lost`: the request never arrives. `half`: half of it does. `gateway`: the
server has answered, and a 502 comes. `twice`: the answer comes two times. Nothing: it goes through.
"""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
FATE = re.compile(rb"\r\nx-fate: *([^\r]*)", re.I)
BROKEN = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
PATIENCE = 20  # seconds


@contextmanager
def gate(port: int) -> Iterator[int]:
    """Stand before the server on `port` until the block ends; give the port to ask instead."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as door:

        def stand() -> None:
            while True:
                try:
                    caller, _address = door.accept()
                except OSError:
                    return
                threading.Thread(target=_pass, args=(caller, port), daemon=True).start()

        threading.Thread(target=stand, daemon=True).start()
        yield int(door.getsockname()[1])
        door.shutdown(socket.SHUT_RDWR)


def _pass(caller: socket.socket, port: int) -> None:
    """Carry one request, and its answer as far as its fate lets it."""
    with caller:
        caller.settimeout(PATIENCE)
        request = _message(caller)
        found = FATE.search(request)
        fate, _blank, number = (found[1].decode() if found else "").partition(" ")
        if fate == "lost" or not request:
            return
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as server:
            server.settimeout(PATIENCE)
            server.sendall(request[: len(request) // 2] if fate == "half" else request)
            if fate == "half":
                return
            answer = _message(server)
        if fate == "gateway":
            answer = BROKEN
        elif fate == "twice":
            answer *= 2
        elif fate == "cut":
            answer = answer[: int(number)]
        caller.sendall(answer)


def _message(line: socket.socket) -> bytes:
    """Read one request or answer: its head, and as much as this says; what there is, where the line breaks."""
    read = b""
    while True:
        head, blank, body = read.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if blank and len(body) >= (int(length[1]) if length else 0):
            return read
        more = line.recv(65536)
        if not more:
            return read
        read += more
