"""Sessions, the rooms and tracks they belong to, and the people on the platform."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    exists,
)
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column, object_session, relationship

from eventapp.bilingual import Bilingual, Named, spoken
from eventapp.database import Model, word
from eventapp.directory.models import Person
from eventapp.events import revisions
from eventapp.events.models import Event


class SessionKind(StrEnum):
    """What happens in a session."""

    REGISTRATION = "registration"
    OPENING = "opening"
    KEYNOTE = "keynote"
    PLENARY = "plenary"
    PARALLEL = "parallel"
    DISCUSSION = "discussion"
    CEREMONY = "ceremony"
    BREAK = "break"
    CLOSING = "closing"

    @property
    def is_pause(self) -> bool:
        """Nobody is busy then: arrival and breaks."""
        return self in (SessionKind.REGISTRATION, SessionKind.BREAK)


class PlatformRole(StrEnum):
    """What a person does in a session."""

    CHAIR = "chair"
    MODERATOR = "moderator"
    SPEAKER = "speaker"


class Listed(Named, Model):
    """What sessions belong to, in the organiser's order: a name in both languages, and what folds it."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    position: Mapped[int]
    key: Mapped[str]

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[UniqueConstraint]:
        """Each list knows a name once."""
        return (UniqueConstraint("event_id", "key"),)


class Track(Listed):
    """A theme that runs through several sessions; `colour` is "#rrggbb", to be read on white."""

    __tablename__ = "tracks"

    colour: Mapped[str] = mapped_column(String(16))


class Room(Listed):
    """A room of the main site; `capacity` is how many it seats, None where nobody has said."""

    __tablename__ = "rooms"

    capacity: Mapped[int | None]


class Session(Model):
    """One item of the programme. `sequence` rises when time, place or status change (RFC 5545 SEQUENCE)."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index("ix_sessions_event_id_starts_at", "event_id", "starts_at", "id"),
        Index("ix_sessions_event_id_cancelled_at", "event_id", "cancelled_at"),  # every feed asks who left it last
        CheckConstraint("ends_at > starts_at", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[SessionKind] = mapped_column(word(SessionKind))
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    abstract: Mapped[str] = mapped_column(Text, default="")
    abstract_en: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")  # Markdown, for the team alone
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"), index=True)
    room: Mapped[Room | None] = relationship()
    track_id: Mapped[int | None] = mapped_column(ForeignKey("tracks.id"), index=True)
    track: Mapped[Track | None] = relationship()
    cancelled_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    revised_at: Mapped[datetime]
    platform: Mapped[list["OnPlatform"]] = relationship(
        order_by="OnPlatform.position", cascade="all, delete-orphan", back_populates="session"
    )

    @property
    def titles(self) -> Bilingual:
        """Both titles, for a sentence whose reader is not known yet."""
        return Bilingual(self.title, self.title_en)

    def title_in(self, locale: str) -> str:
        """The title in that language, or in the one there is."""
        return str(spoken(self.titles, locale))

    def abstract_in(self, locale: str) -> str:
        """The abstract (Markdown) in that language, or in the one there is."""
        return (self.abstract_en or self.abstract) if locale == "en" else (self.abstract or self.abstract_en)

    def people_as(self, role: PlatformRole) -> list[Person]:
        """Who does that in the session, in order."""
        return [seat.person for seat in self.platform if seat.role is role]


class OnPlatform(Model):
    """A person who chairs, moderates or speaks in a session, in order."""

    __tablename__ = "on_platform"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    session: Mapped[Session] = relationship(back_populates="platform")
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    person: Mapped[Person] = relationship()
    role: Mapped[PlatformRole] = mapped_column(word(PlatformRole), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class ChangeKind(StrEnum):
    """What has become of a session."""

    ADDED = "added"
    MOVED = "moved"  # to another time or room: whoever attends must know
    CANCELLED = "cancelled"
    RESTORED = "restored"  # takes place after all
    CORRECTED = "corrected"  # nobody has to go elsewhere

    @property
    def concerns_people(self) -> bool:
        """Do people have to know who would attend?"""
        return self in (ChangeKind.MOVED, ChangeKind.CANCELLED, ChangeKind.RESTORED)


class Change(Model):
    """One change of a session: what it said before and says after, by field, and who was told of it.

    `told` counts {"delegates", "speakers", "sites"} at that moment; without `told_at` nobody was told, and `reason` may
    say why. `sequence` is the session's from then on.
    """

    __tablename__ = "session_changes"
    __table_args__ = (Index("ix_session_changes_event_id_id", "event_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    session: Mapped[Session] = relationship()
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[ChangeKind] = mapped_column(word(ChangeKind))
    at: Mapped[datetime]
    by: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    sequence: Mapped[int]
    told_at: Mapped[datetime | None]
    told: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[str] = mapped_column(String(1000), default="")


class Reply(StrEnum):
    """What someone on the platform answers to the question whether they come."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Profile(Model):
    """What is known of someone on the platform beyond the person: what they say of themselves, and whether they come.

    There is none before somebody writes something down. `bio` is Markdown; `portrait` is the opaque name of a kept
    file; raising `generation` closes the links that were sent.
    """

    __tablename__ = "profiles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    person: Mapped[Person] = relationship()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    bio: Mapped[str] = mapped_column(Text, default="")
    bio_en: Mapped[str] = mapped_column(Text, default="")
    portrait: Mapped[str] = mapped_column(String(64), default="")
    locale: Mapped[str] = mapped_column(String(8), default="vi")
    generation: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    reply: Mapped[Reply | None] = mapped_column(word(Reply))
    replied_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(1000), default="")  # why they do not come

    def bio_in(self, locale: str) -> str:
        """What they say of themselves in that language, or in the one there is."""
        return (self.bio_en or self.bio) if locale == "en" else (self.bio or self.bio_en)


@event.listens_for(Person, "after_update")
def _show_as_he_is_now(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    """Whoever changes what is known of a speaker, at whichever door: the pages that name him are built anew."""
    session = object_session(person)
    if session is not None and session.is_modified(person):
        speaks = exists().where(OnPlatform.person_id == person.id)
        revisions.rise(connection, (Event.id == person.event_id) & speaks)
