"""Who is told of a change."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model
from eventapp.directory.models import Person
from eventapp.programme.models import Change
from eventapp.registration.models import Registration


class Addressee(Model):
    """Someone who is told of a change: a delegate, or (without a registration) someone on the platform alone."""

    __tablename__ = "addressees"
    __table_args__ = (UniqueConstraint("change_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("session_changes.id", ondelete="CASCADE"))
    change: Mapped[Change] = relationship()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    registration: Mapped[Registration | None] = relationship()
