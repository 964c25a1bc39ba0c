"""The wordings' table."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Model


class Wording(Model):
    """The organiser's own subject and text of one kind of letter in one language. Without it the standard text goes."""

    __tablename__ = "wordings"
    __table_args__ = (UniqueConstraint("event_id", "kind", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[str]
    locale: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str]
    text: Mapped[str] = mapped_column(String(10_000))
    changed_at: Mapped[datetime]
