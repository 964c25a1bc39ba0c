"""Organisations that send delegates; the people of an event, their ranks and the order in which they stand."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Connection, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from eventapp import names
from eventapp.bilingual import Named
from eventapp.database import Model
from eventapp.references import new_reference

SEARCH_LENGTH = 1000


class Organisation(Named, Model):
    """A body that sends people: a ministry, a province, a mission abroad, an enterprise."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # the folded name: what makes two entries the same
    kind: Mapped[str] = mapped_column(String(32), default="")  # data: central, province, mission, enterprise …
    zone: Mapped[str | None] = mapped_column(String(64))
    short_name: Mapped[str] = mapped_column(default="")
    badge_name: Mapped[str] = mapped_column(default="")  # as the badge prints it; "": the short name, else the name
    sort_order: Mapped[int] = mapped_column(default=0)  # order of precedence among its kind
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  # the first day on which it is no more
    succeeded_by_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    succeeded_by: Mapped["Organisation | None"] = relationship(remote_side=[id])
    ref: Mapped[str] = mapped_column(String(16), unique=True, default=new_reference)
    search_words: Mapped[str] = mapped_column(String(SEARCH_LENGTH), default="")  # " bo ngoai giao mofa "

    def is_valid_on(self, day: date) -> bool:
        """Does the organisation exist on that day?"""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@event.listens_for(Organisation, "before_insert")
@event.listens_for(Organisation, "before_update")
def _be_found(_mapper: Mapper[Organisation], _connection: Connection, organisation: Organisation) -> None:
    """What a search looks in follows from the names, whichever rule has changed them."""
    spoken = (organisation.name, organisation.name_en, organisation.short_name)
    words = dict.fromkeys(word for name in spoken for word in names.fold(name or "").split())
    organisation.search_words = f" {' '.join(words)} "[:SEARCH_LENGTH]


class Tie(StrEnum):
    """What can decide between two people of one block; the names decide last."""

    ORGANISATION = "organisation"
    RANK = "rank"
    IN_POST = "in_post"
    AGE = "age"


class Precedence(Model):
    """An event's order of precedence: its blocks of organisations, and what decides within a block, each in order."""

    __tablename__ = "precedences"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    blocks: Mapped[list[str]] = mapped_column(JSON)  # kinds of organisations, and OTHER for whatever else there is
    ties: Mapped[list[str]] = mapped_column(JSON)  # those that count
    version: Mapped[str] = mapped_column(String(16))  # at random, and another one whenever they or the ranks change


class Rank(Named, Model):
    """A rank of an event's order of precedence; positions that begin with one of its spellings are of this rank."""

    __tablename__ = "ranks"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    position: Mapped[int]
    key: Mapped[str]  # the folded name: what makes two ranks the same
    spellings: Mapped[str] = mapped_column(String(2000), default="")  # what else people write, one a line


class Person(Model):
    """Someone at an event; delegate, speaker and chair are one person.

    The same person is the same folded e-mail *and* the same search key of the name; people without an e-mail
    (speakers of a programme) are told apart by their name alone.
    """

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("event_id", "email", "name_key"),
        Index("ix_people_event_id", "event_id"),  # a search reads people as they lie: a fifth of the time
        Index("ix_people_event_id_sort_key", "event_id", "sort_key", "id"),
        Index("ix_people_event_id_organisation_name", "event_id", "organisation_name"),
        Index("ix_people_precedence", "event_id", "precedence", "sort_key", "id"),
        Index("ix_people_organisation_order", "event_id", "organisation_order", "sort_key", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    full_name: Mapped[str]
    name_key: Mapped[str]  # names.search_key of the full name; of a namesake without an address, who it is (people.py)
    search_words: Mapped[str] = mapped_column(String(1000))  # what a search looks in, see names.search_words
    sort_key: Mapped[str] = mapped_column(String(600))  # Vietnamese order: given name first
    salutation: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(default="")  # folded; "" for people known by name only
    phone: Mapped[str] = mapped_column(String(32), default="")  # E.164
    position: Mapped[str] = mapped_column(default="")
    organisation_name: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    organisation: Mapped[Organisation | None] = relationship()
    zone: Mapped[str | None] = mapped_column(String(64))
    rank_id: Mapped[int | None] = mapped_column(ForeignKey("ranks.id", ondelete="SET NULL"), index=True)
    rank: Mapped[Rank | None] = relationship()
    is_rank_set: Mapped[bool] = mapped_column(default=False)  # by hand, also to none; else it follows from the position
    in_post_since: Mapped[date | None]
    birth_year: Mapped[int | None]
    precedence: Mapped[str] = mapped_column(String(64), default="")  # what precedence.py makes of all that
    organisation_order: Mapped[str] = mapped_column(String(300), default="")  # the same of the organisation alone
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # since then nobody knows who it was

    def organisation_in(self, locale: str) -> str:
        """What the organisation is called in that language; what no register knows is called as it was written."""
        english = self.organisation.name_en if locale == "en" and self.organisation else ""
        return english or self.organisation_name
