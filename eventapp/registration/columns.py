"""Which columns of the list of delegates someone wants to see, remembered for each user and event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from eventapp.database import change, db
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.questions.models import Question
from eventapp.questions.queries import answerable_of
from eventapp.registration.models import ColumnChoice


class Column(StrEnum):
    """A column of the list, besides the name, which always stands there."""

    POSITION = "position"
    RANK = "rank"
    ORGANISATION = "organisation"
    DELEGATION = "delegation"
    CATEGORY = "category"
    MODE = "mode"
    SITE = "site"
    STATUS = "status"
    EMAIL = "email"
    PHONE = "phone"
    REGISTERED = "registered"


COLUMN_WORDS = {
    Column.POSITION: N_("Position"),
    Column.RANK: N_("Rank"),
    Column.ORGANISATION: N_("Organisation"),
    Column.DELEGATION: N_("Delegation"),
    Column.CATEGORY: N_("Category"),
    Column.MODE: N_("Attendance"),
    Column.SITE: N_("Bridge point"),
    Column.STATUS: N_("Status"),
    Column.EMAIL: N_("E-mail"),
    Column.PHONE: N_("Telephone"),
    Column.REGISTERED: N_("Registered at"),
}
USUAL = (
    Column.POSITION, Column.ORGANISATION, Column.CATEGORY, Column.MODE, Column.SITE, Column.STATUS, Column.REGISTERED,
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """The columns wanted, and the questions whose answers stand in columns of their own."""

    columns: Sequence[Column] = USUAL
    questions: Sequence[Question] = ()

    @property
    def words(self) -> set[str]:
        """What is ticked of the columns to choose from."""
        return {*(column.value for column in self.columns), *(question.ref for question in self.questions)}


def choosable(questions: Iterable[Question]) -> list[Question]:
    """Return those of the questions that may have a column: whose answers every member of the team may see."""
    return [each for each in questions if not each.is_sensitive]


def shown_to(event: Event, user_id: int, questions: Iterable[Question]) -> Shown:
    """Return the columns the user wants to see; `questions` are the choosable ones."""
    choice = db.session.get(ColumnChoice, (event.id, user_id), populate_existing=True)
    if choice is None:
        return Shown()
    words = set(choice.columns)
    return Shown([each for each in Column if each in words], [each for each in questions if each.ref in words])


def choose(event: Event, user_id: int, words: Iterable[str]) -> None:
    """Remember which columns the user wants to see; words that name none are left out, and none at all is the usual."""
    known = [*(column.value for column in Column), *(question.ref for question in choosable(answerable_of(event)))]
    wanted = set(words)
    columns = [word for word in known if word in wanted]
    mine = (ColumnChoice.event_id == event.id) & (ColumnChoice.user_id == user_id)
    if not columns:
        change(delete(ColumnChoice).where(mine))
    elif change(update(ColumnChoice).where(mine).values(columns=columns)) == 0:
        try:
            with db.session.begin_nested():
                db.session.execute(insert(ColumnChoice).values(event_id=event.id, user_id=user_id, columns=columns))
        except IntegrityError:  # chosen at the same moment elsewhere
            change(update(ColumnChoice).where(mine).values(columns=columns))
