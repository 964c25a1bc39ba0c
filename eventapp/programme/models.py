"""Sessions, the rooms and tracks they belong to, and the people on the platform."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, Text, UniqueConstraint, event, exists
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column, object_session, relationship

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


class Listed(Model):
    """What sessions belong to, in the organiser's order: a name in both languages, and what folds it."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[UniqueConstraint]:
        """Each list knows a name once."""
        return (UniqueConstraint("event_id", "key"),)

    def name_in(self, locale: str) -> str:
        """The name in that language, or in the one there is."""
        return (self.name_en or self.name) if locale == "en" else (self.name or self.name_en)


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

    def title_in(self, locale: str) -> str:
        """The title in that language, or in the one there is."""
        return (self.title_en or self.title) if locale == "en" else (self.title or self.title_en)

    def abstract_in(self, locale: str) -> str:
        """The abstract (plain text) in that language, or in the one there is."""
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


@event.listens_for(Person, "after_update")
def _show_as_he_is_now(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    """Whoever changes what is known of a speaker, at whichever door: the pages that name him are built anew."""
    session = object_session(person)
    if session is not None and session.is_modified(person):
        speaks = exists().where(OnPlatform.person_id == person.id)
        revisions.rise(connection, (Event.id == person.event_id) & speaks)
