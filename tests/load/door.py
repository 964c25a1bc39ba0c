"""`python -m tests.load.door`: the list of 50,000 delegates for a telephone, the board, a batch of 500; on SQLite.

Prints CPU milliseconds in the server and bytes, beside what issue 5 allows. Nothing leaves the process.
"""

import logging
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from eventapp import clock, signing
from eventapp.checkin.models import Entry, Right
from eventapp.database import db, transaction
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.registration.models import Registration
from eventapp.tickets import issuing
from eventapp.tickets.codes import code_hash, new_code
from eventapp.tickets.models import Ticket
from tests.checkin.telephones import Telephone
from tests.conftest import make_app, migrate
from tests.factories import give_role, make_event, make_user, open_session
from tests.load.lists import DELEGATES, fill

BATCH, INSIDE = 500, 30_000


def prepare(event: Event) -> list[str]:
    """Give everybody a ticket, and let most of them in; return some codes."""
    fill(event)
    numbers = db.session.scalars(select(Registration.id).where(Registration.event_id == event.id)).all()
    codes = [new_code() for _ in numbers]
    with transaction():
        db.session.execute(
            insert(Ticket),
            [
                {
                    "id": 1_000_000 + number,
                    "event_id": event.id,
                    "code_hash": code_hash(code),
                    "code_sealed": signing.seal(code, issuing.PURPOSE),
                    "issued_at": clock.now(),
                }
                for number, code in zip(numbers, codes, strict=True)
            ],
        )
        db.session.execute(
            update(Registration)
            .where(Registration.event_id == event.id)
            .values(ticket_id=Registration.id + 1_000_000, mode=Mode.HALL)
        )
    now, tickets = clock.now(), [1_000_000 + number for number in numbers]
    with transaction():
        db.session.execute(
            insert(Entry),
            [
                {
                    "ticket_id": each,
                    "place": "event",
                    "day": now.astimezone(event.tz).date(),
                    "spell": 0,
                    "event_id": event.id,
                    "entered_at": now - timedelta(seconds=number % 7200),
                    "gate": f"Cửa {number % 8}",
                    "left_at": None,
                }
                for number, each in enumerate(tickets[:INSIDE])
            ],
        )
    db.session.expunge_all()
    return codes[INSIDE : INSIDE + BATCH]


def spent(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return the CPU milliseconds that something takes, and what comes of it."""
    before = time.process_time()
    found = act()
    return 1000 * (time.process_time() - before), found


def report(what: str, milliseconds: float, most: float, more: str = "") -> None:
    """Print one line."""
    print(f"{what:44} {milliseconds:8.1f} ms CPU  (at most {most:.0f})  {more}")


def measure(app: Flask, event: Event, codes: list[str], member: FlaskClient) -> None:
    """Print the figures."""
    phone = Telephone(app, event, Right.SCAN, Right.SEARCH)
    headers = {"Authorization": f"Bearer {phone.token}", "Accept-Encoding": "gzip"}
    address = f"/api/v1/events/{event.slug}/door-list"
    took, answer = spent(lambda: phone.client.get(address, headers=headers))
    report("door list, whole", took, 2000, f"{len(answer.data) / 1e6:.2f} MB packed (at most 6)")
    took, answer = spent(lambda: phone.client.get(address, headers=headers))
    report("door list, kept", took, 100)
    phone.sync()
    took, _answer = spent(phone.sync)
    report("door list, nothing new", took, 50)
    took, answer = spent(lambda: phone("POST", "/devices/self/contact", {}))
    report("contact", took, 50)
    now = clock.now()
    records = [
        {"id": str(uuid4()), "code": code, "at": now.isoformat(), "sequence": number, "decision": "offline_admitted"}
        for number, code in enumerate(codes)
    ]
    took, _results = spent(lambda: phone.batch(*records))
    report(f"batch of {BATCH}", took, 1000)
    took, _answer = spent(phone.sync)
    report(f"door list, {BATCH} moved", took, 200)
    member.get(f"/manage/events/{event.slug}/door/live")  # compiles the templates
    scans = [phone.scan(code) for code in codes[:2]]
    assert [each["verdict"] for each in scans] == ["already_in"] * 2
    phone.scan(codes[0], direction="out")
    for what, path, most in (("board, changed", "/live", 50), ("board page", "", 100)):
        took, answer = spent(lambda path=path: member.get(f"/manage/events/{event.slug}/door{path}"))
        report(what, took, most)
    live = member.get(f"/manage/events/{event.slug}/door/live")
    known = {"If-None-Match": live.headers["ETag"]}
    took, answer = spent(lambda: member.get(f"/manage/events/{event.slug}/door/live", headers=known))
    report(f"board, {answer.status_code}", took, 10)
    took, answer = spent(lambda: phone("GET", "/door-names"))
    report("names in the clear", took, 2000, f"{len(answer.data) / 1e6:.2f} MB")


def main() -> None:
    """Fill a database and measure."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{place}/eventapp.sqlite3"
        migrate(url, Path(place))
        app = make_app(url)
        app.config["INSTANCE"] = Path(place)
        with app.test_request_context():
            now = clock.now()
            event = make_event(
                "large", hall=DELEGATES + 10, starts_at=now - timedelta(hours=3), ends_at=now + timedelta(hours=5)
            )
            codes = prepare(event)
            user = make_user()
            give_role(event, user, Role.ORGANISER)
            token = open_session(user)
        member = app.test_client()
        with member.session_transaction() as session:
            session["_user_id"] = token
        measure(app, event, codes, member)


if __name__ == "__main__":
    main()
