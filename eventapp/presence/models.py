"""Evidence of who was where, headcounts, rulings of the organiser, real times, thresholds, and frozen reports.

Scans of the door stay where they are (checkin) and are read together with this: decision 0012.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Model, word
from eventapp.events.models import Mode


class Level(StrEnum):
    """How good a piece of evidence is, the best first. `E` (only a link was opened) is no presence."""

    A = "A"  # seen by a person: the door, or named in a roll call
    B = "B"  # a platform's record, matched on an identifier we issued
    C = "C"  # a platform's record, matched on e-mail, or on the name and confirmed by an organiser
    D = "D"  # our join page was open and visible
    E = "E"  # a personal link was opened
    F = "F"  # declared by the organisation afterwards


class Source(StrEnum):
    """Where a piece of evidence comes from."""

    DOOR = "door"  # a scan: kept by checkin
    ROLL_CALL = "roll_call"
    PLATFORM = "platform"
    JOIN_PAGE = "join_page"
    LINK = "link"
    DECLARED = "declared"


class Sign(StrEnum):
    """What is said: someone came, left, the last step was a mistake, or he was there from then to then."""

    IN = "in"
    OUT = "out"
    UNDO = "undo"
    SPAN = "span"


class Evidence(Model):
    """One piece of evidence about a registration, never changed. Without a session it is about the event.

    `at` is when it was so (a roll call during a session vouches for its beginning), `device_at` what the device's clock
    said, `received_at` the server's own time; `until` is there for a span.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("event_id", "uuid"),
        CheckConstraint("(sign = 'span') = (until IS NOT NULL)", name="span"),
        Index("ix_evidence_registration_id", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    uuid: Mapped[str] = mapped_column(String(36))  # made where it was noted: the same one twice is one
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    sign: Mapped[Sign] = mapped_column(word(Sign))
    source: Mapped[Source] = mapped_column(word(Source))
    level: Mapped[Level] = mapped_column(word(Level))
    mode: Mapped[Mode] = mapped_column(word(Mode))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    device_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    said_at: Mapped[datetime | None]  # by a secretary, the device's clock put right: the order of the steps
    by: Mapped[str]
    note: Mapped[str] = mapped_column(String(500), default="")  # of the source: a file's name, a reason; no names


class Retraction(Model):
    """A piece of evidence that was a mistake, and counts no more: the row of a report was given to the wrong person."""

    __tablename__ = "retractions"

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]


class Headcount(Model):
    """How many people a bridge point says are in its room, the named ones among them. The latest one counts."""

    __tablename__ = "headcounts"
    __table_args__ = (
        UniqueConstraint("event_id", "uuid"),
        CheckConstraint("number >= 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    uuid: Mapped[str] = mapped_column(String(36))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    by: Mapped[str]


class Judgement(StrEnum):
    """What the organiser rules about someone."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
    WITHDRAWN = "withdrawn"  # what was ruled before counts no more


class Ruling(Model):
    """What an organiser says of someone's attendance, with the reason; the latest of its scope counts, none is changed.

    `excused` holds for who is not seen; `present` and `absent` stand above all evidence.
    """

    __tablename__ = "rulings"
    __table_args__ = (Index("ix_rulings_event_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    judgement: Mapped[Judgement] = mapped_column(word(Judgement))
    mode: Mapped[Mode | None] = mapped_column(word(Mode))  # of who was present
    reason: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime]
    by: Mapped[str]


class RealTime(Model):
    """When a session really began and ended, where that is not as planned."""

    __tablename__ = "real_times"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Threshold(Model):
    """From when someone is late, until when he left early, and how long someone online must be there; who signs."""

    __tablename__ = "thresholds"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    late_minutes: Mapped[int] = mapped_column(default=15)
    early_minutes: Mapped[int] = mapped_column(default=15)
    online_minutes: Mapped[int] = mapped_column(default=10)
    online_percent: Mapped[int] = mapped_column(default=50)
    position: Mapped[str] = mapped_column(default="")  # of who signs the report; "": as the letterhead has it
    position_en: Mapped[str] = mapped_column(default="")
    signer: Mapped[str] = mapped_column(default="")
    remarks: Mapped[str] = mapped_column(String(2000), default="")


class Snapshot(Model):
    """A report as it stood at a moment. `body` names people by their registration codes only; see freezing.py."""

    __tablename__ = "snapshots"
    __table_args__ = (Index("ix_snapshots_event_id_id", "event_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    day: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[str]
    checksum: Mapped[str] = mapped_column(String(64))
    totals: Mapped[dict[str, Any]] = mapped_column(JSON)
    body: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
