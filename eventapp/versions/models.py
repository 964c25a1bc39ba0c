"""What a session is to become, and the versions in which the programme was published."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model
from eventapp.events.models import Event
from eventapp.programme.models import Session


class Draft(Model):
    """What one session is to say that it does not say yet, by field as `standing.stands` has them; or a new session.

    `before` is what those fields said when somebody drafted them; `sign_up` is what was typed about places. A new
    session has its reference already; it gets a row of its own with the next version.
    """

    __tablename__ = "session_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), unique=True)
    session: Mapped[Session | None] = relationship()
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    sign_up: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    revision: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]
    by: Mapped[str]


class Version(Model):
    """A published state of the programme; `up_to` is the last change it holds, `note` what visitors are told."""

    __tablename__ = "programme_versions"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship()
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    note: Mapped[str] = mapped_column(String(1000), default="")
    up_to: Mapped[int]
