"""Who opened a session's room from the join page, on which of his devices, and how long it was open and visible."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model
from eventapp.programme.models import Session
from eventapp.registration.models import Registration


class Visit(Model):
    """One opening of a room, by somebody's own hand. Of two at once the newest is live, and the other `is_beside`.

    From `began_at` the page was seen visible until `seen_at` without a gap; of that, what lies before `noted_at` is in
    the ledger. After a gap all three begin anew.
    """

    __tablename__ = "join_visits"
    __table_args__ = (Index("ix_join_visits_event_id_id", "event_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(32), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    registration: Mapped[Registration] = relationship()
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    session: Mapped[Session | None] = relationship()
    is_session_room: Mapped[bool]  # the room is of that session alone
    link_ref: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    noted_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]  # since when another device is the live one
    is_beside: Mapped[bool] = mapped_column(default=False)  # another device was live when this one came
