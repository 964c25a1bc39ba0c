"""Keep a sheet that was sent, find it again, say which column is what, correct its cells, throw it away."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import InvalidRequestError

from eventapp import clock
from eventapp.database import change, db
from eventapp.errors import N_, DomainError
from eventapp.importing.columns import Layout, find_layout, no_header, text_of, unknown_layout
from eventapp.importing.importer import Importer
from eventapp.importing.rows import NoRows, still_needed
from eventapp.names import clean_line, fold
from eventapp.spreadsheets import Cell, NoHeader, Row, Table, UnreadableSheet
from eventapp.spreadsheets.tables import COLUMN_LIMIT
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


def keep(
    event_id: int,
    what: What,
    table: Table,
    importer: Importer,
    *,
    sends_letters: bool = False,
    workbook: bytes | None = None,
) -> Upload:
    """Keep a sheet with what its columns seem to hold; what nobody came back for is thrown away.

    `workbook` is the whole file, which is kept where it has several sheets. Raises LongSheet, EmptySheet, NoRows, and
    NoHeader where it is no table; where nothing tells what the columns hold, somebody is to say it.
    """
    layout = _layout(event_id, what, table, importer)
    change(delete(Upload).where(Upload.kept_at < clock.now() - KEPT_FOR))
    upload = Upload(
        event_id=event_id,
        ref=secrets.token_hex(16),
        what=what,
        filename=clean_line(table.name)[:120],
        sends_letters=sends_letters,
        sheets=list(table.sheets),
        workbook=workbook if len(table.sheets) > 1 else None,
        kept_at=clock.now(),
        **layout,
    )
    db.session.add(upload)
    db.session.flush()
    _keep_rows(upload, table)
    return upload


def exchange(upload: Upload, table: Table, importer: Importer) -> None:
    """Put another sheet of the workbook in the place of this one.

    Raises what `keep` raises, RowAlreadyIn once rows of this one went in, and UnderWay.
    """
    _check_nothing_is_in(upload)
    layout = _layout(upload.event_id, upload.what, table, importer)
    if not move(upload, AT_REST, layout.pop("stage"), **layout):
        raise UnderWay
    change(delete(UploadRow).where(UploadRow.upload_id == upload.id))
    _keep_rows(upload, table)


def find_upload(event_id: int, ref: str) -> Upload | None:
    """Return the event's sheet of that name, or None where there is none any more."""
    return db.session.scalar(select(Upload).where(Upload.event_id == event_id, Upload.ref == ref))


def choose_columns(
    upload: Upload,
    importer: Importer,
    header: int,
    columns: Mapping[str, int],
    defaults: Mapping[str, str] | None = None,
) -> None:
    """Say by hand which row holds the headings, which column is what, and what stands in all rows that do not say.

    The columns are remembered for the next such sheet, the values for all rows are not. Columns that were added while
    rows were corrected stay. Raises NoHeader where a needed field is left out, UnderWay, RowAlreadyIn.
    """
    defaults = dict(defaults or {})
    kept = {field: at for field, at in upload.columns.items() if at >= COLUMN_LIMIT and field not in columns}
    lacking = [field for field in still_needed(importer, defaults) if field not in {**columns, **kept}]
    if lacking:
        raise no_header(importer.whole_headings(), lacking)
    _check_nothing_is_in(upload)
    values = {"header": header, "columns": {**columns, **kept}, "guessed": [], "is_remembered": True}
    _begin_check(upload, **values, defaults=defaults)
    remembering.remember(upload, headings_of(upload))


def add_columns(upload: Upload, fields: Collection[str]) -> dict[str, int]:
    """Give fields that the sheet has no column for one behind all others; return where each of them is."""
    places = [*upload.columns.values(), COLUMN_LIMIT - 1]
    added = {field: max(places) + number for number, field in enumerate(fields, start=1)}
    upload.columns = {**upload.columns, **added}
    return added


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


def _check_nothing_is_in(upload: Upload) -> None:
    if db.session.scalar(select(UploadRow.id).where(UploadRow.upload_id == upload.id, UploadRow.is_done).limit(1)):
        raise RowAlreadyIn


def _keep_rows(upload: Upload, table: Table) -> None:
    db.session.execute(insert(UploadRow), [_row(upload.id, row) for row in table.rows if not row.is_blank])


def _begin_check(upload: Upload, **values: object) -> None:
    if not move(upload, AT_REST, Stage.CHECKING, **values):
        raise UnderWay


def _layout(event_id: int, what: What, table: Table, importer: Importer) -> dict[str, Any]:
    """Return how the sheet is read, as the columns of Upload. Raises LongSheet, NoRows, NoHeader."""
    if len(table.rows) > MOST_ROWS[what] + 100:  # titles and signatures are not counted so closely
        raise LongSheet(rows=MOST_ROWS[what])
    recalled = remembering.recall(event_id, what, table)
    if recalled is not None:
        header, known = recalled
        columns, guessed = {field: at for field, at in known.items() if field in importer.whole_headings()}, []
    else:
        layout = _found(table, importer)
        header, columns, guessed = layout.header.row, dict(layout.header.columns), sorted(layout.guessed)
    if not any(row.number > header and not row.is_blank for row in table.rows):
        raise NoRows
    return {
        "stage": Stage.CHECKING if all(field in columns for field in importer.needed) else Stage.COLUMNS,
        "header": header,
        "columns": columns,
        "guessed": guessed,
        "is_remembered": recalled is not None,
        "defaults": {},
        "sheet": table.sheet,
    }


def _found(table: Table, importer: Importer) -> Layout:
    try:
        return find_layout(table, importer.whole_headings(), importer.needed, importer.tests())
    except NoHeader:
        if (unknown := unknown_layout(table)) is None:
            raise
        return unknown


def _row(upload_id: int, row: Row) -> dict[str, object]:
    words = fold(" ".join(text for cell in row.cells if (text := text_of(cell)))[:990])
    return {
        "upload_id": upload_id,
        "number": row.number,
        "cells": packed(row.cells),
        "search_words": f" {words[:990]} ",
        "remarks": [],
    }
