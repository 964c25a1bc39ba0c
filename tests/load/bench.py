"""`make bench`: scans, registrations, pages, feeds and searches beside the bare floor, on both databases.

Prints requests a second, p50, p95, p99 and CPU milliseconds of the server per request, each beside the floor measured
in the same run. Bounded in count; talks to 127.0.0.1 only.
"""

import argparse
import itertools
import json
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from eventapp import create_app
from tests.conftest import migrate, postgres_url
from tests.load.client import Outcome, request_bytes, run
from tests.load.serving import cpu_seconds, free_port, granian, gunicorn, serving

KEY = "a key of the benchmark, long enough for one"
PEOPLE = 2500
HEADINGS = "p50     p95     p99"
Requests = Callable[[int], Iterator[bytes]]
_fresh = itertools.count()


@dataclass
class Prepared:
    """A database with an event, its delegates' codes and tokens to act with."""

    url: str
    folder: Path
    token: str
    codes: list[str]
    searcher: str  # the token of an event of its own, which registrations do not make larger
    page: str = "/events/bench"

    @property
    def environment(self) -> dict[str, str]:
        """What the servers are told."""
        return {
            "EVENTAPP_DATABASE_URL": self.url,
            "EVENTAPP_INSTANCE": str(self.folder),
            "EVENTAPP_SECRET_KEY": KEY,
            "EVENTAPP_EXTERNAL_URL": "http://127.0.0.1",
            "EVENTAPP_LOG_FORMAT": "json",
        }


def prepare(url: str, folder: Path) -> Prepared:
    """Migrate, and enter an event with delegates through the rules."""
    from eventapp.database import db
    from eventapp.events.models import Mode
    from eventapp.tickets.issuing import code_of
    from tests import factories

    migrate(url, folder)
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": folder, "SECRET_KEY": KEY, "TESTING": True})
    with app.test_request_context():
        event = factories.make_event("bench", hall=None, starts_at=datetime(2030, 5, 6, tzinfo=UTC))
        token = factories.make_token(event)
        made = factories.make_registrations(event, PEOPLE)
        codes = [code_of(each.ticket) for each in made if each.ticket and each.mode is Mode.HALL]
        searched = factories.make_event("search", hall=None, starts_at=datetime(2030, 5, 6, tzinfo=UTC))
        factories.make_registrations(searched, PEOPLE)
        searcher = factories.make_token(searched)
        db.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"}).execute(text("ANALYZE"))
        db.session.remove()
        db.engine.dispose()
    return Prepared(url, folder, token, codes, searcher)


def scans(prepared: Prepared, path: str, each: int) -> Requests:
    """Scan tickets one after the other; no two connections share one."""
    headers = {"Authorization": f"Bearer {prepared.token}", "Content-Type": "application/json"}

    def requests(_number: int) -> Iterator[bytes]:
        for _ in range(each):
            code = prepared.codes[next(_fresh) % len(prepared.codes)]
            body = {"id": str(uuid.uuid4()), "code": code, "gate": "A", "device": "bench"}
            yield request_bytes("POST", path, headers, json.dumps(body).encode())

    return requests


def registrations(prepared: Prepared, path: str, each: int) -> Requests:
    """Register people nobody has met."""
    headers = {"Authorization": f"Bearer {prepared.token}", "Content-Type": "application/json"}

    def requests(_number: int) -> Iterator[bytes]:
        for _ in range(each):
            number = next(_fresh)
            body = {"full_name": f"Nguyễn Văn {number:x}", "email": f"bench{number}@example.org", "mode": "hall"}
            key = {"Idempotency-Key": uuid.uuid4().hex}
            yield request_bytes("POST", path, headers | key, json.dumps(body).encode())

    return requests


def pages(path: str, each: int, headers: dict[str, str] | None = None) -> Requests:
    """Ask for the same page again and again."""
    return lambda _number: iter([request_bytes("GET", path, headers)] * each)


def measure(
    name: str,
    command: Callable[[int], list[str]],
    environment: dict[str, str],
    loads: dict[str, Requests],
    connections: int,
) -> dict[str, tuple[Outcome, float]]:
    """Run each load against one server; return outcome and CPU milliseconds per request."""
    port, found = free_port(), {}
    with serving(command(port), environment, port) as group:
        for load, requests in loads.items():
            for _each_process in range(4):
                run(port, 16, lambda number, requests=requests: itertools.islice(requests(number), 4))
            before = cpu_seconds(group)
            outcome = run(port, connections, requests)
            spent = 1000 * (cpu_seconds(group) - before) / len(outcome.latencies)
            if any(status >= 400 for status in outcome.statuses):
                raise SystemExit(f"{name} {load}: answers {outcome.statuses}")
            found[load] = outcome, spent
    return found


