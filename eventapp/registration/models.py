"""A person's registration for an event, and the submissions that made it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.questions.models import Choice, Question
from eventapp.tickets.models import Ticket


class Status(StrEnum):
    """Where a registration stands."""

    PENDING = "pending"
    RETURNED = "returned"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    REPLACED = "replaced"

    @property
    def is_live(self) -> bool:
        """Does the registration still count?"""
        return self not in DEAD


DEAD = (Status.REJECTED, Status.CANCELLED, Status.REPLACED)
_LIVE = text("status NOT IN ('rejected', 'cancelled', 'replaced')")


class Registration(Model):
    """One person's place at an event. One live registration per person; the dead ones stay as history."""

    __tablename__ = "registrations"
    __table_args__ = (
        Index("uq_registrations_live_person", "person_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_registrations_event_id_status_mode", "event_id", "status", "mode"),
        Index("ix_registrations_event_id_registered_at", "event_id", "registered_at", "id"),
        Index("ix_registrations_waiting", "event_id", "mode", "status", "registered_at", "id"),
        Index("ix_registrations_wished", "event_id", "wished_mode", "wished_at", "id"),
        Index("ix_registrations_asks_again", "event_id", "asks_again_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship()
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id"), index=True)
    delegation: Mapped[Delegation | None] = relationship()
    category_id: Mapped[int] = mapped_column(ForeignKey("categories.id"), index=True)
    category: Mapped[Category] = relationship()
    mode: Mapped[Mode] = mapped_column(word(Mode))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    site: Mapped[Site | None] = relationship(foreign_keys=[site_id])
    status: Mapped[Status] = mapped_column(word(Status))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), unique=True)
    ticket: Mapped[Ticket | None] = relationship()
    locale: Mapped[str] = mapped_column(String(8), default="vi")
    consent_version: Mapped[str | None] = mapped_column(String(32))  # which text was agreed to; None: office entered
    consented_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(1000), default="")
    generation: Mapped[int] = mapped_column(default=0)  # raising it revokes the personal links
    attends_for_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="SET NULL"), unique=True)
    attends_for: Mapped["Registration | None"] = relationship(remote_side=[id])
    substitution_reason: Mapped[str] = mapped_column(String(1000), default="")  # why someone else attends for him
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    moves: Mapped[int] = mapped_column(default=0)  # to another mode or bridge point; calendars count it in SEQUENCE
    moved_at: Mapped[datetime | None]  # when that, or the address of the join page, last became another
    offer_expires_at: Mapped[datetime | None] = mapped_column(index=True)  # a seat is kept until then, to be accepted
    wished_mode: Mapped[Mode | None] = mapped_column(word(Mode))  # who attends online meanwhile waits for this
    wished_site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    wished_site: Mapped[Site | None] = relationship(foreign_keys=[wished_site_id])
    wished_at: Mapped[datetime | None]  # since when: the place in the line
    approved_at: Mapped[datetime | None]  # None: nobody was asked, or has not answered yet
    decision_note: Mapped[str] = mapped_column(String(1000), default="")  # why it was returned, rejected or put back
    asks_again_at: Mapped[datetime | None]  # since when a change of what was approved awaits approval
    stood_before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # what was approved

    @property
    def joins_online(self) -> bool:
        """Does he attend alone, online?"""
        return self.mode is Mode.ONLINE and self.status is Status.CONFIRMED

    @property
    def awaits_approval(self) -> bool:
        """Is the organiser to decide on it: on the registration, or on what was changed of it?"""
        return self.status is Status.PENDING or (self.status.is_live and self.asks_again_at is not None)

    @property
    def has_offer(self) -> bool:
        """Is a seat kept for the delegate until he answers?"""
        return self.offer_expires_at is not None

    @property
    def awaited(self) -> tuple[Mode, int | None] | None:
        """What the delegate waits for, or was offered: a mode and a site; None for who waits for nothing."""
        if self.wished_mode is not None:
            return self.wished_mode, self.wished_site_id
        return (self.mode, self.site_id) if self.status in (Status.WAITLISTED, Status.OFFERED) else None

    @property
    def waits_since(self) -> datetime:
        """The place in the line: whoever came first is first."""
        return self.wished_at or self.registered_at


class ColumnChoice(Model):
    """Which columns of an event's list of delegates a user wants to see."""

    __tablename__ = "column_choices"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    columns: Mapped[list[str]] = mapped_column(JSON)  # words of columns.Column, and references of questions


class Merge(Model):
    """Two registrations that were one human's: which was kept, which ended, and what passed over with it."""

    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    kept: Mapped[Registration] = relationship(foreign_keys=[kept_id])
    ended_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), unique=True)
    ended: Mapped[Registration] = relationship(foreign_keys=[ended_id])
    filled: Mapped[dict[str, str]] = mapped_column(JSON)  # what was unknown of the kept one, and is known now
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # how the ended one stood
    platform: Mapped[list[list[Any]]] = mapped_column(JSON)  # session's id and role of each place that passed over
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Submission(Model):
    """A request to register that must count once: a form's key or an Idempotency-Key, and what came of it."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    key: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    status: Mapped[Status | None] = mapped_column(word(Status))  # as first answered
    at: Mapped[datetime]


class Photograph(Model):
    """What a delegate looks like, for the badge and for the door: an opaque file's name."""

    __tablename__ = "photographs"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    taken_in_at: Mapped[datetime]


class Answer(Model):
    """What a registration answers to one question; of several choices one row each.

    `holds` says that the choice's place is taken by this row. An ended registration keeps its answers and holds none.
    """

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("registration_id", "question_id", "choice_id"),
        Index("ix_answers_question_id", "question_id"),
        Index("ix_answers_choice_id", "choice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    question: Mapped[Question] = relationship()
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("question_choices.id", ondelete="CASCADE"))
    choice: Mapped[Choice | None] = relationship()
    value: Mapped[str] = mapped_column(Text, default="")  # as questions/fields.py keeps it; a file's opaque name
    holds: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime]
