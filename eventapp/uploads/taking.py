"""Take the good rows of a sheet in, some at a time: other writers get their turn, and a kill loses nothing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.importing.leftovers import Record
from eventapp.importing.reports import Outcome, Report, Verdict
from eventapp.importing.rows import Intake, Judgement
from eventapp.spreadsheets import Cell
from eventapp.uploads.cells import unpacked
from eventapp.uploads.checking import Tell, write
from eventapp.uploads.keeping import move
from eventapp.uploads.kinds import importer_of
from eventapp.uploads.models import Stage, Upload, UploadRow

SLICE = 50  # rows in one transaction: on SQLite everybody else waits for its end
GOOD = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)


def take(upload: Upload, *, by: Actor, tell: Tell) -> None:
    """Take in what the rehearsal found good and is not in yet, until it is done or somebody has stopped it.

    An edge: every slice is a transaction of its own that also writes down its verdicts, so whoever goes on after a
    crash begins where it ended.
    """
    done, total = _count(upload, is_done=True), _count(upload)
    while records := _next(upload):
        judgements = _take_slice(upload.id, records, done, total, by=by, tell=tell)
        db.session.expunge_all()  # what was taken in is not looked at again: memory stays as it is
        upload = db.session.get_one(Upload, upload.id)
        if judgements is None:
            return
        done += len(judgements)
    with transaction():
        _finish(upload, by=by)


def _take_slice(
    number: int, records: Sequence[Record], done: int, total: int, *, by: Actor, tell: Tell
) -> list[Judgement] | None:
    upload = db.session.get_one(Upload, number)
    event = db.session.get_one(Event, upload.event_id)
    importer = importer_of(upload.what, event, by=by, sends_letters=upload.sends_letters)
    intake = Intake(importer, defaults=upload.defaults)
    readings = intake.read(records)
    with transaction():
        if db.session.scalar(select(Upload.stage).where(Upload.id == number).with_for_update()) is not Stage.TAKING:
            return None
        judgements = intake.take(readings)
        intake.importer.finish(Report([Verdict(each.number, each.words, each.outcome) for each in judgements]))
        write(upload, judgements, is_done=True)
        tell(done + len(judgements), total)
    return judgements


def _next(upload: Upload) -> list[Record]:
    rows = db.session.execute(
        select(UploadRow.number, UploadRow.cells)
        .where(UploadRow.upload_id == upload.id, UploadRow.verdict.in_(GOOD), UploadRow.is_done.is_(False))
        .order_by(UploadRow.number)
        .limit(SLICE)
    ).all()
    return [(number, _named(upload, cells)) for number, cells in rows]


def _named(upload: Upload, cells: list[Any]) -> dict[str, Cell]:
    row = unpacked(cells)
    return {field: row[at] if at < len(row) else "" for field, at in upload.columns.items()}


def _count(upload: Upload, *, is_done: bool = False) -> int:
    rows = select(func.count()).where(UploadRow.upload_id == upload.id, UploadRow.verdict.in_(GOOD))
    return db.session.scalar(rows.where(UploadRow.is_done) if is_done else rows) or 0


def _finish(upload: Upload, *, by: Actor) -> None:
    if not move(upload, (Stage.TAKING,), Stage.TAKEN):
        return
    event = db.session.get_one(Event, upload.event_id)
    found = db.session.execute(
        select(UploadRow.verdict, func.count())
        .where(UploadRow.upload_id == upload.id, UploadRow.verdict.is_not(None))
        .group_by(UploadRow.verdict)
    )
    counts = {each.value: 0 for each in Outcome} | {str(verdict): number for verdict, number in found}
    what, file = f"{upload.what.value}_imported", upload.filename
    trail.record(what, event, by=by, event_id=event.id, file=file, **counts)