def line(name: str, outcome: Outcome, cpu: float, floor: Outcome | None) -> str:
    """Return one row of the table."""
    ratio = f"{outcome.rate / floor.rate:6.2f}" if floor else "      "
    return (
        f"{name:34} {outcome.rate:8.0f}/s {outcome.percentile(50):7.1f} {outcome.percentile(95):7.1f} "
        f"{outcome.percentile(99):7.1f} ms {cpu:6.2f} ms CPU {ratio}"
    )


def compare(kind: str, prepared: Prepared, counts: int, widths: list[int]) -> None:
    """Print the product beside the floor at each number of connections, served as `eventapp serve` does."""
    workers, threads = max(2, os.cpu_count() or 1), 2
    product = lambda port: granian("eventapp.wsgi:app", port, workers=workers, threads=threads)  # noqa: E731
    floor = lambda port: granian("tests.load.floor:app", port, workers=workers, threads=threads)  # noqa: E731
    api = "/api/v1/events/bench"
    for width in widths:
        each = max(20, counts // width)
        bare = measure(
            "floor",
            floor,
            prepared.environment,
            {
                "scan": scans(prepared, "/scan", each),
                "registration": registrations(prepared, "/register", each),
                "row": pages("/row", each),
            },
            width,
        )
        ours = measure(
            "eventapp",
            product,
            prepared.environment,
            {
                "scan": scans(prepared, f"{api}/scans", each),
                "registration": registrations(prepared, f"{api}/registrations", each),
                "page": pages(prepared.page, each),
                "page 304": pages(prepared.page, each, {"If-None-Match": etag_of(prepared, product, prepared.page)}),
                "feed": pages(f"{prepared.page}/calendar.ics", each),
                "search": pages(
                    "/api/v1/events/search/registrations?q=nguyen+van", max(20, each // 4), bearer(prepared.searcher)
                ),
            },
            width,
        )
        print(
            f"\n{kind}, {width} connection(s), {workers} process(es) × {threads} thread(s)        p50     p95     p99"
        )
        for load, (outcome, cpu) in bare.items():
            print(line(f"  floor: {load}", outcome, cpu, None))
        for load, (outcome, cpu) in ours.items():
            beside = bare[load][0] if load in bare else None if load == "search" else bare["row"][0]
            print(line(f"  {load}", outcome, cpu, beside))
        sys.stdout.flush()


def bearer(token: str) -> dict[str, str]:
    """Return the header of the token."""
    return {"Authorization": f"Bearer {token}"}


def etag_of(prepared: Prepared, command: Callable[[int], list[str]], path: str) -> str:
    """Ask once for a page's ETag."""
    import urllib.request

    port = free_port()
    with (
        serving(command(port), prepared.environment, port),
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return str(answer.headers["ETag"])


def servers(prepared: Prepared, counts: int) -> None:
    """Compare granian with gunicorn on the scan request at 16 connections; processes × threads."""
    api = "/api/v1/events/bench/scans"
    makes = [(make, shape) for make in (granian, gunicorn) for shape in ((1, 1), (1, 2), (1, 4), (2, 1), (2, 2))]
    print(f"\nservers, scans on SQLite at 16 connections {HEADINGS}")
    for make, (workers, threads) in makes:
        if make is gunicorn and threads == 1:
            continue  # its sync worker closes every connection, which this client keeps
        command = lambda port, make=make, workers=workers, threads=threads: make(  # noqa: E731
            "eventapp.wsgi:app", port, workers=workers, threads=threads
        )
        loads = {"scan": scans(prepared, api, max(20, counts // 16))}
        name = f"{make.__name__} {workers}×{threads}"
        outcome, cpu = measure(name, command, prepared.environment, loads, 16)["scan"]
        print(line(f"  {name}", outcome, cpu, None))
        sys.stdout.flush()


def main() -> None:
    """Run what was asked for."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=1600, help="requests of each kind")
    words.add_argument("--connections", type=int, nargs="+", default=[1, 4, 16])
    words.add_argument("--only", choices=["sqlite", "postgresql", "servers"])
    asked = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="eventapp-bench-"))
    try:
        if asked.only in (None, "sqlite", "servers"):
            prepared = prepare(f"sqlite:///{folder / 'eventapp.sqlite3'}", folder)
            if asked.only != "servers":
                compare("SQLite", prepared, asked.count, asked.connections)
            if asked.only != "sqlite":
                servers(prepared, asked.count)
        if asked.only in (None, "postgresql"):
            on_postgres(folder, asked.count, asked.connections)
    finally:
        shutil.rmtree(folder)


def on_postgres(folder: Path, counts: int, widths: list[int]) -> None:
    """Compare on a database of this run alone."""
    name = f"eventapp_bench_{uuid.uuid4().hex[:8]}"
    server = create_engine(postgres_url(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        url = make_url(postgres_url()).set(database=name).render_as_string(hide_password=False)
        compare("PostgreSQL", prepare(url, folder), counts, widths)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


if __name__ == "__main__":
    main()
