"""Delegation = organisation × event, and the seats allotted to it per mode."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Connection, ForeignKey, String, UniqueConstraint, event, select
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session, relationship

from eventapp.database import Model, word
from eventapp.directory.models import Organisation, Person
from eventapp.events import revisions
from eventapp.events.models import Event, Mode, Site
from eventapp.references import new_reference


class State(StrEnum):
    """How far the invitation of a delegation has come."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    OPENED = "opened"
    ANSWERED = "answered"
    DECLINED = "declined"
    OVERDUE = "overdue"


class Delegation(Model):
    """An organisation invited to an event. `code` is what the office's sheets call it."""

    __tablename__ = "delegations"
    __table_args__ = (UniqueConstraint("event_id", "code"), UniqueConstraint("event_id", "organisation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    code: Mapped[str] = mapped_column(String(40))
    mode: Mapped[Mode] = mapped_column(word(Mode))  # how its delegates attend unless they say otherwise
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    site: Mapped[Site | None] = relationship()
    contact_email: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_reference)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(String(32), default="")  # E.164
    head_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    head: Mapped[Person | None] = relationship()
    deadline_at: Mapped[datetime | None]  # until when the focal point answers and changes
    letter_number: Mapped[str] = mapped_column(String(64), default="")
    letter_dated_on: Mapped[date | None]
    letter_file: Mapped[str] = mapped_column(default="")
    invited_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]  # the focal point confirmed the list
    declined_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(String(1000), default="")
    generation: Mapped[int] = mapped_column(default=0)  # raising it revokes the focal point's link
    revision: Mapped[int] = mapped_column(default=0)  # a form that was shown an older one is refused

    def state(self, now: datetime) -> State:
        """Return how far the invitation has come. Overdue is who was asked, and was silent at the deadline."""
        if self.declined_at is not None:
            return State.DECLINED
        if self.answered_at is not None:
            return State.ANSWERED
        if self.invited_at is None:
            return State.NOT_SENT if self.opened_at is None else State.OPENED
        if self.deadline_at is not None and self.deadline_at <= now:
            return State.OVERDUE
        return State.SENT if self.opened_at is None else State.OPENED


class Quota(Model):
    """Seats allotted to a delegation in one mode; `used` counts its live registrations."""

    __tablename__ = "quotas"
    __table_args__ = (CheckConstraint("used >= 0", name="used"),)

    delegation_id: Mapped[int] = mapped_column(ForeignKey("delegations.id", ondelete="CASCADE"), primary_key=True)
    mode: Mapped[Mode] = mapped_column(word(Mode), primary_key=True)
    allotted: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)


@event.listens_for(Organisation, "after_update")
def _show_where_it_lives(_mapper: Mapper[Organisation], connection: Connection, organisation: Organisation) -> None:
    """An organisation is every event's: all that have invited it show its zone among their clocks."""
    session = object_session(organisation)
    if session is not None and session.is_modified(organisation):
        inviting = select(Delegation.event_id).where(Delegation.organisation_id == organisation.id)
        revisions.rise(connection, Event.id.in_(inviting))
