"""Gates, devices, scans (what happened, never rewritten) and entries (who is inside, by a unique key)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.bilingual import Named
from eventapp.database import Model, word
from eventapp.events.models import Event


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
    NO_REENTRY = "no_reentry"
    ROOM_FULL = "room_full"
    NO_PLACE = "no_place"


class Right(StrEnum):
    """What a paired device may do."""

    SCAN = "scan"
    SEARCH = "search"
    WALK_IN = "walk_in"
    PRINT = "print"
    OVERRIDE = "override"


class Change(StrEnum):
    """What has changed of a ticket, for the lists that telephones hold."""

    LISTED = "listed"  # its holder or its standing
    MOVED = "moved"  # where its holder is
    DELETED = "deleted"


class CaseKind(StrEnum):
    """Why somebody has to look."""

    DOUBLE_ENTRY = "double_entry"
    AGAINST_RULES = "against_rules"  # let in without network, though the ticket opens nothing
    CLOCK = "clock"
    CONFLICT = "conflict"  # one id, two contents: the first stands
    REJECTED = "rejected"  # a record nobody can read
    QUARANTINED = "quarantined"  # from a telephone that is a door no more


class Gate(Named, Model):
    """A door with rules (rules.py): whom it admits, when, and where it leads. An empty list asks for nothing."""

    __tablename__ = "gates"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    key: Mapped[str]
    modes: Mapped[list[str]] = mapped_column(JSON)
    sites: Mapped[list[str]] = mapped_column(JSON)  # references; "" is who belongs to no site
    categories: Mapped[list[str]] = mapped_column(JSON)  # references
    zones: Mapped[list[str]] = mapped_column(JSON)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    session: Mapped[str] = mapped_column(String(16), default="")  # the reference of the session whose room it leads to
    is_entrance: Mapped[bool] = mapped_column(default=True)
    is_exit: Mapped[bool] = mapped_column(default=True)
    has_reentry: Mapped[bool] = mapped_column(default=True)
    capacity: Mapped[int | None]  # people in the room at once


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
    operator: Mapped[str] = mapped_column(String(80))  # "user/3", "token/7", "device/2"
    operator_name: Mapped[str] = mapped_column(String(80), default="")  # as whoever holds the device called themselves
    flags: Mapped[str] = mapped_column(String(120), default="")  # what the server thought of it then: "cancelled,clock"


class WrongTries(Model):
    """Registration codes that were nobody's, as one speaker tried them of late: [device, moment], the oldest first."""

    __tablename__ = "wrong_tries"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    operator: Mapped[str] = mapped_column(String(80), primary_key=True)  # as in Scan
    tries: Mapped[list[list[str]]] = mapped_column(JSON)


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


class Device(Model):
    """A telephone that is a door of one event. Of its token and of the code that pairs it only hashes are kept."""

    __tablename__ = "devices"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    event: Mapped[Event] = relationship()
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    rights: Mapped[list[str]] = mapped_column(JSON)  # words of Right
    gates: Mapped[list[str]] = mapped_column(JSON)  # references; none: all
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    pairing_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    pairing_expires_at: Mapped[datetime | None]
    paired_at: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    revoked_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]  # when it learnt that it is no longer a door
    agent: Mapped[str] = mapped_column(String(120), default="")  # which browser, as it calls itself
    operator: Mapped[str] = mapped_column(String(80), default="")  # who holds it
    seen_at: Mapped[datetime | None]
    unsent: Mapped[int | None]
    list_version: Mapped[str] = mapped_column(String(80), default="")
    clock_offset: Mapped[float | None]  # seconds its clock is ahead


class Attention(Model):
    """What the door is told about a delegate besides the registration, and whether the ticket is blocked."""

    __tablename__ = "attentions"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(200), default="")
    is_blocked: Mapped[bool] = mapped_column(default=False)
    by: Mapped[str]
    at: Mapped[datetime]


class DoorChange(Model):
    """The last time something changed of a ticket: triggers of the database write it (feed.py). No foreign keys: what
    was deleted is told too.
    """

    __tablename__ = "door_changes"
    __table_args__ = (
        Index("ix_door_changes_event_id_kind_stamp", "event_id", "kind", "stamp"),
        Index("ix_door_changes_stamp", "stamp"),
    )

    ticket_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[Change] = mapped_column(word(Change), primary_key=True)
    event_id: Mapped[int]
    stamp: Mapped[int] = mapped_column(BigInteger)


class Case(Model):
    """Something at the door that a supervisor is to look at. `record` is sealed: it may hold a ticket's code."""

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[CaseKind] = mapped_column(word(CaseKind))
    key: Mapped[str] = mapped_column(String(120))  # the same thing twice is one case
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    scans: Mapped[list[str]] = mapped_column(JSON)  # their numbers
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    record: Mapped[bytes | None] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str] = mapped_column(default="")
    settlement: Mapped[str] = mapped_column(String(500), default="")
