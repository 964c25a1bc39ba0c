"""Gates, scans (what happened, never rewritten) and entries (who is inside, arbitrated by a unique key)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Model, word


class Direction(StrEnum):
    """Which way someone goes through the door."""

    IN = "in"
    OUT = "out"
    UNDO = "undo"


class Verdict(StrEnum):
    """What the door says."""

    ADMITTED = "admitted"
    ALREADY_IN = "already_in"
    LEFT = "left"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why the door refuses."""

    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    PENDING = "pending"
    REJECTED = "rejected"
    WAITLISTED = "waitlisted"
    WRONG_MODE = "wrong_mode"
    WRONG_GATE = "wrong_gate"
    OUTSIDE_HOURS = "outside_hours"
    BLOCKED = "blocked"


class Gate(Model):
    """A door with rules: which modes it admits and between which hours."""

    __tablename__ = "gates"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    key: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    modes: Mapped[list[str]] = mapped_column(JSON)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]

    def name_in(self, locale: str) -> str:
        """The name in that language, or in the one there is."""
        return (self.name_en or self.name) if locale == "en" else (self.name or self.name_en)


class Scan(Model):
    """One reading of a ticket at a door, with what was known and what was answered. Never changed."""

    __tablename__ = "scans"
    __table_args__ = (
        UniqueConstraint("event_id", "uuid"),
        Index("ix_scans_event_id_received_at", "event_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    uuid: Mapped[str] = mapped_column(String(36))  # made on the device
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    direction: Mapped[Direction] = mapped_column(word(Direction))
    gate: Mapped[str] = mapped_column(default="")  # as the device named it
    place: Mapped[str] = mapped_column(String(40))  # "event" or "session:<ref>"
    verdict: Mapped[Verdict] = mapped_column(word(Verdict))
    reason: Mapped[Reason | None] = mapped_column(word(Reason))
    first_in_at: Mapped[datetime | None]
    first_in_gate: Mapped[str] = mapped_column(default="")
    override_reason: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]  # corrected device time
    device_at: Mapped[datetime | None]
    clock_offset: Mapped[float | None]  # seconds the device's clock was ahead at its last sync
    received_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(80), default="")
    sequence: Mapped[int | None] = mapped_column(BigInteger)
    list_version: Mapped[str] = mapped_column(String(80), default="")
    decision: Mapped[str] = mapped_column(String(40), default="")
    operator: Mapped[str] = mapped_column(String(80))  # "user/3", "token/7"


class Entry(Model):
    """Someone inside. (ticket, place, day, spell) is the key two doors race for; `spell` rises with each out."""

    __tablename__ = "entries"
    __table_args__ = (Index("ix_entries_event_id_place_day", "event_id", "place", "day"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)  # the event's local date
    spell: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    entered_at: Mapped[datetime]
    gate: Mapped[str] = mapped_column(default="")
    left_at: Mapped[datetime | None]
