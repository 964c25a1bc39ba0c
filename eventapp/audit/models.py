"""The audit trail's table."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Model


class AuditEntry(Model):
    """One deed. It holds words and plain numbers, no foreign keys: it must outlive whatever it speaks of."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "event_id", "id"), Index(None, "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    actor_id: Mapped[int | None]
    event_id: Mapped[int | None]
    action: Mapped[str]
    subject: Mapped[str]
    words: Mapped[dict[str, Any]] = mapped_column(JSON)
