"""`python -m tests.load.lists`: the list of 50,000 delegates, and 200 delegations invited in one action; on SQLite.

Prints the milliseconds in the server and the statements of each request, warm, beside what issue 3 allows and the load
of the machine. Nothing leaves the process.
"""

import logging
import os
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from eventapp import clock, names
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.directory import organisations
from eventapp.directory.models import Person
from eventapp.events.models import Event, Mode
from eventapp.events.roles import Role
from eventapp.references import new_reference
from eventapp.registration.models import Registration, Status
from tests.conftest import make_app, migrate
from tests.delegations.desk import make_delegation, office
from tests.factories import make_event, make_registration
from tests.queries import count_queries
from tools.big_list import FAMILIES, GIVENS

DELEGATES, ORGANISATIONS, INVITED, TIMES = 50_000, 400, 200, 7
LIST, INVITATIONS = "/manage/events/large/delegates", "/manage/events/many/delegations/invitations"
PAGES = {
    "first page": "",
    "second page": "?page=2",
    "in English": "?lang=en",
    "search": "?q=nguyen+anh",
    "search by initials": "?q=nvaa",
    "search, nobody": "?q=zzzz",
    "filter by attendance": "?mode=hall",
    "filter by organisation": "?organisation=S%E1%BB%9F+7",
    "filter and search": "?mode=online&q=tran",
    "by precedence": "?sort=precedence",
}


def fill(event: Event) -> None:
    """Register so many people in the event, as rows that are like one the rules have made."""
    with transaction():
        known = [organisations.enter(f"Sở {each}", name_en=f"Department {each}")[0] for each in range(ORGANISATIONS)]
    one = make_registration(event)
    person, registration = row_of(Person, one.person_id), row_of(Registration, one.id)
    people, registrations = [], []
    for each in range(DELEGATES):
        name = f"{FAMILIES[each % 10]} Văn {GIVENS[each // 10 % 10]} {GIVENS[each // 100 % 10]}"
        keys = {"name_key": names.search_key(name), "search_words": names.search_words(name)}
        home = known[each % ORGANISATIONS]
        works = {"organisation_id": home.id, "organisation_name": home.name}
        mine = {"id": 10 + each, "ref": new_reference(), "full_name": name, "email": f"d{each}@x.example"}
        people.append({**person, **keys, **works, **mine, "sort_key": names.sort_key(name)})
        attends = {"mode": (Mode.HALL, Mode.ONLINE)[each % 2], "status": Status.CONFIRMED, "ticket_id": None}
        registrations.append(
            {**registration, **attends, "id": 10 + each, "ref": new_reference(), "person_id": 10 + each}
        )
    with transaction():
        db.session.execute(insert(Person), people)
        db.session.execute(insert(Registration), registrations)


def row_of(model: Any, number: int) -> dict[str, Any]:
    """Return one row as values."""
    table = model.__table__
    return dict(db.session.execute(select(table).where(table.c.id == number)).one()._mapping)


def measure(app: Flask, client: FlaskClient, path: str) -> tuple[float, int]:
    """Return the median milliseconds of a page, and its statements."""
    assert client.get(path).status_code == 200
    spent = []
    for _again in range(TIMES):
        with count_queries(app) as sent:
            begun = time.perf_counter()
            client.get(path)
            spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent), len(sent)


def invite(app: Flask) -> tuple[float, int]:
    """Return the milliseconds and statements of inviting very many delegations at once."""
    event = make_event("many")
    for each in range(INVITED):
        make_delegation(event, f"Cơ quan {each}", f"CQ{each:03}", deadline_at=clock.now() + timedelta(days=9))
    refs = db.session.scalars(select(Delegation.ref).where(Delegation.event_id == event.id)).all()
    desk = office(app, event)
    desk.get("/manage/events/many")
    with count_queries(app) as sent:
        begun = time.perf_counter()
        answer = desk.post(INVITATIONS, data={"kind": "invitation", "ref": refs})
        spent = (time.perf_counter() - begun) * 1000
    assert answer.status_code == 303
    return spent, len(sent)


def report(what: str, measured: tuple[float, int], most: float) -> None:
    """Print one line."""
    spent, sent = measured
    print(f"{what:24} {spent:7.1f} ms  {sent:3} statements  {'' if spent < most else f'MISSES {most:.0f} ms'}")


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
            event = make_event("large", hall=None)
            fill(event)
            desk = office(app, event, Role.REGISTRAR)
            print(f"load of the machine: {os.getloadavg()[0]:.1f}; {DELEGATES} delegates")
            for what, question in PAGES.items():
                report(what, measure(app, desk, LIST + question), 100)
            report(f"{INVITED} invited", invite(app), 300)


if __name__ == "__main__":
    main()
