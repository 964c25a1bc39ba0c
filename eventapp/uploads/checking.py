"""Rehearse a sheet: every row gets its verdict, nothing is taken in, and nobody else has to wait."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from eventapp.audit.trail import Actor
from eventapp.database import change, db, transaction
from eventapp.events.models import Event
from eventapp.importing.columns import with_columns
from eventapp.importing.leftovers import Record, sort_out
from eventapp.importing.reports import Outcome
from eventapp.importing.rows import Intake, Judgement, still_needed
from eventapp.names import SEARCH_LENGTH, fold
from eventapp.shapes import Fault
from eventapp.spreadsheets import Row, Table
from eventapp.uploads.cells import unpacked
from eventapp.uploads.keeping import move
from eventapp.uploads.kinds import importer_of
from eventapp.uploads.models import Stage, Upload, UploadRow

SLICE = 500  # rows foretold and written at a time
Tell = Callable[[int, int], None]  # how many rows are done, of how many; inside the transaction that did them

_write = (
    update(UploadRow.__table__)  # type: ignore[arg-type]
    .where(UploadRow.upload_id == bindparam("of_upload"), UploadRow.number == bindparam("of_number"))
    .values(
        verdict=bindparam("of_verdict"),
        words=bindparam("of_words"),
        remarks=bindparam("of_remarks"),
        is_noted=bindparam("of_noted"),
        is_done=bindparam("of_done"),
    )
)


def check(upload: Upload, *, by: Actor, tell: Tell) -> None:
    """Give every row that is not in yet its verdict. An edge: opens its transactions itself, one a slice."""
    event = db.session.get_one(Event, upload.event_id)
    importer = importer_of(upload.what, event, by=by, sends_letters=upload.sends_letters)
    intake = Intake(importer, is_rehearsal=True, defaults=upload.defaults)
    table = Table(upload.filename, [Row(number, unpacked(cells)) for number, cells in _cells(upload)])
    done = set(db.session.scalars(select(UploadRow.number).where(UploadRow.upload_id == upload.id, UploadRow.is_done)))
    header = with_columns(table, upload.header, upload.columns)
    records: list[Record] = []
    skipped: list[Judgement] = []
    for record, reason in sort_out(table, header, still_needed(importer, upload.defaults)):
        if reason is None:
            records.append(record)
        elif record[0] not in done:
            skipped.append(Judgement(record[0], "", Outcome.SKIPPED, [reason]))
    with transaction():
        _clear(upload)
        write(upload, skipped)
        tell(0, len(records))
    for start, judgements in _judged(intake, records, done):
        with transaction():
            write(upload, judgements)
            tell(start, len(records))
    with transaction():
        _list_absent(upload, importer.absent(intake.named))
        move(upload, (Stage.CHECKING,), Stage.CHECKED)


def write(upload: Upload, judgements: Sequence[Judgement], *, is_done: bool = False) -> None:
    """Write the verdicts of some rows down."""
    if judgements:
        db.session.connection().execute(_write, [_values(upload, each, is_done) for each in judgements])


def faults_of(remarks: Sequence[Sequence[Any]]) -> list[Fault]:
    """Return a row's remarks as they were written down."""
    return [Fault(field, code, message, values) for field, code, message, values in remarks]


def _judged(intake: Intake, records: Sequence[Record], done: set[int]) -> Iterator[tuple[int, list[Judgement]]]:
    """Yield how far it is and what some rows would do. What cannot be foretold is done all at once, and undone."""
    size = SLICE if intake.importer.foretells else len(records) or 1
    for start in range(0, len(records), size):
        readings = intake.read(records[start : start + size])
        intake.remember(each for each in readings if each[0][0] in done)
        fresh = [each for each in readings if each[0][0] not in done]
        yield (
            min(start + size, len(records)),
            (intake.take(fresh) if intake.importer.foretells else _done_and_undone(intake, fresh)),
        )


def _done_and_undone(intake: Intake, readings: Sequence[Any]) -> list[Judgement]:
    judgements: list[Judgement] = []
    try:
        with transaction():
            judgements += intake.take(readings)
            raise _Undone
    except _Undone:
        return judgements


class _Undone(Exception):
    """Nothing of it is to be kept."""


def _cells(upload: Upload) -> Iterator[Any]:
    rows = select(UploadRow.number, UploadRow.cells).where(UploadRow.upload_id == upload.id)
    yield from db.session.execute(rows.order_by(UploadRow.number))


def _list_absent(upload: Upload, absent: Iterable[tuple[str, Fault]]) -> None:
    """Write down below the rows what the file lacks, so that it is found, filtered and exported as they are."""
    last = db.session.scalar(select(func.max(UploadRow.number)).where(UploadRow.upload_id == upload.id)) or 0
    rows = [
        {
            "upload_id": upload.id,
            "number": number,
            "cells": [],
            "words": words,
            "search_words": f" {fold(words)} "[:SEARCH_LENGTH],
            "verdict": Outcome.ABSENT,
            "remarks": [[fault.field, fault.code, fault.message, dict(fault.values)]],
        }
        for number, (words, fault) in enumerate(absent, last + 1)
    ]
    if rows:
        db.session.execute(insert(UploadRow), rows)


def _clear(upload: Upload) -> None:
    change(delete(UploadRow).where(UploadRow.upload_id == upload.id, UploadRow.verdict == Outcome.ABSENT))
    fresh = update(UploadRow).where(UploadRow.upload_id == upload.id, UploadRow.is_done.is_(False))
    values: dict[str, Any] = {"verdict": None, "remarks": [], "words": "", "is_noted": False}
    db.session.execute(fresh.values(**values), execution_options={"synchronize_session": False})


def _values(upload: Upload, judged: Judgement, is_done: bool) -> dict[str, Any]:
    is_taken = judged.outcome not in (Outcome.REJECTED, Outcome.SKIPPED)
    return {
        "of_upload": upload.id,
        "of_number": judged.number,
        "of_verdict": judged.outcome,
        "of_words": judged.words,
        "of_remarks": [[each.field, each.code, each.message, dict(each.values)] for each in judged.remarks],
        "of_noted": is_taken and bool(judged.remarks),
        "of_done": is_done and is_taken,
    }
