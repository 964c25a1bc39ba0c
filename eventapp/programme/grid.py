"""The timetable of one day: rows of five minutes, the rooms side by side, each session where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from eventapp.programme.models import Room, Session

STEP = timedelta(minutes=5)
HOUR = timedelta(hours=1)
LONGEST = timedelta(hours=36)  # what goes on for longer is cut off at the lower edge
FIRST = 1  # rows and lanes are counted from one, as in a style sheet


@dataclass(frozen=True)
class Block:
    """A session in its lane; it begins in a row and is so many rows high."""

    session: Session
    lane: int
    row: int
    rows: int


@dataclass(frozen=True)
class Column:
    """A room (None: no room) and the lanes it has, for what overlaps in it."""

    room: Room | None
    lane: int
    lanes: int


@dataclass(frozen=True)
class Grid:
    """One day, from that moment on."""

    opens_at: datetime
    rows: int
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]

    @property
    def lanes(self) -> int:
        """How many lanes there are in all."""
        return sum(column.lanes for column in self.columns)

    @property
    def hours(self) -> list[tuple[int, datetime]]:
        """The rows in which an hour begins, and the moment."""
        each = HOUR // STEP
        return [(FIRST + row, self.opens_at + row * STEP) for row in range(0, self.rows, each)]


def grid_of(sessions: Sequence[Session], rooms: Sequence[Room], zone: ZoneInfo) -> Grid:
    """Return the timetable of sessions that begin on one day, given in order of time; there is at least one."""
    opens_at = _full_hour(sessions[0].starts_at, zone) - HOUR
    closes_at = min(max(session.ends_at for session in sessions), opens_at + LONGEST)
    hours = -(-(closes_at - opens_at) // HOUR) + 1
    rows = hours * (HOUR // STEP)
    columns: list[Column] = []
    blocks: list[Block] = []
    for room, held in _by_room(sessions, rooms):
        first = FIRST + sum(column.lanes for column in columns)
        lanes = _lanes(held)
        columns.append(Column(room, first, max([1, *(lane + 1 for lane in lanes)])))
        blocks += [_block(each, first + lane, opens_at, rows) for each, lane in zip(held, lanes, strict=True)]
    return Grid(opens_at, rows, tuple(columns), tuple(sorted(blocks, key=lambda each: (each.row, each.lane))))


def _full_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    wall = moment.astimezone(zone)
    return moment.astimezone(UTC) - timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)


def _by_room(sessions: Iterable[Session], rooms: Sequence[Room]) -> list[tuple[Room | None, list[Session]]]:
    """Return every room with what is held in it; what has no room comes last, where there is any or no room at all."""
    in_order = sorted(sessions, key=lambda each: (each.room_id or 0, each.starts_at, each.id))
    held = {room_id: list(each) for room_id, each in groupby(in_order, lambda session: session.room_id)}
    columns: list[tuple[Room | None, list[Session]]] = [(room, held.get(room.id, [])) for room in rooms]
    return [*columns, (None, held.get(None, []))] if None in held or not columns else columns


def _lanes(held: Sequence[Session]) -> list[int]:
    """Return for each session, in order of time, the first lane in which nothing else is held then."""
    ends: list[datetime] = []
    chosen = []
    for session in held:
        lane = next((number for number, end in enumerate(ends) if end <= session.starts_at), len(ends))
        ends[lane : lane + 1] = [session.ends_at]
        chosen.append(lane)
    return chosen


def _block(session: Session, lane: int, opens_at: datetime, rows: int) -> Block:
    row = (session.starts_at - opens_at) // STEP
    last = min(-(-(session.ends_at - opens_at) // STEP), rows)
    return Block(session, lane, FIRST + row, max(last - row, 1))
