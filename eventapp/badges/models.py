"""How an event's badges look, the prints asked for, and the runs that made them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.registration.models import Registration


class Layout(StrEnum):
    """What a badge is printed on."""

    A6 = "a6"  # 105 × 148 mm, one a page
    CARD = "card"  # 86 × 54 mm, one a page: card and label printers
    A6_SHEET = "a6_sheet"  # four on A4, to cut
    CARD_SHEET = "card_sheet"  # ten on A4, to cut

    @property
    def size(self) -> str:
        """The size of one badge, as templates/print/badge.typ calls it."""
        return self.value.removesuffix("_sheet")

    @property
    def is_sheet(self) -> bool:
        """Are several cut from one page?"""
        return self.value.endswith("_sheet")


class Part(StrEnum):
    """What may stand on a badge beside name, category and QR."""

    ORGAN = "organ"  # the issuing body
    SALUTATION = "salutation"
    POSITION = "position"
    ORGANISATION = "organisation"
    ZONES = "zones"
    SITE = "site"  # the bridge point
    REFERENCE = "reference"
    PHOTOGRAPH = "photograph"
    ENGLISH = "english"  # heading and category also in the other language


class BadgeDesign(Model):
    """How an event's badges look. A heading that is blank is the event's title; `note` stands on the back."""

    __tablename__ = "badge_designs"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    layout: Mapped[Layout] = mapped_column(word(Layout))
    shown: Mapped[list[str]] = mapped_column(JSON)  # words of Part
    has_back: Mapped[bool]
    heading: Mapped[str]
    heading_en: Mapped[str]
    note: Mapped[str] = mapped_column(String(600))
    note_en: Mapped[str] = mapped_column(String(600))
    logo: Mapped[str] = mapped_column(String(64))  # an opaque file's name, "" for none
    photo_question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="SET NULL"), index=True)
    revised_at: Mapped[datetime]


class Paper(StrEnum):
    """What is printed for someone, once and then by number."""

    BADGE = "badge"


class RunStage(StrEnum):
    """How far a print run has come."""

    MAKING = "making"  # its file is being made
    READY = "ready"
    PRINTED = "printed"  # somebody has said so
    RETURNED = "returned"  # the printer failed: its prints are back in the queue


class PrintRun(Model):
    """Prints that came into one file, in the order of their ids. `about` says whose: {"kind", "name"}.

    `key` is the form's: a button pressed twice makes one run. `left_out` are the references of
    those who had no badge any more by then.
    """

    __tablename__ = "print_runs"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    paper: Mapped[Paper] = mapped_column(word(Paper))
    key: Mapped[str | None] = mapped_column(String(64))
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    station: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]  # how many prints
    stage: Mapped[RunStage] = mapped_column(word(RunStage))
    files: Mapped[list[str]] = mapped_column(JSON)  # opaque names
    left_out: Mapped[list[str]] = mapped_column(JSON)
    by: Mapped[str]
    by_id: Mapped[int | None]
    at: Mapped[datetime]
    job_id: Mapped[int | None]


class Print(Model):
    """One print of someone's badge: asked for, taken into a run, printed. Number 1 is the first, others are reprints.

    The key makes a first print happen once, however many desks ask at once. Without a run it waits in the queue.
    """

    __tablename__ = "prints"
    __table_args__ = (
        UniqueConstraint("registration_id", "paper", "number"),
        Index("ix_prints_event_id_run_id", "event_id", "run_id", "asked_at"),
        Index("ix_prints_run_id", "run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship()
    paper: Mapped[Paper] = mapped_column(word(Paper))
    number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    desk: Mapped[str] = mapped_column(String(80))  # where the bearer waits for it
    by: Mapped[str]
    by_id: Mapped[int | None]
    asked_at: Mapped[datetime]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("print_runs.id", ondelete="SET NULL"))
    run: Mapped[PrintRun | None] = relationship()
    printed_at: Mapped[datetime | None]
