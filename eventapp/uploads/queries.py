"""Reads of uploads: those of an event, the rows wanted, and how many rows have which verdict."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select

from eventapp import names
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.importing.reports import Outcome
from eventapp.uploads.models import Upload, UploadRow

ALL, NOTED = "all", "noted"
PER_PAGE = 25


class Figures(NamedTuple):
    """How many rows have which verdict, how many of the good ones are worth a look, and how many are in."""

    by_verdict: dict[Outcome, int]
    noted: int
    done: int

    @property
    def good(self) -> int:
        """How many rows there are to take in, those that are in already left out."""
        return self.by_verdict[Outcome.CREATED] + self.by_verdict[Outcome.UPDATED]


def uploads_of(event: Event, most: int = 20) -> Sequence[Upload]:
    """Return the event's sheets that are kept, the newest first."""
    return db.session.scalars(
        select(Upload).where(Upload.event_id == event.id).order_by(Upload.id.desc()).limit(most)
    ).all()


def figures_of(upload: Upload) -> Figures:
    """Count the rows by verdict."""
    found = db.session.execute(
        select(UploadRow.verdict, UploadRow.is_noted, UploadRow.is_done, func.count())
        .where(UploadRow.upload_id == upload.id, UploadRow.verdict.is_not(None))
        .group_by(UploadRow.verdict, UploadRow.is_noted, UploadRow.is_done)
    ).all()
    by_verdict = {each: sum(count for verdict, _n, _d, count in found if verdict is each) for each in Outcome}
    noted = sum(count for _v, is_noted, _d, count in found if is_noted)
    return Figures(by_verdict, noted, sum(count for _v, _n, is_done, count in found if is_done))


def page_of_rows(upload: Upload, *, q: str, verdict: str, page: int) -> tuple[Sequence[UploadRow], int, int]:
    """Return one page of the rows wanted, its number, and how many rows there are in all."""
    wanted = _wanted(upload, q, verdict)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = min(page, max(1, -(-total // PER_PAGE)))
    rows = wanted.order_by(UploadRow.number).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return db.session.scalars(rows).all(), page, total


def every_row(upload: Upload, *, q: str, verdict: str) -> Iterator[UploadRow]:
    """Yield all rows wanted, in the order of the sheet."""
    wanted = _wanted(upload, q, verdict).order_by(UploadRow.number)
    yield from db.session.scalars(wanted, execution_options={"yield_per": 500})


def _wanted(upload: Upload, q: str, verdict: str) -> Select[UploadRow]:
    rows = select(UploadRow).where(UploadRow.upload_id == upload.id, UploadRow.verdict.is_not(None))
    if verdict == NOTED:
        rows = rows.where(UploadRow.is_noted)
    elif verdict in [each.value for each in Outcome]:
        rows = rows.where(UploadRow.verdict == Outcome(verdict))
    if q.strip().isdecimal() and len(q.strip()) < 7:  # the number of a row
        return rows.where(UploadRow.number == int(q))
    for word in names.fold(q).split()[:8]:
        rows = rows.where(UploadRow.search_words.contains(word))
    return rows
