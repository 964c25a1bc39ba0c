"""In reports of platforms his rows lose what names him and keep when he was there. The file itself goes.

It stays known by its checksum: the same file sent again is the one that is there, and does not bring him back.
"""

import secrets
from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from eventapp.database import change, db
from eventapp.platforms.models import PlatformPerson, PlatformReport
from eventapp.registration.forgetting import Erasure, forgets


@forgets
def forget(erasure: Erasure) -> Collection[str]:
    """Forget him in every report in which he stands, by whom it was taken for him or by his name or address."""
    reports = set[int]()
    asked = select(
        PlatformPerson.id, PlatformPerson.report_id, PlatformPerson.registration_id, PlatformPerson.name,
        PlatformPerson.email, PlatformPerson.identifier,
    ).where(PlatformPerson.event_id == erasure.event.id)  # fmt: skip
    for row in db.session.execute(asked).all():
        said = [row.name, row.email, row.identifier]
        if row.registration_id in erasure.registration_ids or erasure.redactor.is_in(said):
            reports.add(row.report_id)
            change(update(PlatformPerson).where(PlatformPerson.id == row.id).values(_nobody(erasure)))
    _forget_files(erasure, reports)
    return []


def _nobody(erasure: Erasure) -> dict[str, Any]:
    nobody = {"name": erasure.pseudonym, "email": "", "identifier": "", "search_words": ""}
    return {**nobody, "key": secrets.token_hex(32)}


def _forget_files(erasure: Erasure, reports: set[int]) -> None:
    asked = select(PlatformReport.id, PlatformReport.unread, PlatformReport.filename)
    for row in db.session.execute(asked.where(PlatformReport.event_id == erasure.event.id)).all():
        said = {"unread": row.unread, "filename": row.filename}
        blacked = erasure.redactor.redacted(said)
        if row.id in reports or blacked != said:
            blacked["filename"] = blacked["filename"][:120]
            change(update(PlatformReport).where(PlatformReport.id == row.id).values(raw=b"", **blacked))
