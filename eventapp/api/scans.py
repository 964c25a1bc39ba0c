"""Scans at the door: one at once, or what a device has collected while it was offline."""

from collections.abc import Sequence
from typing import Any

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from eventapp.api.blueprint import bp
from eventapp.api.bodies import json_body
from eventapp.api.door_schemas import BatchAnswer, ScanAnswer
from eventapp.api.operations import answer, describes
from eventapp.checkin import collecting, devices, guessing
from eventapp.checkin.collecting import Result, Sender
from eventapp.checkin.models import Right
from eventapp.checkin.scanning import Answer, AnsweredMeanwhile, Reading
from eventapp.checkin.shapes import BatchShape, ScanShape
from eventapp.checkin.verdicts import message
from eventapp.database import transaction
from eventapp.events.models import Event
from eventapp.events.roles import Role
from eventapp.shapes import read
from eventapp.web import limits
from eventapp.web.access import may, program
from eventapp.web.former_doors import no_door
from eventapp.web.languages import language
from eventapp.web.problems import errors_of, invalid

LARGEST_BATCH = 4 * 1024 * 1024
SCANNERS = (Right.SCAN, Right.SEARCH, Right.WALK_IN)


@bp.post("/events/<slug>/scans")
@program(Role.DOOR, rights=SCANNERS, hears_late=True)
@describes(ScanAnswer, body=ScanShape)
def scan(slug: str) -> ResponseReturnValue:
    """Scan a ticket, or enter somebody who walks in.

    Answers 200 to every well-formed scan: a refusal is an answer, and is written down too. The same `id` again gives
    the same answer and adds nothing.
    """
    event: Event = g.event
    body = json_body()
    if g.get("gone"):
        return _quarantined(event, [body])
    reading, faults = collecting.reading_of(event, body, _sender(event))
    if reading is None:
        return invalid(faults)
    try:
        answered = _answered(event, reading)
    except AnsweredMeanwhile:
        answered = _answered(event, reading)
    return answer(_told(event, answered))


@bp.post("/events/<slug>/scans/batch")
@program(Role.DOOR, rights=SCANNERS, hears_late=True)
@describes(BatchAnswer, body=BatchShape)
def scan_batch(slug: str) -> ResponseReturnValue:
    """Hand in scans collected offline, at most 500.

    Each gets its own status; one that cannot be read is rejected and holds up no other.
    """
    event: Event = g.event
    batch = read(BatchShape, json_body(LARGEST_BATCH), typed_values=True)
    if not batch.ok:
        return invalid(batch.faults)
    if g.get("gone"):
        return _quarantined(event, batch.values["scans"])
    sender = _sender(event)
    with transaction():
        counts = limits.are_on()
        results = [collecting.collect(event, each, sender, counts_guesses=counts) for each in batch.values["scans"]]
    return answer({"results": [_result(event, each) for each in results]})


def _quarantined(event: Event, records: Sequence[Any]) -> ResponseReturnValue:
    """Keep what a telephone sends late that is a door no more, and tell it so."""
    with transaction():
        named = [collecting.quarantine(event, each, g.device) for each in records]
        devices.note_told(g.device)
    return no_door(g.gone, results=[{"id": each, "status": "quarantined"} for each in named])


def _result(event: Event, result: Result) -> dict[str, Any]:
    if result.answer is not None:
        return {"status": result.status, **_told(event, result.answer)}
    retry = {"retry": True} if result.is_to_be_sent_again else {}
    return {"id": result.id, "status": result.status, **retry, "errors": errors_of(result.faults)}


def _sender(event: Event) -> Sender:
    if "device" in g:
        rights = g.device.rights
        return Sender(
            f"device/{g.device.id}",
            device=g.device.ref,
            may_override=Right.OVERRIDE in rights,
            may_enter=Right.WALK_IN in rights,
        )
    token = g.get("api_token")
    operator = f"token/{token.id}" if token else f"user/{current_user.user.id}"
    return Sender(operator, may_override=may(Role.REGISTRAR, event), may_enter=True)


def _answered(event: Event, reading: Reading) -> Answer:
    if not limits.are_on():
        with transaction():
            return collecting.answered(event, reading)
    try:
        with transaction():
            guessing.refuse_guesses(event, reading)
            found = collecting.answered(event, reading)
            guessing.note(event, reading, found)
            return found
    except guessing.TooManyWrongCodes as refusal:
        raise TooManyRequests(retry_after=refusal.seconds) from None


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
        **({"flags": list(answered.flags)} if answered.flags else {}),
        **({"ticket": {"code": answered.code}} if answered.code else {}),
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
            "attention": holder.attention or None,
        },
    }
