"""What is known of a bridge point besides its site: room, line, notes, whom to call, and its wishes to speak."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.directory.models import Organisation
from eventapp.events.models import Site
from eventapp.programme.models import Session
from eventapp.registration.models import Registration


class Duty(StrEnum):
    """What somebody does for a bridge point."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    TECHNICIAN = "technician"


class LineState(StrEnum):
    """What the last test of the line said."""

    UNTESTED = "untested"
    PASSED = "passed"
    FAILED = "failed"


class Point(Model):
    """A bridge point, one row for its site from the first word that is said about it."""

    __tablename__ = "bridge_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), unique=True)
    site: Mapped[Site] = relationship()
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id", ondelete="SET NULL"), index=True)
    organisation: Mapped[Organisation | None] = relationship()  # whose room it is
    room: Mapped[str] = mapped_column(String(200), default="")
    line: Mapped[LineState] = mapped_column(word(LineState), default=LineState.UNTESTED)
    line_tested_at: Mapped[datetime | None]
    line_note: Mapped[str] = mapped_column(String(500), default="")
    notes: Mapped[str] = mapped_column(Text, default="")  # of the secretary, for the team
    generation: Mapped[int] = mapped_column(default=0)  # raising it revokes the secretary's link


class Contact(Model):
    """Who does what for a bridge point, and how they are reached."""

    __tablename__ = "point_contacts"

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True)
    duty: Mapped[Duty] = mapped_column(word(Duty), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="SET NULL"), index=True
    )  # the delegate who it is
    registration: Mapped[Registration | None] = relationship()
    name: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(32), default="")  # E.164
    email: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(String(8), default="vi")  # of letters to them


class SpeakingRequest(Model):
    """That a bridge point asks to speak, about what, and through whom."""

    __tablename__ = "speaking_requests"
    __table_args__ = (Index("ix_speaking_requests_event_id_asked_at", "event_id", "asked_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    site: Mapped[Site] = relationship()
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    session: Mapped[Session | None] = relationship()
    speaker: Mapped[str] = mapped_column(String(120), default="")
    subject: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
