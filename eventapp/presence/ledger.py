"""The ledger: scans of the door and all other evidence, read as one. Nothing is copied (decision 0012)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, func, select

from eventapp import names
from eventapp.checkin.models import Direction, Gate, Scan, Verdict
from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.presence.judging import Ruled
from eventapp.presence.models import Evidence, Level, Retraction, Ruling, Sign, Source
from eventapp.presence.spells import Piece
from eventapp.registration.models import Registration

_scans, _evidence, _retractions, _rulings, _registrations = (
    cast(Table, model.__table__) for model in (Scan, Evidence, Retraction, Ruling, Registration)
)
_PROVES = (Verdict.ADMITTED, Verdict.ALREADY_IN, Verdict.LEFT)  # what was refused proves nothing
_SIGNS = {Direction.IN: Sign.IN, Direction.OUT: Sign.OUT, Direction.UNDO: Sign.UNDO}
_OF_SESSION = "session:"
Pieces = dict[int, list[Piece]]


def pieces_of(event: Event, sessions: Mapping[str, int], *, registration_id: int | None = None) -> Pieces:
    """Return the evidence by registration, of all or of one; `sessions` are the numbers of the event's, by reference.

    Two statements and one for the gates, however much there is.
    """
    found: Pieces = defaultdict(list)
    _read_scans(event, sessions, registration_id, found)
    _read_evidence(event, registration_id, found)
    return found


def rulings_of(event: Event, *, registration_id: int | None = None) -> dict[int, list[Ruled]]:
    """Return what organisers have ruled, by registration."""
    columns = _rulings.c
    asked = select(
        columns.registration_id, columns.at, columns.id, columns.session_id, columns.judgement, columns.mode
    ).where(columns.event_id == event.id)
    if registration_id is not None:
        asked = asked.where(columns.registration_id == registration_id)
    found: dict[int, list[Ruled]] = defaultdict(list)
    for row in db.session.connection().execute(asked):
        found[row[0]].append(Ruled(*row[1:]))
    return found


def number_of_evidence(registration_ids: Sequence[int]) -> int:
    """Return how many pieces of evidence and rulings there are of these registrations, beside the door's."""
    columns = (Evidence.registration_id, Ruling.registration_id)
    asked = [select(func.count()).where(each.in_(registration_ids)) for each in columns]
    return sum(db.session.scalar(each) or 0 for each in asked)


def _read_scans(event: Event, sessions: Mapping[str, int], registration_id: int | None, found: Pieces) -> None:
    columns, holder = _scans.c, _registrations.c
    asked = (
        select(
            holder.id, holder.mode, holder.site_id, columns.at, columns.device, columns.sequence, columns.uuid,
            columns.direction, columns.gate, columns.place,
        )
        .join(_registrations, holder.ticket_id == columns.ticket_id)
        .where(columns.event_id == event.id, columns.verdict.in_(_PROVES))
    )  # fmt: skip
    if registration_id is not None:
        asked = asked.where(holder.id == registration_id)
    mode_at = _modes_at_gates(event)
    for row in db.session.connection().execute(asked).all():
        number, registered, site_id, at, device, sequence, uuid, direction, gate, place = row
        mode = mode_at(gate, registered)
        session_id = None
        if place != "event":
            session_id = sessions.get(place.removeprefix(_OF_SESSION).upper())
        order = (device, -1 if sequence is None else sequence, uuid)
        site = site_id if mode is registered else None
        found[number].append(Piece(at, order, _SIGNS[direction], Source.DOOR, Level.A, mode, session_id, site))


def _modes_at_gates(event: Event) -> Callable[[str, Mode], Mode]:
    """Return what says how someone attends who comes by a gate: as registered if it admits that, else as it does."""
    rows = db.session.execute(select(Gate.key, Gate.modes).where(Gate.event_id == event.id))
    admitted: dict[str, Sequence[Any]] = {row.key: row.modes for row in rows}
    known: dict[str, Sequence[Any]] = {"": ()}

    def mode_at(gate: str, registered: Mode) -> Mode:
        if gate not in known:
            known[gate] = admitted.get(names.fold(gate)[:255], ())
        modes = known[gate]
        if not modes:
            return Mode.HALL
        return registered if registered.value in modes else Mode(modes[0])

    return mode_at


def _retracted(event: Event) -> Select[int]:
    return select(_retractions.c.evidence_id).where(_retractions.c.event_id == event.id)


def _read_evidence(event: Event, registration_id: int | None, found: Pieces) -> None:
    columns = _evidence.c
    asked = select(
        columns.registration_id, columns.at, columns.uuid, columns.sign, columns.source, columns.level, columns.mode,
        columns.session_id, columns.site_id, columns.until, columns.said_at,
    ).where(columns.event_id == event.id, columns.id.not_in(_retracted(event)))  # fmt: skip
    if registration_id is not None:
        asked = asked.where(columns.registration_id == registration_id)
    for number, at, uuid, *rest in db.session.connection().execute(asked).all():
        found[number].append(Piece(at, ("", -1, uuid), *rest))
