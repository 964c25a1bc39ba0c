"""Keep a sheet that was sent, find it again, say which column is what, correct its cells, throw it away."""

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import InvalidRequestError

from eventapp import clock
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.importing.columns import find_layout, no_header, text_of
from eventapp.importing.rows import Importer, NoRows
from eventapp.names import fold
from eventapp.spreadsheets import Cell, Row, Table, UnreadableSheet
from eventapp.uploads import remembering
from eventapp.uploads.cells import packed, unpacked
from eventapp.uploads.kinds import MOST_ROWS
from eventapp.uploads.models import Stage, Upload, UploadRow, What

KEPT_FOR = timedelta(days=1)
AT_REST = (Stage.COLUMNS, Stage.CHECKED, Stage.STOPPED, Stage.TAKEN)
_LONGEST_CELL = 2000  # characters somebody may type into a cell


class LongSheet(UnreadableSheet):
    """More rows than an import takes."""

    code = "too_many_rows"
    message = N_("At most %(rows)s rows of this kind are taken in at once. Divide the file.")


class UnderWay(DomainError):
    """The sheet is being checked or taken in just now."""

    code = "under_way"
    message = N_("This sheet is being worked on just now. Wait until that is done, or stop it.")


class RowAlreadyIn(DomainError):
    """Columns cannot change once some rows went in by the old ones."""

    code = "rows_are_in"
    message = N_("Some rows of this sheet are in already, so its columns stay as they are. Send the sheet again.")


def keep(event_id: int, what: What, table: Table, importer: Importer, *, sends_letters: bool = False) -> Upload:
    """Keep a sheet with what its columns seem to hold; what nobody came back for is thrown away.

    Raises LongSheet, EmptySheet, NoRows, and NoHeader where nothing tells what the sheet holds.
    """
    if len(table.rows) > MOST_ROWS[what] + 100:  # titles and signatures are not counted so closely
        raise LongSheet(rows=MOST_ROWS[what])
    header, columns, guessed, is_remembered = _layout(event_id, what, table, importer)
    if not any(row.number > header and not row.is_blank for row in table.rows):
        raise NoRows
    change(delete(Upload).where(Upload.kept_at < clock.now() - KEPT_FOR))
    upload = Upload(
        event_id=event_id,
        ref=secrets.token_hex(16),
        what=what,
        filename=table.name[:120],
        sends_letters=sends_letters,
        stage=Stage.CHECKING if all(field in columns for field in importer.needed) else Stage.COLUMNS,
        header=header,
        columns=columns,
        guessed=guessed,
        is_remembered=is_remembered,
        kept_at=clock.now(),
    )
    db.session.add(upload)
    db.session.flush()
    db.session.execute(insert(UploadRow), [_row(upload.id, row) for row in table.rows if not row.is_blank])
    return upload


def find_upload(event_id: int, ref: str) -> Upload | None:
    """Return the event's sheet of that name, or None where there is none any more."""
    return db.session.scalar(select(Upload).where(Upload.event_id == event_id, Upload.ref == ref))


def choose_columns(upload: Upload, importer: Importer, header: int, columns: Mapping[str, int]) -> None:
    """Say by hand which row holds the headings and which column is what, and remember it for the next such sheet.

    Raises NoHeader where a needed field is left out, UnderWay, RowAlreadyIn.
    """
    lacking = [field for field in importer.needed if field not in columns]
    if lacking:
        raise no_header(importer.headings, lacking)
    if db.session.scalar(select(UploadRow.id).where(UploadRow.upload_id == upload.id, UploadRow.is_done).limit(1)):
        raise RowAlreadyIn
    values = {"header": header, "columns": dict(columns), "guessed": [], "is_remembered": True}
    _begin_check(upload, **values)
    remembering.remember(upload, headings_of(upload))


def forget_columns(upload: Upload) -> None:
    """Forget the columns chosen for such sheets; this one keeps them."""
    remembering.forget(upload, headings_of(upload))
    upload.is_remembered = False


def correct(upload: Upload, cells: Mapping[int, Mapping[int, str]]) -> int:
    """Write down what somebody typed into rejected rows, {row: {column: text}}; return how many cells changed.

    Rows that are in already stay. Raises UnderWay.
    """
    rows = db.session.scalars(
        select(UploadRow).where(
            UploadRow.upload_id == upload.id, UploadRow.number.in_(cells), UploadRow.is_done.is_(False)
        )
    )
    corrected = 0
    for row in rows:
        kept = unpacked(row.cells)
        kept += [""] * (max(cells[row.number], default=0) + 1 - len(kept))
        for at, text in cells[row.number].items():
            if text_of(kept[at]) != " ".join(text.split()):
                kept[at] = text[:_LONGEST_CELL]
                corrected += 1
        row.cells = packed(kept)
    if corrected:
        _begin_check(upload)
    return corrected


def throw_away(upload: Upload) -> None:
    """Forget the sheet; what is in stays."""
    change(delete(Upload).where(Upload.id == upload.id))
    db.session.expunge(upload)


def move(upload: Upload, before: Sequence[Stage], after: Stage, **values: object) -> bool:
    """Bring the sheet to another stage if it is at one of these; of two who try at once one succeeds."""
    may_move = (Upload.id == upload.id) & Upload.stage.in_(before)
    is_moved = change(update(Upload).where(may_move).values(stage=after, kept_at=clock.now(), **values)) == 1
    with suppress(InvalidRequestError):  # thrown away meanwhile
        db.session.refresh(upload)
    return is_moved


def headings_of(upload: Upload) -> list[Cell]:
    """Return the cells of the row that holds the headings."""
    cells = db.session.scalar(
        select(UploadRow.cells).where(UploadRow.upload_id == upload.id, UploadRow.number == upload.header)
    )
    return unpacked(cells or [])


def top_of(upload: Upload, rows: int) -> Table:
    """Return the first rows of the sheet."""
    found = db.session.execute(
        select(UploadRow.number, UploadRow.cells)
        .where(UploadRow.upload_id == upload.id)
        .order_by(UploadRow.number)
        .limit(rows)
    )
    return Table(upload.filename, [Row(number, unpacked(cells)) for number, cells in found])


def _begin_check(upload: Upload, **values: object) -> None:
    if not move(upload, AT_REST, Stage.CHECKING, **values):
        raise UnderWay


def _layout(event_id: int, what: What, table: Table, importer: Importer) -> tuple[int, dict[str, int], list[str], bool]:
    recalled = remembering.recall(event_id, what, table)
    if recalled is not None:
        known = {field: at for field, at in recalled[1].items() if field in importer.headings}
        return recalled[0], known, [], True
    layout = find_layout(table, importer.headings, importer.needed, importer.tests())
    return layout.header.row, dict(layout.header.columns), sorted(layout.guessed), False


def _row(upload_id: int, row: Row) -> dict[str, object]:
    words = fold(" ".join(text for cell in row.cells if (text := text_of(cell)))[:990])
    return {
        "upload_id": upload_id,
        "number": row.number,
        "cells": packed(row.cells),
        "search_words": f" {words[:990]} ",
        "remarks": [],
    }
