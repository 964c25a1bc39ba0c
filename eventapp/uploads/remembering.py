"""The columns somebody chose for a sheet are used for the next one with the same headings, until they are forgotten."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from eventapp import clock
from eventapp.database import change, db
from eventapp.importing.columns import signature, text_of
from eventapp.names import fold
from eventapp.spreadsheets import Cell, Table
from eventapp.spreadsheets.tables import HEADER_WITHIN
from eventapp.uploads.models import SavedColumns, Upload, What


def remember(upload: Upload, headings: Sequence[Cell]) -> None:
    """Keep which columns of these headings hold which fields. A sheet without headings is not remembered."""
    if not signature(headings):
        return
    known = {at: field for field, at in upload.columns.items()}
    fields = {name: known.get(at, "") for at, name in _counted(headings).items()}
    forget(upload, headings)
    db.session.add(
        SavedColumns(
            event_id=upload.event_id, what=upload.what, key=_key(headings), fields=fields, saved_at=clock.now()
        )
    )
    db.session.flush()


def forget(upload: Upload, headings: Sequence[Cell]) -> bool:
    """Forget what was chosen for such a sheet; False where nothing was."""
    return (
        change(
            delete(SavedColumns).where(
                SavedColumns.event_id == upload.event_id,
                SavedColumns.what == upload.what,
                SavedColumns.key == _key(headings),
            )
        )
        > 0
    )


def recall(event_id: int, what: What, table: Table) -> tuple[int, dict[str, int]] | None:
    """Return the row of headings and the columns chosen an earlier time for such a sheet, or None."""
    saved = db.session.scalars(
        select(SavedColumns).where(SavedColumns.event_id == event_id, SavedColumns.what == what)
    ).all()
    known: dict[str, Mapping[str, str]] = {each.key: each.fields for each in saved}
    for row in table.rows[:HEADER_WITHIN] if known else ():
        if not row.is_blank and (fields := known.get(_key(row.cells))) is not None:
            columns = {fields[name]: at for at, name in _counted(row.cells).items() if fields.get(name)}
            return row.number, columns
    return None


def _key(headings: Sequence[Cell]) -> str:
    return hashlib.sha256(json.dumps(signature(headings)).encode()).hexdigest()


def _counted(headings: Sequence[Cell]) -> dict[int, str]:
    """Return each column's folded heading; the second of two equal ones is "email 2"."""
    seen: Counter[str] = Counter()
    counted = {}
    for at, cell in enumerate(headings):
        if name := fold(text_of(cell)):
            seen[name] += 1
            counted[at] = name if seen[name] == 1 else f"{name} {seen[name]}"
    return counted
