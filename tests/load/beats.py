"""`python -m tests.load.beats`: 2,000 heartbeats a minute while 16 doors scan, on SQLite, served as in earnest.

Each door scans twice a second. Prints requests a second and p50, p95, p99 of scans alone and of scans beside
heartbeats, and how many pieces of evidence followed. Talks to 127.0.0.1 only, for about a minute.
"""

import argparse
import itertools
import os
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from eventapp import clock
from eventapp.database import db, transaction
from eventapp.events.models import Mode
from eventapp.events.queries import find_event
from eventapp.joining import rooms
from eventapp.joining.models import Visit
from eventapp.presence.models import Evidence, Source
from eventapp.registration.models import Registration
from tests.conftest import make_app
from tests.factories import make_session
from tests.load.bench import Prepared, line, prepare, scans
from tests.load.client import Outcome, request_bytes, run
from tests.load.serving import free_port, granian, serving

DOORS, SCANS_EVERY = 16, 0.5
LINES = 8  # connections on which the heartbeats come
ALLOWED = 300  # milliseconds of p95 at the door


def visits(prepared: Prepared, number: int) -> list[str]:
    """Let so many people online be in a room; return the addresses at which their pages beat."""
    app = make_app(prepared.url)
    app.config.update(INSTANCE=prepared.folder, SECRET_KEY=prepared.environment["EVENTAPP_SECRET_KEY"])
    with app.test_request_context():
        event, now = find_event("bench"), clock.now()
        assert event is not None
        session = make_session(event, "Phiên trực tuyến", starts_at=now, ends_at=now + timedelta(hours=2))
        mine = select(Registration).where(Registration.event_id == event.id).limit(number)
        people = db.session.scalars(mine.order_by(Registration.id)).all()
        earlier = now - timedelta(seconds=80)  # the first beats are worth evidence already
        with transaction():
            for each in people:
                each.mode = Mode.ONLINE
                db.session.add(
                    Visit(
                        event_id=event.id, ref=each.ref, registration_id=each.id, session_id=session.id,
                        is_session_room=True, link_ref="", opened_at=earlier, began_at=earlier, seen_at=earlier,
                        noted_at=earlier, replaced_at=None,
                    )
                )  # fmt: skip
        places = [f"/join/{rooms.secret_of(each)}/visits/{each.ref}/beats" for each in people]
        db.session.remove()
        db.engine.dispose()
    return places


def beating(places: list[str], each: int) -> Iterator[bytes]:
    """Beat for one page after the other."""
    body = urlencode({"visible": "yes"}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    for place in itertools.islice(itertools.cycle(places), each):
        yield request_bytes("POST", place, kind, body)


def main() -> None:
    """Measure."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seconds", type=int, default=30)
    words.add_argument("--a-minute", type=int, default=2000)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as place:
        prepared = prepare(f"sqlite:///{Path(place) / 'eventapp.sqlite3'}", Path(place))
        places = visits(prepared, 2000)
        prepared.codes = prepared.codes[2000:]
        processes, port = max(2, os.cpu_count() or 1), free_port()
        told = prepared.environment | {"EVENTAPP_WEB_WORKERS": str(processes)}
        each = int(asked.seconds / SCANS_EVERY)
        doors = scans(prepared, "/api/v1/events/bench/scans", each)
        beats = asked.a_minute * asked.seconds // 60 // LINES
        heard: list[Outcome] = []
        print(f"load of the machine: {os.getloadavg()[0]:.1f}")
        with serving(granian("eventapp.wsgi:app", port, workers=processes, threads=2), told, port):
            alone = run(port, DOORS, doors, every=SCANS_EVERY)
            pages = threading.Thread(
                target=lambda: heard.append(
                    run(port, LINES, lambda n: beating(places[n::LINES], beats), every=60 * LINES / asked.a_minute)
                )
            )
            pages.start()
            beside = run(port, DOORS, doors, every=SCANS_EVERY)
            pages.join()
        for name, outcome in (("scans alone", alone), ("scans beside heartbeats", beside), ("heartbeats", heard[0])):
            print(line(name, outcome, 0, None), outcome.statuses)
        late = beside.percentile(95)
        print(f"p95 at the door {late:.1f} ms {'' if late < ALLOWED else f'MISSES {ALLOWED} ms'}")
        with make_app(prepared.url).test_request_context():
            count = select(func.count(), func.count(Evidence.received_at.distinct()))
            noted = db.session.execute(count.where(Evidence.source == Source.JOIN_PAGE)).one()
            print(f"{noted[0]} pieces of evidence, written in {noted[1]} transactions")


if __name__ == "__main__":
    main()
