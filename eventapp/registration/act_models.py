"""Decisions on several registrations at once, and how to undo them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.registration.models import Registration, Status


class Decision(StrEnum):
    """What is decided on several registrations at once."""

    APPROVAL = "approval"
    RETURN = "return"
    REJECTION = "rejection"
    CONFIRMATION = "confirmation"
    CANCELLATION = "cancellation"
    MOVE = "move"


class LongStage(StrEnum):
    """How far a decision on very many has come."""

    PLANNED = "planned"  # shown, and not begun
    DOING = "doing"
    PAUSED = "paused"
    STOPPED = "stopped"  # by somebody, midway: what is done stays
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class LongAct(Model):
    """One decision on more registrations than one transaction may hold: a series of acts, one for each slice.

    `refs` are those it was shown for, in the order in which it is done to them, `position` how many of them are
    behind it; `counts` says how many stand how since, `refused` some of those who refused it and why.
    """

    __tablename__ = "long_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    decision: Mapped[Decision] = mapped_column(word(Decision))
    note: Mapped[str] = mapped_column(String(1000), default="")
    into: Mapped[str] = mapped_column(String(16), default="")  # where those go who are moved: a word of moving.py
    over_quota: Mapped[bool] = mapped_column(default=False)
    refs: Mapped[list[str]] = mapped_column(JSON, deferred=True)
    position: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    refused: Mapped[list[Any]] = mapped_column(JSON)  # [name, message, values]
    refused_number: Mapped[int] = mapped_column(default=0)
    undone_number: Mapped[int] = mapped_column(default=0)
    stage: Mapped[LongStage] = mapped_column(word(LongStage))
    by: Mapped[str]
    by_id: Mapped[int | None]
    at: Mapped[datetime]
    job_id: Mapped[int | None]


class Act(Model):
    """One decision on several registrations, which can be undone until its letters go out."""

    __tablename__ = "acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    decision: Mapped[Decision] = mapped_column(word(Decision))
    by: Mapped[str]
    at: Mapped[datetime]
    closes_at: Mapped[datetime]  # until then its letters are kept back and it can be undone
    undone_at: Mapped[datetime | None]
    long_act_id: Mapped[int | None] = mapped_column(ForeignKey("long_acts.id", ondelete="CASCADE"), index=True)


class ActStep(Model):
    """What one act did to one registration: how it stood before, and as what it was left."""

    __tablename__ = "act_steps"
    __table_args__ = (UniqueConstraint("act_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("acts.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    registration: Mapped[Registration] = relationship()
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # dropped by it
    status: Mapped[Status] = mapped_column(word(Status))
    changed_at: Mapped[datetime]
