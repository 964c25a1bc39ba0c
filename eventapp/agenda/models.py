"""Sessions that need a place, who has one or waits for one, and what delegates have starred."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.events.models import Mode
from eventapp.programme.models import Session
from eventapp.registration.models import Registration


class Terms(Model):
    """That a session needs a place, and on what terms. A session without this row is open to whoever comes."""

    __tablename__ = "sign_up_terms"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    session: Mapped[Session] = relationship()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    opens_at: Mapped[datetime | None]  # None: from the first day
    closes_at: Mapped[datetime | None]  # None: when the session starts
    has_waiting_list: Mapped[bool] = mapped_column(default=True)


class Places(Model):
    """The places of a session in one mode. `capacity` None is no limit, 0 is none; `taken` is who has one."""

    __tablename__ = "session_places"
    __table_args__ = (CheckConstraint("taken >= 0", name="taken"),)

    session_id: Mapped[int] = mapped_column(
        ForeignKey("sign_up_terms.session_id", ondelete="CASCADE"), primary_key=True
    )
    mode: Mapped[Mode] = mapped_column(word(Mode), primary_key=True)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)

    @property
    def left(self) -> int | None:
        """How many places are left; None is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class SignUp(Model):
    """A delegate's place in a session (`holds`), or in the line for one since `since`, in the mode he attends in."""

    __tablename__ = "sign_ups"
    __table_args__ = (
        UniqueConstraint("registration_id", "session_id"),
        Index("ix_sign_ups_line", "session_id", "mode", "holds", "since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sign_up_terms.session_id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    registration: Mapped[Registration] = relationship()
    mode: Mapped[Mode] = mapped_column(word(Mode))
    holds: Mapped[bool]
    since: Mapped[datetime]


class Star(Model):
    """What a delegate has marked for himself; it takes no place."""

    __tablename__ = "stars"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)


class Agenda(Model):
    """When a delegate's own programme last became another one: his calendar is built anew, and nobody else's."""

    __tablename__ = "agendas"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    revised_at: Mapped[datetime]
