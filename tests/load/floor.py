"""The bare floor: plain Flask views over SQLAlchemy Core that send the same statements as the product, and no more.

Same server, same database, same durability. What the product needs beyond this is what its rules, shapes, headers,
languages and access checks cost.
"""

import os
import uuid
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from flask import Flask, request
from sqlalchemy import Connection, create_engine, event, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url

from eventapp.audit.models import AuditEntry
from eventapp.checkin.models import Direction, Entry, Scan, Verdict
from eventapp.database import engine_options, prepare
from eventapp.directory.models import Person
from eventapp.events.models import ApiToken, Category, Event, EventMode, Mode
from eventapp.mail.models import Letter
from eventapp.references import new_reference
from eventapp.registration.models import Registration, Status, Submission
from eventapp.tickets.codes import code_hash, new_code
from eventapp.tickets.models import Ticket
from eventapp.work.models import WorkState

url = make_url(os.environ["EVENTAPP_DATABASE_URL"])
engine = create_engine(url, **engine_options(url))
prepare(engine)
is_sqlite = url.get_backend_name() == "sqlite"
insert_once = sqlite.insert if is_sqlite else postgresql.insert
if is_sqlite:

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Writers take their turn at once."""
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


writer = engine.execution_options(writes=True)
app = Flask(__name__)


@app.get("/healthz")
def alive() -> dict[str, str]:
    """Answer."""
    return {"status": "ok"}


@app.get("/row")
def row() -> dict[str, Any]:
    """Read one row by its index."""
    with engine.connect() as connection:
        found = connection.execute(select(Event.id, Event.revision).where(Event.slug == "bench")).one()
    return {"id": found.id, "revision": found.revision}


def token_of(connection: Connection) -> Any:
    """Read the token and its event."""
    hashed = sha256(request.headers["Authorization"][7:].encode()).hexdigest()
    connection.execute(select(ApiToken.id, ApiToken.role).where(ApiToken.token_hash == hashed)).one()
    return connection.execute(select(Event.id, Event.zone, Event.status).where(Event.slug == "bench")).one()


@app.post("/scan")
def scan() -> dict[str, Any]:
    """Token, event, the same scan before?, ticket with its holder, entry, scan, commit."""
    sent, now = request.get_json(), datetime.now(UTC)
    with writer.begin() as connection:
        of = token_of(connection)
        hashed = code_hash(sent["code"])
        connection.execute(select(Scan.id).where(Scan.event_id == of.id, Scan.uuid == sent["id"])).one_or_none()
        holder = connection.execute(
            select(Ticket.id, Registration.ref, Registration.status, Registration.mode, Person.full_name)
            .join(Registration, Registration.ticket_id == Ticket.id)
            .join(Person, Person.id == Registration.person_id)
            .where(Ticket.code_hash == hashed, Ticket.event_id == of.id)
        ).one()
        entered = connection.execute(
            insert_once(Entry)
            .values(
                ticket_id=holder.id, place="event", day=date(2030, 5, 6), spell=0, event_id=of.id,
                entered_at=now, gate="A",
            )
            .on_conflict_do_nothing()
            .returning(Entry.spell)
        ).one_or_none()  # fmt: skip
        verdict = Verdict.ADMITTED if entered else Verdict.ALREADY_IN
        connection.execute(
            insert(Scan.__table__).values(  # type: ignore[arg-type]
                event_id=of.id, uuid=sent["id"], ticket_id=holder.id, code_hash=hashed, direction=Direction.IN,
                gate="A", place="event", verdict=verdict, first_in_gate="", override_reason="", at=now,
                received_at=now, device="", list_version="", decision="", operator="token",
            )
        )  # fmt: skip
    return {"id": sent["id"], "verdict": verdict.value, "delegate": {"ref": holder.ref, "full_name": holder.full_name}}


@app.post("/register")
def register() -> tuple[dict[str, Any], int]:
    """Token, event, submission, seat, person, ticket, registration, audit line, letter row, commit."""
    sent, now = request.get_json(), datetime.now(UTC)
    with writer.begin() as connection:
        of = token_of(connection)
        key = {"event_id": of.id, "key": uuid.uuid4().hex, "digest": "", "at": now}
        submission = connection.execute(insert(Submission).values(key).returning(Submission.id)).scalar_one()
        connection.execute(
            update(EventMode)
            .where(EventMode.event_id == of.id, EventMode.mode == Mode.HALL)
            .values(taken=EventMode.taken + 1)
        )
        name, email = sent["full_name"], sent["email"]
        connection.execute(select(Person.id).where(Person.event_id == of.id, Person.email == email)).one_or_none()
        person = connection.execute(
            insert(Person)
            .values(
                event_id=of.id, ref=new_reference(), full_name=name, name_key=name, search_words=name, sort_key=name,
                salutation="", email=email, phone="", position="", organisation_name="", created_at=now,
            )
            .returning(Person.id)
        ).scalar_one()  # fmt: skip
        usual = select(Category.id).where(Category.event_id == of.id, Category.is_default)
        category = connection.execute(usual).scalar_one()
        code = new_code()
        ticket = connection.execute(
            insert(Ticket)
            .values(event_id=of.id, code_hash=code_hash(code), code_sealed=code.encode(), issued_at=now)
            .returning(Ticket.id)
        ).scalar_one()
        ref = new_reference()
        registration = connection.execute(
            insert(Registration)
            .values(
                event_id=of.id, ref=ref, person_id=person, mode=Mode.HALL, status=Status.CONFIRMED, ticket_id=ticket,
                category_id=category, locale="vi", note="", generation=0, registered_at=now, changed_at=now,
            )
            .returning(Registration.id)
        ).scalar_one()  # fmt: skip
        connection.execute(
            insert(AuditEntry).values(
                at=now, actor="token", event_id=of.id, action="registered", subject=f"registrations/{ref}", words={}
            )
        )
        connection.execute(
            insert(Letter).values(
                state=WorkState.WAITING, queued_at=now, due_at=now, attempts=0, reference=uuid.uuid4().hex,
                kind="registration/registered", occasion=f"registered {ref}", person=email, event_id=of.id,
                subject_id=registration, locale="vi", name=name, recipient=email,
            )
        )  # fmt: skip
        connection.execute(update(Submission).where(Submission.id == submission).values(registration_id=registration))
    return {"ref": ref, "status": "confirmed", "ticket": {"code": code}}, 201
