"""Rows of sheets in which he stands are blanked, and a kept workbook goes: it can be sent again."""

from collections.abc import Collection

from sqlalchemy import select, update

from eventapp.database import change, db
from eventapp.registration.forgetting import Erasure, forgets, is_free
from eventapp.uploads.models import Upload, UploadRow

is_free(Upload.filename, Upload.defaults)


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget every row that names or reaches him, or bears the code of his registration."""
    mine = select(Upload.id).where(Upload.event_id == erasure.event.id)
    asked = select(UploadRow.id, UploadRow.cells, UploadRow.remarks).where(UploadRow.upload_id.in_(mine))
    for row in db.session.execute(asked).all():
        if erasure.redactor.is_in([row.cells, row.remarks]):
            blank = {"cells": [], "words": "", "search_words": "", "remarks": []}
            change(update(UploadRow).where(UploadRow.id == row.id).values(blank))
    change(update(Upload).where(Upload.event_id == erasure.event.id).values(workbook=None))
    return []
