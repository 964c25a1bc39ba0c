"""A sheet that was sent, its rows with their verdicts, and the columns somebody once chose for such a sheet."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Model, word
from eventapp.importing.reports import Outcome


class What(StrEnum):
    """What a sheet holds."""

    DELEGATIONS = "delegations"
    DELEGATES = "delegates"
    PROGRAMME = "programme"


class Stage(StrEnum):
    """How far a sheet has come."""

    COLUMNS = "columns"  # somebody has to say which column is what
    CHECKING = "checking"
    CHECKED = "checked"
    TAKING = "taking"
    STOPPED = "stopped"  # by somebody, midway: what is in stays
    TAKEN = "taken"


class Upload(Model):
    """One sheet somebody sent. `columns` is {field: column from 0}, `header` the row of the headings, 0 for none,
    `defaults` {field: value for all rows}. A workbook of several `sheets` is kept, so that another can be read.
    """

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_event_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    what: Mapped[What] = mapped_column(word(What))
    filename: Mapped[str]
    sends_letters: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[Stage] = mapped_column(word(Stage))
    header: Mapped[int]
    columns: Mapped[dict[str, int]] = mapped_column(JSON)
    guessed: Mapped[list[str]] = mapped_column(JSON)  # fields whose column was told by its content
    defaults: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    sheet: Mapped[str] = mapped_column(default="")
    sheets: Mapped[list[str]] = mapped_column(JSON, default=list)
    workbook: Mapped[bytes | None] = mapped_column(deferred=True)
    is_remembered: Mapped[bool] = mapped_column(default=False)  # the columns are those chosen an earlier time
    job_id: Mapped[int | None]  # the work under way or done last
    kept_at: Mapped[datetime]


class UploadRow(Model):
    """One row of the sheet, as sent or since corrected. `verdict` is None above the list and before the check."""

    __tablename__ = "upload_rows"
    __table_args__ = (
        UniqueConstraint("upload_id", "number"),
        Index("ix_upload_rows_upload_id_verdict", "upload_id", "verdict", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"))
    number: Mapped[int]
    cells: Mapped[list[Any]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(default="")
    search_words: Mapped[str] = mapped_column(String(1000), default="")
    verdict: Mapped[Outcome | None] = mapped_column(word(Outcome))
    remarks: Mapped[list[Any]] = mapped_column(JSON)
    is_noted: Mapped[bool] = mapped_column(default=False)  # taken, and worth a look
    is_done: Mapped[bool] = mapped_column(default=False)  # taken in; the verdict is what became of it


class SavedColumns(Model):
    """The columns somebody chose for sheets with these headings: used again for the next one."""

    __tablename__ = "saved_columns"
    __table_args__ = (UniqueConstraint("event_id", "what", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    what: Mapped[What] = mapped_column(word(What))
    key: Mapped[str] = mapped_column(String(64))  # digest of the headings, in any order
    fields: Mapped[dict[str, str]] = mapped_column(JSON)  # {folded heading, counted: field}
    saved_at: Mapped[datetime]
