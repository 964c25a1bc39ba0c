"""Papers of an event or a session, their versions, who may read them, who has, and what is said about them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.bilingual import Bilingual, spoken
from eventapp.database import Model, word
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.events.models import Category, Event, Site
from eventapp.programme.models import Session


class Circle(StrEnum):
    """Whom a paper is for. The last three name which one."""

    EVERYONE = "everyone"  # whoever opens the public pages
    DELEGATES = "delegates"
    HALL = "hall"
    BRIDGE = "bridge"
    ONLINE = "online"
    SPEAKERS = "speakers"  # whoever is on the platform of a session
    CHAIRS = "chairs"  # delegates who chair a bridge point
    SITE = "site"
    CATEGORY = "category"
    DELEGATION = "delegation"


class Comments(StrEnum):
    """Whether delegates comment a paper, and who reads that."""

    OFF = "off"
    TEAM = "team"
    READERS = "readers"


class Judgement(StrEnum):
    """What the organiser said of a version."""

    AWAITING = "awaiting"  # a speaker has sent it
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Paper(Model):
    """A document of the event, or of one of its sessions. `current` is the newest accepted version, None: none yet."""

    __tablename__ = "papers"
    __table_args__ = (
        UniqueConstraint("event_id", "key"),
        Index("ix_papers_event_id_position", "event_id", "position", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    event: Mapped[Event] = relationship()
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    session: Mapped[Session | None] = relationship()
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    sender: Mapped[Person | None] = relationship()  # the speaker who sent it; None: the team's own
    position: Mapped[int]
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    is_published: Mapped[bool] = mapped_column(default=False)
    released_at: Mapped[datetime | None]  # from then on it is to be read; None: as soon as it is published
    ends_with_event: Mapped[bool] = mapped_column(default=False)  # nobody but the team reads it afterwards
    comments: Mapped[Comments] = mapped_column(word(Comments), default=Comments.OFF)
    current: Mapped[int | None]
    numbered: Mapped[int] = mapped_column(default=0)  # the number of the last version that came
    created_at: Mapped[datetime]
    key: Mapped[str | None]  # the Idempotency-Key of the program that sent it
    audience: Mapped[list["Audience"]] = relationship(
        order_by="Audience.id", cascade="all, delete-orphan", back_populates="paper"
    )

    @property
    def titles(self) -> Bilingual:
        """Both titles, for a sentence whose reader is not known yet."""
        return Bilingual(self.title, self.title_en)

    def title_in(self, locale: str) -> str:
        """The title in that language, or in the one there is."""
        return str(spoken(self.titles, locale))

    def is_open(self, at: datetime) -> bool:
        """May its audience read it at that moment?"""
        is_released = self.released_at is None or self.released_at <= at
        is_over = self.ends_with_event and self.event.ends_at <= at
        return self.is_published and self.current is not None and is_released and not is_over


class Version(Model):
    """A file of a paper. Older ones stay for the team."""

    __tablename__ = "paper_versions"
    __table_args__ = (
        UniqueConstraint("paper_id", "number"),
        Index("ix_paper_versions_judgement", "event_id", "judgement"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    paper: Mapped[Paper] = relationship()
    number: Mapped[int]
    file: Mapped[str] = mapped_column(String(64))  # its opaque name; the ending says what it is
    called: Mapped[str]  # as the sender's computer calls it; shown to the team, never a path
    size: Mapped[int]
    judgement: Mapped[Judgement] = mapped_column(word(Judgement))
    note: Mapped[str] = mapped_column(String(1000), default="")  # why it was returned
    sent_at: Mapped[datetime]
    sent_by: Mapped[str]
    downloads: Mapped[int] = mapped_column(default=0)

    @property
    def ending(self) -> str:
        """What the file is, by its content."""
        return self.file.rpartition(".")[2]


class Audience(Model):
    """One circle that a paper is for; whoever is in any of its circles reads it."""

    __tablename__ = "paper_audiences"
    __table_args__ = (Index("ix_paper_audiences_circle", "event_id", "circle"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    paper: Mapped[Paper] = relationship(back_populates="audience")
    circle: Mapped[Circle] = mapped_column(word(Circle))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id", ondelete="CASCADE"), index=True)
    site: Mapped[Site | None] = relationship()
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id", ondelete="CASCADE"), index=True)
    category: Mapped[Category | None] = relationship()
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegations.id", ondelete="CASCADE"), index=True)
    delegation: Mapped[Delegation | None] = relationship()

    @property
    def word(self) -> str:
        """The circle as a form and a program say it: "hall", "site:K7QM4XTR"."""
        which = self.site or self.category or self.delegation
        return f"{self.circle.value}:{which.ref}" if which else self.circle.value


class Reading(Model):
    """That a person opened a version, and when first."""

    __tablename__ = "paper_readings"

    version_id: Mapped[int] = mapped_column(ForeignKey("paper_versions.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[Version] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    person: Mapped[Person] = relationship()
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]


class Comment(Model):
    """What a delegate says of a paper, and what the team answers."""

    __tablename__ = "paper_comments"
    __table_args__ = (Index("ix_paper_comments_paper_id_at", "paper_id", "at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    paper: Mapped[Paper] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    person: Mapped[Person] = relationship()
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    text: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(2000), default="")
    answered_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
