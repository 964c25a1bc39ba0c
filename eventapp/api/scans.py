"""Scans at the door: one at once, or what a device has collected while it was offline."""

from typing import Any

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from eventapp.api.blueprint import bp
from eventapp.api.bodies import json_body
from eventapp.api.operations import answer, describes
from eventapp.api.schemas import BatchAnswer, ScanAnswer
from eventapp.checkin import scanning
from eventapp.checkin.models import Direction
from eventapp.checkin.scanning import Answer, AnsweredMeanwhile, Reading
from eventapp.checkin.shapes import BatchShape, ScanShape
from eventapp.checkin.verdicts import message
from eventapp.database import db, transaction
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.programme.queries import find_session
from eventapp.shapes import Fault, read
from eventapp.web import limits
from eventapp.web.access import may, program
from eventapp.web.languages import language
from eventapp.web.problems import errors_of, invalid

LARGEST_BATCH = 4 * 1024 * 1024
NO_SUCH_SESSION = N_("There is no such session.")


@bp.post("/events/<slug>/scans")
@program(Role.DOOR)
@describes(ScanAnswer, body=ScanShape)
def scan(slug: str) -> ResponseReturnValue:
    """Scan a ticket.

    Answers 200 to every well-formed scan: a refusal is an answer, and is written down too. The same `id` again gives
    the same answer and adds nothing.
    """
    event: Event = g.event
    reading, faults = _reading(event, json_body())
    if reading is None:
        return invalid(faults)
    if scanning.is_reference(reading.code):
        limits.count(limits.REFERENCES, f"{reading.operator}/{reading.device}")
    try:
        with transaction():
            answered = scanning.scan(event, reading)
    except AnsweredMeanwhile:
        with transaction():
            answered = scanning.scan(event, reading)
    return answer(_told(event, answered))


@bp.post("/events/<slug>/scans/batch")
@program(Role.DOOR)
@describes(BatchAnswer, body=BatchShape)
def scan_batch(slug: str) -> ResponseReturnValue:
    """Hand in scans collected offline, at most 500.

    Each gets its own status; one that cannot be read is rejected and holds up no other.
    """
    event: Event = g.event
    batch = read(BatchShape, json_body(LARGEST_BATCH), typed_values=True)
    if not batch.ok:
        return invalid(batch.faults)
    with transaction():
        results = [_stored(event, record) for record in batch.values["scans"]]
    return answer({"results": results})


def _stored(event: Event, record: Any) -> dict[str, Any]:
    """Store one record of a batch in a savepoint of its own."""
    reading, faults = _reading(event, record)
    if reading is None:
        named = record.get("id") if isinstance(record, dict) else None
        return {"id": named if isinstance(named, str) else None, "status": "rejected", "errors": errors_of(faults)}
    try:
        with db.session.begin_nested():
            answered = scanning.scan(event, reading)
    except AnsweredMeanwhile:
        answered = scanning.scan(event, reading)
    status = "stored" if answered.is_new else "already_stored" if answered.is_same else "conflict"
    return {"status": status, **_told(event, answered)}


def _reading(event: Event, sent: Any) -> tuple[Reading | None, list[Fault]]:
    """Return the scan that was sent, or what is wrong with it."""
    found = read(ScanShape, sent, typed_values=True)
    if not found.ok:
        return None, found.faults
    values = found.values
    if values["session"] and find_session(event, values["session"]) is None:
        return None, [Fault("session", "unknown", NO_SUCH_SESSION)]
    override = values.pop("override") or {"reason": ""}
    may_override = values["direction"] is not Direction.IN or may(Role.REGISTRAR, event)
    return Reading(**values, operator=_operator(), override_reason=override["reason"] if may_override else ""), []


def _operator() -> str:
    token = g.get("api_token")
    return f"token/{token.id}" if token else f"user/{current_user.user.id}"


def _told(event: Event, answered: Answer) -> dict[str, Any]:
    written, holder = answered.scan, answered.holder
    first = written.first_in_at.astimezone(event.tz) if written.first_in_at else None
    sentence = gettext(message(written.verdict, written.reason, first_in_gate=written.first_in_gate))
    if first is not None:
        sentence %= {"time": f"{first:%H:%M}", "gate": written.first_in_gate}
    return {
        "id": written.uuid,
        "verdict": written.verdict,
        "reason": written.reason,
        "message": sentence,
        "first_in_at": first.isoformat() if first else None,
        "first_in_gate": written.first_in_gate,
        "delegate": None
        if holder is None
        else {
            "ref": holder.ref,
            "full_name": holder.full_name,
            "position": holder.position,
            "organisation": holder.organisation,
            "mode": holder.mode,
            "category": (holder.category_en or holder.category) if language() == "en" else holder.category,
            "seat": None,
            "attention": None,
        },
    }
