"""An event, its three modes, its sites, its categories of delegates, its team, and the tokens of its programs."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.accounts.models import User
from eventapp.bilingual import Named
from eventapp.database import Model, word
from eventapp.events.roles import Role


class Mode(StrEnum):
    """How a delegate attends."""

    HALL = "hall"
    BRIDGE = "bridge"
    ONLINE = "online"


class EventStatus(StrEnum):
    """Where an event stands in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Event(Model):
    """A conference. `revision` rises with every change a visitor can see."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(String(500), default="")
    lead_en: Mapped[str] = mapped_column(String(500), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    host: Mapped[str] = mapped_column(default="")  # the issuing body
    host_en: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[EventStatus] = mapped_column(word(EventStatus), default=EventStatus.DRAFT)
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    switching_closes_at: Mapped[datetime | None]  # delegates change how they attend until then; None: until it starts
    has_waiting_list: Mapped[bool] = mapped_column(default=True)
    changes_ask_again: Mapped[bool] = mapped_column(default=False)  # what was approved and is changed is judged again
    office_needs_approval: Mapped[bool] = mapped_column(default=False)  # also whom the office enters or imports
    offer_hours: Mapped[int | None]  # so long a freed seat is kept for whoever is next; None: it is his at once
    accent: Mapped[str] = mapped_column(String(16), default="cham")  # a named dye or #rrggbb
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    revised_at: Mapped[datetime]

    @property
    def tz(self) -> ZoneInfo:
        """The event's zone."""
        return ZoneInfo(self.zone)

    @property
    def choices_close_at(self) -> datetime:
        """Until when delegates decide by themselves how they attend; where nothing is set, until the event starts."""
        return self.switching_closes_at or self.starts_at

    def takes_registrations(self, at: datetime) -> bool:
        """May delegates register at that moment? Where no end of registration is set, the event's own end is it."""
        return (
            self.status is EventStatus.PUBLISHED
            and (self.registration_opens_at is None or self.registration_opens_at <= at)
            and at < (self.registration_closes_at or self.ends_at)
        )

    def title_in(self, locale: str) -> str:
        """The title in that language, or in the one there is."""
        return (self.title_en or self.title) if locale == "en" else (self.title or self.title_en)

    def lead_in(self, locale: str) -> str:
        """The sentence beneath the title, in that language or in the one there is."""
        return (self.lead_en or self.lead) if locale == "en" else (self.lead or self.lead_en)

    def description_in(self, locale: str) -> str:
        """The description (Markdown), in that language or in the one there is."""
        return (
            (self.description_en or self.description) if locale == "en" else (self.description or self.description_en)
        )

    def host_in(self, locale: str) -> str:
        """The issuing body, in that language or in the one there is."""
        return (self.host_en or self.host) if locale == "en" else (self.host or self.host_en)


class EventMode(Model):
    """A mode the event offers, and its seats. `capacity` None is no limit; `taken` is what is confirmed."""

    __tablename__ = "event_modes"
    __table_args__ = (CheckConstraint("taken >= 0", name="taken"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    mode: Mapped[Mode] = mapped_column(word(Mode), primary_key=True)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    needs_approval: Mapped[bool] = mapped_column(default=False)  # the organiser decides on whoever attends so

    @property
    def left(self) -> int | None:
        """How many seats are left; None is no limit."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


class Site(Named, Model):
    """A place people gather: the main hall or a bridge point."""

    __tablename__ = "sites"
    __table_args__ = (UniqueConstraint("event_id", "key"), CheckConstraint("taken >= 0", name="taken"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    mode: Mapped[Mode] = mapped_column(word(Mode))  # hall or bridge
    key: Mapped[str]  # the folded name: what makes two sites the same
    address: Mapped[str] = mapped_column(String(500), default="")
    zone: Mapped[str | None] = mapped_column(String(64))
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]  # kept for registrations that have ended there


class Category(Named, Model):
    """A sort of people who come, such as the press. Every registration is in one; one of an event's is the default."""

    __tablename__ = "categories"
    __table_args__ = (
        UniqueConstraint("event_id", "key"),
        Index(
            "uq_categories_default",
            "event_id",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    position: Mapped[int]
    key: Mapped[str]  # the folded name: what makes two categories the same
    colour: Mapped[str] = mapped_column(String(16))  # of the badge, as #rrggbb
    mode: Mapped[Mode | None] = mapped_column(word(Mode))  # how its people attend unless they say otherwise
    zones: Mapped[str] = mapped_column(default="")  # what the badge opens: "A, B, VIP"
    is_public: Mapped[bool] = mapped_column(default=False)  # whoever registers may choose it
    needs_approval: Mapped[bool] = mapped_column(default=False)  # the organiser decides on whoever is in it
    is_default: Mapped[bool] = mapped_column(default=False)


class TeamMember(Model):
    """A user's role in one event."""

    __tablename__ = "team_members"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    user: Mapped[User] = relationship()
    role: Mapped[Role] = mapped_column(word(Role))
    added_at: Mapped[datetime]


class ApiToken(Model):
    """A program that acts for one event with one role. Only the hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(word(Role))
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
