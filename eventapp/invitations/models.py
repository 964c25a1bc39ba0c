"""The head and foot of an event's letters of invitation."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.database import Model


class Letterhead(Model):
    """Who invites to an event: the organ above the issuing body, the place, and who signs with which position."""

    __tablename__ = "letterheads"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    superior: Mapped[str] = mapped_column(default="")
    superior_en: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    place_en: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    position_en: Mapped[str] = mapped_column(default="")
    signer: Mapped[str] = mapped_column(default="")
    has_motto: Mapped[bool] = mapped_column(default=True)  # the name of the State and its motto, on a State paper
