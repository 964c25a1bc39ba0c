"""`python -m tests.load.platform_reports`: a platform's report of 5,000 rows is sent, taken and thrown away; on SQLite.

2,500 delegates attend, each with two stays in the report; a third is known by the code that ends the name, a third by
the address, a third only by the name or not at all. Prints milliseconds of wall and of CPU and the statements of each
request, and where a request takes longer than a second. Talks to nobody.
"""

import io
import logging
import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.platforms.models import PlatformReport
from eventapp.references import show_reference
from eventapp.registration.models import Registration
from tests.conftest import make_app, migrate
from tests.delegations.desk import office
from tests.factories import make_event
from tests.load.attendance import fill
from tests.platforms import files
from tests.queries import count_queries

PEOPLE, POINTS = 2_500, 390
NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng")
HOME = "/manage/events/bench/platform-reports"


def rows(event: Event) -> list[files.Row]:
    """Return two stays of each delegate, as Zoom writes them."""
    asked = select(Registration.ref, Person.email).join(Person)
    people = db.session.execute(asked.where(Registration.event_id == event.id).order_by(Registration.id)).all()
    made = []
    for number, (ref, email) in enumerate(people[:PEOPLE]):
        name = f"{NAMES[number % 7]} {NAMES[number // 7 % 7]} {chr(65 + number // 49 % 26)}{number}"
        called = f"{name} – {show_reference(ref)}" if number % 3 == 0 else name
        for stay in range(2):
            begins = event.starts_at.astimezone(event.tz) + timedelta(minutes=70 * stay + number % 20)
            times = (f"{each:%d/%m/%Y %H:%M}" for each in (begins, begins + timedelta(minutes=50)))
            made.append((called, email if number % 3 == 1 else "", *times, "", "No", "No"))
    return made


def spent(app: Flask, what: str, act: Callable[[], int]) -> None:
    """Print what it takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    with count_queries(app) as sent:
        status = act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    slow = "  MISSES 1 s" if wall > 1 else ""
    print(f"{what:24} {1000 * wall:8.0f} ms {1000 * cpu:8.0f} ms CPU {len(sent):6} statements, {status}{slow}")


def measure(app: Flask, desk: FlaskClient, content: bytes) -> None:
    """Send, take, look, throw away."""

    def send() -> int:
        given = {"zone": "Asia/Ho_Chi_Minh", "file": (io.BytesIO(content), "participants.csv")}
        return desk.post(HOME, data=given).status_code

    spent(app, "sent, read, matched", send)
    own = f"{HOME}/{db.session.scalars(select(PlatformReport.ref)).one()}"
    spent(app, "page of the report", lambda: desk.get(own).status_code)
    spent(app, "taken", lambda: desk.post(f"{own}/acceptance").status_code)
    spent(app, "page of the report", lambda: desk.get(own).status_code)
    spent(app, "thrown away", lambda: desk.post(f"{own}/removal").status_code)


def main() -> None:
    """Measure all of it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        url = f"sqlite:///{folder / 'eventapp.sqlite3'}"
        migrate(url, folder)
        app = make_app(url)
        app.config["INSTANCE"] = folder
        with app.test_request_context():
            event = make_event("bench", hall=None)
            fill(event, PEOPLE, POINTS)
            desk = office(app, event, Role.ORGANISER)
            made = rows(event)
            print(f"{len(made)} rows; load of the machine: {os.getloadavg()[0]:.1f}")
            measure(app, desk, files.zoom(made))


if __name__ == "__main__":
    main()
