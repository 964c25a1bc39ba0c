"""`python -m tests.load.attendance`: report, annex and board of 2,500 delegates at 390 bridge points, and of 50,000.

Prints the milliseconds in the server and the statements of each request, warm, beside what issue 6 allows and the load
of the machine; on SQLite. Nothing leaves the process.
"""

import logging
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import insert

from eventapp.checkin.models import Direction, Scan, Verdict
from eventapp.database import db, transaction
from eventapp.delegations.models import Delegation
from eventapp.events.models import Event, Mode, Site
from eventapp.events.roles import Role
from eventapp.presence.models import Evidence, Level, Sign, Source
from eventapp.programme.models import SessionKind
from eventapp.references import new_reference
from eventapp.registration.models import Registration
from eventapp.tickets.models import Ticket
from tests.conftest import make_app, migrate
from tests.delegations.desk import make_delegation, office
from tests.factories import make_event, make_registration, make_session, make_site
from tests.load.lists import measure, report, row_of

SIZES = {"many": (2_500, 390, 300), "large": (50_000, 390, 2_000)}  # delegates, bridge points, allowed ms
PAGES = {
    "report": "attendance",
    "annex": "attendance/names",
    "annex, searched": "attendance/names?q=an&state=present",
    "board": "board",
    "figures of the board": "board/figures",
    "statistics": "attendance/statistics",
}
SESSIONS = 8


def fill(event: Event, number: int, points: int) -> None:
    """Let so many people of as many organisations as there are bridge points come: rows like those the rules make."""
    hours = range(1, 1 + SESSIONS)
    session = next(make_session(event, f"Phiên {hour}", hour=hour, kind=SessionKind.PLENARY) for hour in hours)
    site, delegation = make_site(event), make_delegation(event, f"Cơ quan {event.slug}", "ONE")
    one = make_registration(event, delegation=delegation)
    kept = {
        model: row_of(model, each.id) for model, each in ((Site, site), (Delegation, delegation), (Registration, one))
    }
    ticket = row_of(Ticket, one.ticket_id or 0)
    person = one.person.__table__
    man = dict(db.session.execute(person.select().where(person.c.id == one.person_id)).one()._mapping)
    base = 1_000_000 * event.id
    rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in (Site, Ticket, Registration, Scan, Evidence)}
    people, organisations = [], []
    for each in range(points):
        key = f"{event.slug} {each}"
        rows[Site].append(
            {**kept[Site], "id": base + each, "ref": new_reference(), "name": f"Điểm cầu {key}", "key": key}
        )
        organisations.append(f"Cơ quan {key}")
    delegations = [make_delegation(event, name, f"C{each}").id for each, name in enumerate(organisations)]
    for each in range(number):
        own, mode = base + each, list(Mode)[each % 3]
        people.append(
            {**man, "id": own, "ref": new_reference(), "email": f"p{own}@x.example", "sort_key": f"{each:09}"}
        )
        rows[Ticket].append({**ticket, "id": own, "code_hash": f"{own:064}"})
        mine = {"id": own, "ref": new_reference(), "person_id": own, "ticket_id": own, "mode": mode}
        home = {
            "delegation_id": delegations[each % points],
            "site_id": base + each % points if mode is Mode.BRIDGE else None,
        }
        rows[Registration].append({**kept[Registration], **mine, **home})
        at = session.starts_at - timedelta(minutes=each % 40)
        known = {"event_id": event.id, "uuid": str(uuid4()), "at": at, "received_at": at}
        if mode is Mode.HALL:
            rows[Scan].append(
                {**known, "ticket_id": own, "code_hash": f"{own:064}", "direction": Direction.IN, "place": "event",
                 "verdict": Verdict.ADMITTED, "operator": "load"}
            )  # fmt: skip
        elif each % 10:
            span = mode is Mode.ONLINE
            rows[Evidence].append(
                {**known, "registration_id": own, "sign": Sign.SPAN if span else Sign.IN, "mode": mode, "by": "load",
                 "source": Source.PLATFORM if span else Source.ROLL_CALL, "level": Level.B if span else Level.A,
                 "until": at + timedelta(hours=5) if span else None, "session_id": None,
                 "site_id": home["site_id"], "device_at": None, "note": ""}
            )  # fmt: skip
    with transaction():
        for model in (Site, Ticket):
            db.session.execute(insert(model), rows[model])
        db.session.execute(insert(person), people)
        for model in (Registration, Scan, Evidence):
            db.session.execute(insert(model), rows[model])


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
            for slug, (number, points, allowed) in SIZES.items():
                event = make_event(slug, hall=None)
                fill(event, number, points)
                desk = office(app, event, Role.REGISTRAR)
                print(f"load of the machine: {os.getloadavg()[0]:.1f}; {number} delegates, {points} bridge points")
                for what, path in PAGES.items():
                    address = f"/manage/events/{slug}/{path}"
                    if desk.get(address).status_code == 200:
                        report(what, measure(app, desk, address), allowed)


if __name__ == "__main__":
    main()
