"""Join links: for a session or the whole event, for bridge points or those online, one per language channel."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.database import Model, word
from eventapp.events.models import Event, Site
from eventapp.programme.models import Session


class Platform(StrEnum):
    """What the link opens."""

    ZOOM = "zoom"
    TEAMS = "teams"
    MEET = "meet"
    WEBEX = "webex"
    BBB = "bbb"  # BigBlueButton: the join is signed with the server's secret
    JITSI = "jitsi"  # with an application's secret: the join bears a JWT
    STREAM = "stream"  # to be looked at alone
    OTHER = "other"


class Audience(StrEnum):
    """Who joins by the link."""

    BRIDGE = "bridge"  # a room with many people
    ONLINE = "online"  # somebody alone


class Channel(StrEnum):
    """Which language is heard there: the floor as it is spoken, or an interpretation into that language."""

    FLOOR = "floor"
    VI = "vi"
    EN = "en"
    FR = "fr"
    RU = "ru"
    ZH = "zh"
    ES = "es"
    AR = "ar"
    JA = "ja"
    KO = "ko"
    LO = "lo"
    KM = "km"
    TH = "th"


class Link(Model):
    """One join link. Without a session it is for the whole event, without a site for all of its audience.

    Whatever leads into the room (address, passcode, room, the platform's own secret) is sealed together:
    `keeping.opened` reads it.
    """

    __tablename__ = "join_links"
    __table_args__ = (
        UniqueConstraint("event_id", "key"),
        CheckConstraint("site_id IS NULL OR audience = 'bridge'", name="site"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship()
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    session: Mapped[Session | None] = relationship()
    audience: Mapped[Audience] = mapped_column(word(Audience))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    site: Mapped[Site | None] = relationship()
    channel: Mapped[Channel] = mapped_column(word(Channel))
    platform: Mapped[Platform] = mapped_column(word(Platform))
    key: Mapped[str] = mapped_column(String(80))  # session, audience, site and channel: each once
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    revised_at: Mapped[datetime]
