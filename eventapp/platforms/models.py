"""Reports that organisers took from a meeting platform, and the people who stand in them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.presence.models import Level
from eventapp.programme.models import Session
from eventapp.registration.models import Registration


class Platform(StrEnum):
    """Who wrote the report, told by its headings."""

    ZOOM = "zoom"
    TEAMS = "teams"
    MEET = "meet"
    WEBEX = "webex"
    OTHER = "other"


class Way(StrEnum):
    """By what someone in a report was recognised."""

    IDENTIFIER = "identifier"  # a registration code that we issued
    EMAIL = "email"
    NAME_AND_ORGANISATION = "name_and_organisation"
    NAME = "name"

    @property
    def level(self) -> Level:
        """How good the evidence is that follows from it."""
        return Level.B if self is Way.IDENTIFIER else Level.C


class Standing(StrEnum):
    """How someone in a report stands."""

    MATCHED = "matched"  # by an identifier or an address
    PROPOSED = "proposed"  # by the name: an organiser confirms it
    OPEN = "open"  # nobody, or several, could be meant
    CONFIRMED = "confirmed"  # an organiser has said who it is
    PASSED = "passed"  # an organiser has said that it is nobody of ours
    WAITING = "waiting"  # was only ever in the waiting room: counts for nothing

    @property
    def counts(self) -> bool:
        """Is it known who it is?"""
        return self in COUNTING


COUNTING = (Standing.MATCHED, Standing.CONFIRMED)


class PlatformReport(Model):
    """A file as the platform wrote it, and how it was read. Nothing of it counts before it is taken.

    Without a session it is about the event. `is_timed`: it says when people were there, not only for how long.
    `unread` are rows that could not be read: [number of the row, message, what stood there].
    """

    __tablename__ = "platform_reports"
    __table_args__ = (
        UniqueConstraint("event_id", "checksum"),
        Index("ix_platform_reports_event_id_id", "event_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    platform: Mapped[Platform] = mapped_column(word(Platform))
    filename: Mapped[str] = mapped_column(String(120))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    checksum: Mapped[str] = mapped_column(String(64))
    zone: Mapped[str] = mapped_column(String(64))  # of the times in it
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    session: Mapped[Session | None] = relationship()
    is_timed: Mapped[bool]
    rows: Mapped[int]
    unread: Mapped[list[Any]] = mapped_column(JSON)
    starts_at: Mapped[datetime | None]  # the first moment in it
    ends_at: Mapped[datetime | None]
    kept_at: Mapped[datetime]
    by: Mapped[str]
    taken_at: Mapped[datetime | None]


class PlatformPerson(Model):
    """Someone in a report: one name under one address, with all the times he was there.

    `stays` are [from, until] as ISO moments, united; `suggestions` the registrations that might be meant, the likeliest
    first. `key` is what tells one person of a report from another.
    """

    __tablename__ = "platform_people"
    __table_args__ = (
        UniqueConstraint("report_id", "key"),
        Index("ix_platform_people_event_id_key", "event_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    report_id: Mapped[int] = mapped_column(ForeignKey("platform_reports.id", ondelete="CASCADE"))
    report: Mapped[PlatformReport] = relationship()
    number: Mapped[int]  # the first row of the file in which he stands
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    email: Mapped[str]
    identifier: Mapped[str] = mapped_column(String(64))
    search_words: Mapped[str] = mapped_column(String(1000))
    stays: Mapped[list[list[str]]] = mapped_column(JSON)
    minutes: Mapped[int]
    standing: Mapped[Standing] = mapped_column(word(Standing))
    way: Mapped[Way | None] = mapped_column(word(Way))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="SET NULL"), index=True)
    registration: Mapped[Registration | None] = relationship()
    suggestions: Mapped[list[int]] = mapped_column(JSON)
    by: Mapped[str] = mapped_column(default="")  # who confirmed it
