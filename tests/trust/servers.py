"""Real server processes under real sockets: what every race is run against.

The clients' own ledger and the database judge; the servers are not asked.
"""

import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from eventapp import create_app
from eventapp.config import ROOT
from eventapp.database import db
from eventapp.server import web_command

KEY = "a key of the trials, long enough to be one"
WHOLE, BROKEN = "eventapp.wsgi:app", "tests.trust.broken:app"
PROCESSES, THREADS = 2, 4


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class House:
    """A prepared database, the servers before it, and an application of our own to look into it."""

    app: Flask
    port: int
    log: Path
    ledger: list[Answer] = field(default_factory=list)
    process: "subprocess.Popen[bytes] | None" = None

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, str] | None = None,
        *,
        as_json: Any = None,
        headers: Mapping[str, str] | None = None,
        source: int = 1,
    ) -> Answer:
        """Send one request over a connection of its own, from loopback address number `source`."""
        sent = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        content = None
        if as_json is not None:
            content, sent["Content-Type"] = json.dumps(as_json), "application/json"
        elif body is not None:
            content, sent["Content-Type"] = urlencode(body), "application/x-www-form-urlencoded"
        address = (f"127.0.{source // 250}.{source % 250 + 1}", 0)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=address)
        try:
            connection.request(method, path, content, sent)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def at_once(self, tasks: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Do all tasks at the same moment, each in a thread of its own; return the answers in the tasks' order."""
        barrier = threading.Barrier(len(tasks))
        answers: list[Answer | BaseException | None] = [None] * len(tasks)

        def run(number: int, task: Callable[[], Answer]) -> None:
            try:
                barrier.wait(30)
                answers[number] = task()
            except Exception as error:
                answers[number] = error

        threads = [threading.Thread(target=run, args=each) for each in enumerate(tasks)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(120)
        lost = [each for each in answers if not isinstance(each, Answer)]
        assert lost == [], f"{len(lost)} of {len(tasks)} requests were never answered: {lost[:3]}"
        kept = [each for each in answers if isinstance(each, Answer)]
        self.ledger += kept
        return kept

    def judge_the_ledger(self) -> None:
        """Nothing is proved by requests that were never made, nor by answers that were errors of ours."""
        assert len(self.ledger) > 0
        assert [each.status for each in self.ledger if each.status >= 500] == []

    def browser(self) -> tuple[dict[str, str], str]:
        """Return the cookie header and the CSRF token of a browser that has loaded a form."""
        with self.app.test_request_context():
            token = generate_csrf()
            signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            cookie = signer.dumps(dict(session))
        return {"Cookie": f"{self.app.config['SESSION_COOKIE_NAME']}={cookie}"}, token


@contextmanager
def house(
    url: str, folder: Path, *, serves: str = WHOLE, prefix: Sequence[str] = (), **settings: str
) -> Iterator[House]:
    """Run several processes on a migrated database until the block ends.

    `serves` is the application; `prefix` goes before the command (strace); `settings` are more of the environment.
    """
    port = free_port()
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": url,
            "INSTANCE": folder,
            "SECRET_KEY": KEY,
            "EXTERNAL_URL": f"http://127.0.0.1:{port}",
        }
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("EVENTAPP_")},
        "EVENTAPP_DATABASE_URL": url,
        "EVENTAPP_INSTANCE": str(folder),
        "EVENTAPP_SECRET_KEY": KEY,
        "EVENTAPP_EXTERNAL_URL": f"http://127.0.0.1:{port}",
        "EVENTAPP_LOCALE": "en",
        "PYTHONPATH": str(ROOT),
        **settings,
    }
    log = folder / f"server-{port}.log"
    command = [*prefix, *web_command("127.0.0.1", port, workers=PROCESSES, threads=THREADS)]
    command[-1] = serves
    with log.open("wb") as out:
        process = subprocess.Popen(  # our own command
            command, env=environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    running = House(app, port, log, process=process)
    try:
        _wait_until_it_answers(running)
        yield running
    finally:
        _end(process)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def children(process: int) -> list[int]:
    """Return the processes below this one."""
    direct = [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return [*direct, *(grandchild for child in direct for grandchild in children(child))]


def secret_of(answer: Answer) -> str:
    """Return the secret of the personal page an answer leads to, or ""."""
    found = re.search(r"/my/([a-z0-9]+)", answer.headers.get("location", ""))
    return found[1] if found else ""


def new_key() -> str:
    """Return a form's key."""
    return secrets.token_urlsafe(24)


def _wait_until_it_answers(running: House) -> None:
    assert running.process is not None
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert running.process.poll() is None, running.log.read_text(errors="replace")[-3000:]
        try:
            if running.ask("GET", "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server never answered: " + running.log.read_text(errors="replace")[-3000:])


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask our own process to end, then make sure of it and of what it started."""
    below = children(process.pid) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for each in below:
        try:
            os.kill(each, signal.SIGKILL)
        except ProcessLookupError:
            continue
