"""The letters' table."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Model
from eventapp.work.models import Leasable


class Letter(Leasable, Model):
    """One letter to one person for one occasion, from queued to sent.

    `reference` is the left half of its Message-ID and never changes; `rendered` is the message as it goes over the
    wire, kept from before the first try so that every try sends the same bytes. `kind` ("registration/confirmed")
    names who composes it out of `subject_id`. A letter that is done without `sent_at` was no longer wanted.
    """

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("occasion", "person"), Index(None, "state", "due_at"))

    attempts_allowed = 500  # five days at a quarter of an hour, as long as mail servers themselves keep trying

    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    occasion: Mapped[str]
    person: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(index=True)
    subject_id: Mapped[int]
    locale: Mapped[str]
    name: Mapped[str]
    recipient: Mapped[str] = mapped_column(index=True)
    rendered: Mapped[bytes | None]
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]  # when it was noted that it came back
