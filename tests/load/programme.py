"""`python -m tests.load.programme`: what a programme of 1,000 sessions costs, beside what issue 4 allows; on SQLite.

FOSDEM 2021 is imported (773 sessions), and sessions are added. Then, in one process: the page and the feed built from
nothing, the feed after one change, and the check for clashes; and, served, what is kept beside a bare view that reads
one row. Milliseconds of wall and of CPU. Talks to 127.0.0.1 only.
"""

import argparse
import gc
import logging
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import structlog
from flask import Flask

from eventapp import icalendars
from eventapp.agenda.expecting import expected_in
from eventapp.audit.trail import SYSTEM
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.links import keeping
from eventapp.links.keeping import Opened, Place
from eventapp.links.models import Audience
from eventapp.programme import programming
from eventapp.programme.models import SessionKind
from eventapp.programme.planned import clashes_of
from eventapp.programme.queries import sessions_of
from eventapp.web.repeats import Repeats
from tests import factories
from tests.conftest import SHARED, make_app, migrate
from tests.delegations.desk import office
from tests.load.bench import Prepared, line, measure, pages
from tests.load.serving import granian
from tests.programme.test_interchange import take

SESSIONS, POINTS, TIMES = 1000, 94, 5
FOSDEM = SHARED / "data" / "schedules" / "fosdem_2021.xml"
TAKES = {"Accept-Encoding": "gzip"}  # as browsers and calendars say
PAGE, FEED, CLASHES = "/events/bench/programme", "/events/bench/calendar.ics", "/manage/events/bench/programme/clashes"


def spent(act: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds of wall and CPU that it takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


def report(what: str, measured: list[tuple[float, float]], most: float) -> None:
    """Print the medians of what was measured."""
    wall, cpu = (statistics.median(column) for column in zip(*measured, strict=True))
    print(f"{what:34} {wall:8.1f} ms {cpu:8.1f} ms CPU  {'' if wall < most else f'MISSES {most:.0f} ms'}")


def fill(event: Event) -> None:
    """Add sessions until there are as many as wanted."""
    with transaction():
        for number in range(SESSIONS - len(sessions_of(event))):
            begins = event.starts_at + timedelta(minutes=5 * number)
            programming.add_session(
                event,
                by=SYSTEM,
                kind=SessionKind.PARALLEL,
                title=f"Phiên {number}",
                starts_at=begins,
                ends_at=begins + timedelta(minutes=25),
            )


def join(event: Event) -> None:
    """Let bridge points take part in every session; every other one of the first of them has a link."""
    points = [factories.make_site(event, f"Điểm {number}") for number in range(POINTS)]
    sessions = sessions_of(event)
    with transaction():
        for number, session in enumerate(sessions[::2]):
            place = Place(audience=Audience.BRIDGE, session=session, site=points[number % POINTS])
            keeping.add_link(event, place, Opened(url="https://example.zoom.us/j/1"), by=SYSTEM)


def forget(app: Flask) -> None:
    """Let the application have nothing kept."""
    app.extensions.pop("shelf", None)
    app.wsgi_app = Repeats(app, cast(Repeats, app.wsgi_app).inner)  # type: ignore[method-assign]
    icalendars.entry_body.cache_clear()


def change(event: Event) -> None:
    """Make one session a quarter of an hour longer."""
    session = sessions_of(event)[0]
    with transaction():
        programming.revise_session(event, session, by=SYSTEM, ends_at=session.ends_at + timedelta(minutes=15))


def in_one_process(app: Flask) -> None:
    """Import, build from nothing, change, check."""
    begins, ends = datetime(2021, 2, 6, 8, tzinfo=UTC), datetime(2021, 2, 7, 18, tzinfo=UTC)
    event = factories.make_event("bench", hall=None, zone="Europe/Brussels", starts_at=begins, ends_at=ends)
    report("import of FOSDEM 2021", [spent(lambda: take(event, FOSDEM.read_bytes()))], 5000)
    fill(event)
    join(event)
    gc.freeze()  # what the preparation left is not looked at, as eventapp/wsgi.py leaves out what it loaded
    client, desk = app.test_client(), office(app, event, Role.ORGANISER)
    built: dict[str, list[tuple[float, float]]] = {"page": [], "feed": [], "changed": [], "clashes": [], "list": []}
    for _again in range(TIMES):
        forget(app)
        built["page"].append(spent(lambda: client.get(PAGE, headers=TAKES)))
        built["feed"].append(spent(lambda: client.get(FEED, headers=TAKES)))
        change(event)
        built["changed"].append(spent(lambda: client.get(FEED, headers=TAKES)))
        db.session.expire_all()
        built["clashes"].append(spent(lambda: clashes_of(event, expected_in(event))))
        built["list"].append(spent(lambda: desk.get(CLASHES)))
    report(f"page of {SESSIONS} sessions, built", built["page"], 300)
    report(f"feed of {SESSIONS} sessions, built", built["feed"], 800)
    report("feed after one change", built["changed"], 300)
    report("check for clashes", built["clashes"], 50)
    report("page of clashes", built["list"], 300)


def served(url: str, folder: Path, count: int, width: int) -> None:
    """Compare what is kept with a bare view that reads one row, in one run."""
    prepared, shape = Prepared(url, folder, "", [], ""), {"workers": max(2, os.cpu_count() or 1), "threads": 2}
    each = max(20, count // width)
    bare = measure(
        "floor",
        lambda port: granian("tests.load.floor:app", port, **shape),
        prepared.environment,
        {"row": pages("/row", each)},
        width,
    )
    app = make_app(url)
    loads = {}
    for name, path in (("page", PAGE), ("feed", FEED)):
        known = {"If-None-Match": app.test_client().get(path, headers=TAKES).headers["ETag"]}
        loads[f"{name}, kept"], loads[f"{name}, 304"] = pages(path, each, TAKES), pages(path, each, TAKES | known)
    ours = measure(
        "eventapp", lambda port: granian("eventapp.wsgi:app", port, **shape), prepared.environment, loads, width
    )
    print(f"\nserved, {width} connections                       p50     p95     p99")
    floor, cpu = bare["row"]
    print(line("  floor: row", floor, cpu, None))
    for load, (outcome, cpu) in ours.items():
        print(line(f"  {load}", outcome, cpu, floor))


def main() -> None:
    """Measure all of it."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=1600, help="requests of each kind")
    words.add_argument("--connections", type=int, default=16)
    asked = words.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        url = f"sqlite:///{folder / 'eventapp.sqlite3'}"
        migrate(url, folder)
        app = make_app(url)
        app.config["INSTANCE"] = folder
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        with app.test_request_context():
            in_one_process(app)
            db.session.remove()
        served(url, folder, asked.count, asked.connections)


if __name__ == "__main__":
    main()
