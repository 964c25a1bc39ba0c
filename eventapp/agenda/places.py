"""Places of a session by mode. Never more taken than there are, however many people ask at once.

Each step is one conditional UPDATE whose row count is read. Whoever takes or frees places holds the event's modes
first (`seats.hold`), as whoever moves a registration does: two of them wait for one another's end, not for each other.
"""

from sqlalchemy import ColumnElement, or_, update

from eventapp.agenda.models import Places
from eventapp.database import change
from eventapp.events.models import Mode


def take(session_id: int, mode: Mode, *, beyond: bool = False) -> bool:
    """Take one place in that mode. False when there is none; with `beyond` it is one more then."""
    mine = (Places.session_id == session_id) & (Places.mode == mode)
    if beyond:
        return change(update(Places).where(mine).values(taken=Places.taken + 1)) == 1
    return _take(Places, mine)


def give_back(session_id: int, mode: Mode) -> None:
    """Free one place that was taken."""
    mine = (Places.session_id == session_id) & (Places.mode == mode)
    change(update(Places).where(mine).values(taken=Places.taken - 1))


def _take(table: type[Places], *which: ColumnElement[bool]) -> bool:
    has_room = or_(table.capacity.is_(None), table.taken < table.capacity)
    return change(update(table).where(*which, has_room).values(taken=table.taken + 1)) == 1
