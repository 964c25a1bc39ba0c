"""What an import of 10,000 delegates costs: `tools/with-postgres .venv/bin/python -m tests.load.importing`.

By command and by page, rehearsal and taking in, on both databases: seconds of wall and CPU, memory at the beginning and
at its highest, and how long the server keeps others waiting meanwhile. Issue 3 wants a rehearsal under 10 s, taking in
under 30 s, and memory flat. Talks to 127.0.0.1 only.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import Request, urlopen

from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from eventapp import create_app
from tests.conftest import migrate, postgres_url
from tests.load.serving import free_port, granian, serving
from tools.big_list import HEADING, rows

KEY = "a key of the benchmark, long enough for one"
PAUSE = 0.05  # seconds between two requests of somebody else


def environment_of(url: str, folder: Path) -> dict[str, str]:
    """Return what every process is told."""
    return {
        "EVENTAPP_DATABASE_URL": url,
        "EVENTAPP_INSTANCE": str(folder),
        "EVENTAPP_SECRET_KEY": KEY,
        "EVENTAPP_EXTERNAL_URL": "http://127.0.0.1",
        "EVENTAPP_LOG_FORMAT": "json",
    }


def prepare(url: str, folder: Path) -> str:
    """Migrate, and make an event for the command and one for the page; return a token of the latter."""
    from eventapp.database import db
    from tests import factories

    migrate(url, folder)
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": folder, "SECRET_KEY": KEY, "TESTING": True})
    with app.test_request_context():
        for slug in ("command", "page"):
            event = factories.make_event(slug, hall=None, starts_at=datetime(2030, 5, 6, tzinfo=UTC))
        token = factories.make_token(event)
        db.session.remove()
        db.engine.dispose()
    return token


def do(step: str, sheet: str) -> None:
    """Be the process of one step of the page, and print what it cost."""
    from eventapp.audit.trail import SYSTEM
    from eventapp.database import db, transaction
    from eventapp.events.queries import find_event
    from eventapp.importing.rows import suits
    from eventapp.spreadsheets import read_table
    from eventapp.uploads import checking, jobs, keeping, taking
    from eventapp.uploads.kinds import importer_of
    from eventapp.uploads.models import Upload, What

    memory: list[int] = []

    def keep() -> None:
        event = find_event("page")
        assert event is not None
        importer = importer_of(What.DELEGATES, event, by=SYSTEM)
        table = read_table(sheet, judge=suits(importer))
        with transaction():
            keeping.keep(event.id, What.DELEGATES, table, importer)

    def upload() -> Upload:
        return db.session.scalars(select(Upload).order_by(Upload.id.desc())).first()  # type: ignore[return-value]

    def take() -> None:
        found = upload()
        with transaction():
            jobs.begin_taking(found, by=SYSTEM)
        taking.take(found, by=SYSTEM, tell=lambda _done, _total: memory.append(megabytes()))

    steps: dict[str, Callable[[], None]] = {
        "keep": keep,
        "check": lambda: checking.check(upload(), by=SYSTEM, tell=lambda _done, _total: memory.append(megabytes())),
        "take": take,
    }
    with create_app().app_context():
        memory.append(megabytes())
        began = time.monotonic(), time.process_time()
        steps[step]()
        wall, cpu = time.monotonic() - began[0], time.process_time() - began[1]
    quarter = memory[len(memory) // 4]
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"wall": wall, "cpu": cpu, "first": memory[0], "quarter": quarter, "last": memory[-1], "highest": highest}
    print(json.dumps(told))


def megabytes() -> int:
    """Return the memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def command(environment: dict[str, str], sheet: Path, *options: str) -> str:
    """Import by command in a process of its own; return a line about it."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    words = [sys.executable, "-m", "flask", "--app", "eventapp", "import", "delegates", str(sheet)]
    options = ("--event", "command", "--json", *options)
    ran = subprocess.run([*words, *options], env=os.environ | environment, check=True, capture_output=True)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads(ran.stdout.splitlines()[-1])
    counts = " ".join(f"{name} {told[name]}" for name in ("created", "unchanged"))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{wall:7.1f} s wall {cpu:7.1f} s CPU   {counts} rejected {len(told['rejected'])}"


def page(environment: dict[str, str], step: str, sheet: Path) -> str:
    """Do one step of the page in a process of its own; return a line about it."""
    words = [sys.executable, "-m", "tests.load.importing", "--step", step, "--sheet", str(sheet)]
    ran = subprocess.run(words, env=os.environ | environment, check=True, capture_output=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    memory = f"{told['first']} MB at first, {told['quarter']} at a quarter, {told['last']} at last"
    return f"{told['wall']:7.1f} s wall {told['cpu']:7.1f} s CPU   {memory}, {told['highest']} at most"


@contextmanager
def somebody_else(address: str, token: str) -> Iterator[list[float]]:
    """Ask for a search of delegates again and again while the block lasts; give how long each answer took."""
    import threading

    took: list[float] = []
    is_over = threading.Event()

    def ask() -> None:
        while not is_over.wait(PAUSE):
            began = time.monotonic()
            with urlopen(Request(address, headers={"Authorization": f"Bearer {token}"})) as answer:
                answer.read()
            took.append(1000 * (time.monotonic() - began))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield took
    finally:
        is_over.set()
        thread.join()


def measure(kind: str, url: str, folder: Path, sheet: Path) -> None:
    """Measure on one database."""
    token, environment = prepare(url, folder), environment_of(url, folder)
    print(f"\n{kind}, load {os.getloadavg()[0]:.2f}")
    print(f"  command, dry run  {command(environment, sheet, '--dry-run')}")
    print(f"  command           {command(environment, sheet)}")
    print(f"  command, again    {command(environment, sheet)}")
    port = free_port()
    search = f"http://127.0.0.1:{port}/api/v1/events/page/registrations?q=nguyen+van"
    server = granian("eventapp.wsgi:app", port, threads=2)
    with Path(os.devnull).open("wb") as nowhere, serving(server, environment, port, nowhere):
        for step in ("keep", "check", "take"):
            with somebody_else(search, token) as took:
                line = page(environment, step, sheet)
            took.sort()
            print(f"  page, {step:<11} {line}")
            print(f"      others meanwhile: p50 {took[len(took) // 2]:.0f} ms, at most {took[-1]:.0f} ms ({len(took)})")
            sys.stdout.flush()


def on_postgres(folder: Path, sheet: Path) -> None:
    """Measure on a database of this run alone."""
    name = f"eventapp_bench_{uuid.uuid4().hex[:8]}"
    server = create_engine(postgres_url(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        url = make_url(postgres_url()).set(database=name).render_as_string(hide_password=False)
        measure("PostgreSQL", url, folder, sheet)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def main() -> None:
    """Run what was asked for."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=10_000)
    words.add_argument("--only", choices=["sqlite", "postgresql"])
    words.add_argument("--step", choices=["keep", "check", "take"], help=argparse.SUPPRESS)
    words.add_argument("--sheet", help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.step:
        do(asked.step, asked.sheet)
        return
    from eventapp.spreadsheets import write_xlsx

    folder = Path(tempfile.mkdtemp(prefix="eventapp-import-"))
    try:
        sheet = folder / "delegates.xlsx"
        write_xlsx(str(sheet), HEADING, rows(asked.rows))
        if asked.only != "postgresql":
            measure("SQLite", f"sqlite:///{folder / 'eventapp.sqlite3'}", folder, sheet)
        if asked.only != "sqlite":
            on_postgres(folder, sheet)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
