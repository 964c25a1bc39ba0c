"""A question of an event, the choices it offers with their places, and the conditions under which it is asked."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventapp.bilingual import Labelled
from eventapp.database import Model, word


class Kind(StrEnum):
    """What a question takes for an answer. A heading takes none."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    PHONE = "phone"
    COUNTRY = "country"
    FILE = "file"
    HEADING = "heading"

    @property
    def has_choices(self) -> bool:
        """Does the organiser say what there is to choose from?"""
        return self in (Kind.CHOICE, Kind.SEVERAL)


class ConditionKind(StrEnum):
    """What decides whether a question is asked. Each word has its judge in `asking.JUDGES`."""

    MODE = "mode"
    CATEGORY = "category"
    ANSWER = "answer"


class Question(Labelled, Model):
    """One question of an event's registration form."""

    __tablename__ = "questions"
    __table_args__ = (Index(None, "event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    position: Mapped[int]
    kind: Mapped[Kind] = mapped_column(word(Kind))
    help: Mapped[str] = mapped_column(String(1000), default="")
    help_en: Mapped[str] = mapped_column(String(1000), default="")
    is_required: Mapped[bool] = mapped_column(default=False)
    is_sensitive: Mapped[bool] = mapped_column(default=False)  # registrars and above see the answers, viewers do not
    kept_for_days: Mapped[int | None]  # after the event; None: as long as the registration
    choices: Mapped[list["Choice"]] = relationship(
        order_by="Choice.position, Choice.id", lazy="selectin", passive_deletes=True, cascade="all, delete-orphan"
    )
    conditions: Mapped[list["Condition"]] = relationship(
        order_by="Condition.id",
        lazy="selectin",
        passive_deletes=True,
        cascade="all, delete-orphan",
        foreign_keys="Condition.question_id",
    )

    def help_in(self, locale: str) -> str:
        """What helps to answer, in that language or in the one there is."""
        return (self.help_en or self.help) if locale == "en" else (self.help or self.help_en)


class Choice(Labelled, Model):
    """One thing to choose. `capacity` None is no limit; `taken` is what answers of live registrations hold."""

    __tablename__ = "question_choices"
    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken"),
        CheckConstraint("capacity IS NULL OR taken <= capacity", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)

    @property
    def is_full(self) -> bool:
        """Was the last place gone when this was read?"""
        return self.capacity is not None and self.taken >= self.capacity


class Condition(Model):
    """One thing that lets a question be asked. Those of a kind are alternatives; every kind there is must hold.

    A kind of condition more is one word of ConditionKind and one judge in `asking`.
    """

    __tablename__ = "question_conditions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ConditionKind] = mapped_column(word(ConditionKind))
    on_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    value: Mapped[str]  # a mode, a reference of a category or choice, yes or no; "" is any answer
