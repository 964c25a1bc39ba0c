"""Records that a device has collected: each is kept or told what is wrong with it, and holds up no other."""

from dataclasses import dataclass, field
from typing import Any

from eventapp.checkin import cases, guessing, scanning, walking_in
from eventapp.checkin.models import CaseKind, Device, Direction
from eventapp.checkin.scanning import Answer, AnsweredMeanwhile, Reading, WalkIn
from eventapp.checkin.shapes import ScanShape
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.programme.queries import find_session
from eventapp.shapes import Fault, read

REASON_MISSING = N_("To take a scan back, say why: override with a reason.")
NO_SUCH_SESSION = N_("There is no such session.")
ONE_OF_TWO = N_("A record holds either a code or somebody who walks in.")
MAY_NOT = N_("This telephone may not enter people who walk in.")


@dataclass(frozen=True)
class Sender:
    """Who hands records in: `operator` as the records name it, and what it may."""

    operator: str
    device: str = ""  # its reference where it is paired
    may_override: bool = False
    may_enter: bool = False


@dataclass(frozen=True)
class Result:
    """What became of one record: its status, and the answer or what is wrong with it."""

    id: str | None
    status: str
    answer: Answer | None = None
    faults: list[Fault] = field(default_factory=list)
    is_to_be_sent_again: bool = False


def reading_of(event: Event, sent: Any, sender: Sender) -> tuple[Reading | None, list[Fault]]:
    """Return the scan that was sent, or what is wrong with it."""
    found = read(ScanShape, sent, typed_values=True)
    if not found.ok:
        return None, found.faults
    values = found.values
    walk_in = values.pop("walk_in")
    if (values["code"] is None) is (walk_in is None):
        return None, [Fault("code", "missing", ONE_OF_TWO)]
    if walk_in is not None and not sender.may_enter:
        return None, [Fault("walk_in", "invalid", MAY_NOT)]
    if values["session"] and find_session(event, values["session"]) is None:
        return None, [Fault("session", "unknown", NO_SUCH_SESSION)]
    if values["direction"] is Direction.UNDO and not values["override"]:
        return None, [Fault("override", "missing", REASON_MISSING)]
    override = values.pop("override") or {"reason": ""}
    values["operator_name"], values["operator"] = values.pop("operator"), sender.operator
    values["device"] = sender.device or values["device"]
    values["code"] = values["code"] or ""
    is_heard = values["direction"] is not Direction.IN or sender.may_override
    reason = override["reason"] if is_heard else ""
    return Reading(**values, override_reason=reason, walk_in=WalkIn(**walk_in) if walk_in else None), []


def collect(event: Event, record: Any, sender: Sender, *, counts_guesses: bool) -> Result:
    """Keep one record, in a savepoint of its own. `counts_guesses`: may a registration code be refused for now?"""
    reading, faults = reading_of(event, record, sender)
    if reading is None:
        named = record.get("id") if isinstance(record, dict) else None
        kept = {"record": record, "faults": [each.field for each in faults], "device": sender.device}
        cases.open_case(event, CaseKind.REJECTED, f"rejected/{cases.digest(record)}", **kept)
        return Result(named if isinstance(named, str) else None, "rejected", faults=faults)
    try:
        if counts_guesses:
            guessing.refuse_guesses(event, reading)
        told = admit(event, reading)
    except guessing.TooManyWrongCodes as refusal:
        faults = [Fault("code", refusal.code, refusal.message)]
        return Result(str(reading.id), "rejected", faults=faults, is_to_be_sent_again=True)
    except DomainError as refusal:
        return Result(str(reading.id), "rejected", faults=[Fault("walk_in", refusal.code, refusal.message)])
    if counts_guesses:
        guessing.note(event, reading, told)
    if not told.is_new and not told.is_same:
        key = f"conflict/{reading.id}/{cases.digest(record)}"
        cases.open_case(event, CaseKind.CONFLICT, key, scans=[str(reading.id)], record=record, device=sender.device)
        return Result(str(reading.id), "conflict", told)
    return Result(str(reading.id), "stored" if told.is_new else "already_stored", told)


def admit(event: Event, reading: Reading) -> Answer:
    """Answer one scan of several, in a savepoint of its own; asked by two at once, both get the same answer."""
    try:
        with db.session.begin_nested():
            return answered(event, reading)
    except AnsweredMeanwhile:  # now it has an answer
        return answered(event, reading)


def answered(event: Event, reading: Reading) -> Answer:
    """Answer one scan. Raises AnsweredMeanwhile, after which nothing of the transaction may be kept."""
    return walking_in.scan(event, reading) if reading.walk_in else scanning.scan(event, reading)


def quarantine(event: Event, record: Any, device: Device) -> str | None:
    """Keep what a telephone sends that is a door no more, for a supervisor to look at; return the record's id."""
    named = record.get("id") if isinstance(record, dict) else None
    key = f"quarantine/{cases.digest(record)}"
    scans = [named] if isinstance(named, str) else []
    cases.open_case(event, CaseKind.QUARANTINED, key, scans=scans[:1], record=record, device=device.ref)
    return named if isinstance(named, str) else None
