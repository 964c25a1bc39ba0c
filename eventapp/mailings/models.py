"""Mailings and their recipients, those who want none, and letters that came back."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.registration.models import Registration


class Stage(StrEnum):
    """Where a mailing stands. Once all letters are made and none waits, one that is `sending` has been sent."""

    DRAFT = "draft"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class Hindrance(StrEnum):
    """Why someone who was wanted gets no letter."""

    NO_ADDRESS = "no_address"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"


class Mailing(Model):
    """One letter to everyone whom a filter of the list of delegates finds."""

    __tablename__ = "mailings"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship()
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    key: Mapped[str]  # of the form that made it: a double click makes one
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(String(10_000))
    subject_en: Mapped[str] = mapped_column(default="")  # "": readers of English get the Vietnamese text
    text_en: Mapped[str] = mapped_column(String(10_000), default="")
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)  # the filter, as in the address of the list
    stage: Mapped[Stage] = mapped_column(word(Stage), default=Stage.DRAFT)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]  # when someone said so
    sent_by: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime | None]  # when all its letters were made

    def heading(self, locale: str) -> str:
        """The subject in that language, or in the one there is, with the event's title in it."""
        subject = (self.subject_en or self.subject) if locale == "en" else self.subject
        return subject.replace("{event}", self.event.title_in(locale))

    @property
    def occasion(self) -> str:
        """What its letters are about: a person gets one letter per occasion."""
        return f"mailing {self.ref}"


class Recipient(Model):
    """Someone whom a mailing wanted: with a letter, or with the reason why there is none."""

    __tablename__ = "mailing_recipients"
    __table_args__ = (
        UniqueConstraint("mailing_id", "person_id"),
        Index("ix_mailing_recipients_registration_id", "registration_id"),
        Index("ix_mailing_recipients_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id", ondelete="CASCADE"))
    mailing: Mapped[Mailing] = relationship()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship()
    hindrance: Mapped[Hindrance | None] = mapped_column(word(Hindrance))


class Unsubscription(Model):
    """Someone who wants no more letters to many of this event. What concerns the registration is still written."""

    __tablename__ = "unsubscriptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    at: Mapped[datetime]


class Bounce(Model):
    """An address at which a person cannot be reached. It counts while the person still has that address."""

    __tablename__ = "bounces"
    __table_args__ = (UniqueConstraint("person_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    person: Mapped[Person] = relationship()
    email: Mapped[str]
    reason: Mapped[str] = mapped_column(String(1000), default="")
    at: Mapped[datetime]
