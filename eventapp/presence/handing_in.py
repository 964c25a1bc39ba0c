"""Marks of a bridge point's page handed in together, as after an hour without network: each is judged by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import DomainError
from eventapp.events.models import Event, Site
from eventapp.presence.calling import Kind, Mark, Newcomer, take
from eventapp.presence.models import Sign
from eventapp.presence.shapes import MarkShape, NewcomerShape
from eventapp.shapes import Fault, read

LARGEST = 500
STORED, ALREADY, REJECTED = "stored", "already_stored", "rejected"


@dataclass(frozen=True)
class Result:
    """What became of one mark: its number as it was given, and why it was not noted."""

    id: str | None
    status: str
    refusal: DomainError | None = None
    faults: Sequence[Fault] = field(default=())


def hand_in(event: Event, site: Site, records: Sequence[Any], *, by: Actor) -> list[Result]:
    """Note each mark, in order; one that is refused or cannot be read holds up no other."""
    return [_handed_in(event, site, record, by) for record in records]


def mark_of(record: Any, *, typed_values: bool = True) -> tuple[Mark | None, Sequence[Fault]]:
    """Return the mark that the record says, or what is wrong with it."""
    reading = read(MarkShape, record, typed_values=typed_values)
    values = dict(reading.values)
    faults = list(reading.faults)
    newcomer = None
    if values.get("kind") is Kind.ARRIVAL:
        given = read(NewcomerShape, record.get("walk_in"), typed_values=typed_values)
        faults += given.faults
        said: dict[str, Any] = {name: "" if value is None else value for name, value in given.values.items()}
        newcomer = Newcomer(**said) if given.ok else None
    if values.get("sign") is Sign.SPAN:
        faults.append(Fault("sign", "invalid", MarkShape.impossible))
    if faults:
        return None, faults
    at, uuid, offset = values.pop("at"), values.pop("id"), values.pop("clock_offset") or 0
    return Mark(uuid=uuid, at=at if _is_aware(at) else None, clock_offset=offset, newcomer=newcomer, **values), ()


def _is_aware(at: datetime | None) -> bool:
    """Local time of a device whose zone nobody knows says nothing: then the server's own counts."""
    return at is not None and at.tzinfo is not None


def _handed_in(event: Event, site: Site, record: Any, by: Actor) -> Result:
    mark, faults = mark_of(record)
    if mark is None:
        return Result(_number(record), REJECTED, faults=faults)
    try:
        with db.session.begin_nested():
            is_new = take(event, site, mark, by=by)
    except DomainError as refusal:
        return Result(_number(record), REJECTED, refusal)
    return Result(_number(record), STORED if is_new else ALREADY)


def _number(record: Any) -> str | None:
    number = record.get("id") if isinstance(record, Mapping) else None
    return number if isinstance(number, str) else None
