"""What the clash engine is given and what it gives: sessions, rooms and people as plain values, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from eventapp.programme.models import Reply, SessionKind


class ClashKind(StrEnum):
    """What is wrong, the worst first."""

    DECLINED = "declined"
    PERSON_TWICE = "person_twice"
    ROOM_TWICE = "room_twice"
    PARALLEL_IN_ONE_ROOM = "parallel_in_one_room"
    OUTSIDE_EVENT = "outside_event"
    PAST_MIDNIGHT = "past_midnight"
    ROOM_TOO_SMALL = "room_too_small"
    TOO_SMALL_FOR_SIGN_UPS = "too_small_for_sign_ups"
    DELEGATES_TWICE = "delegates_twice"
    POINTS_WITHOUT_LINK = "points_without_link"
    ONLINE_WITHOUT_LINK = "online_without_link"
    WITHOUT_ROOM = "without_room"
    UNREACHABLE = "unreachable"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Place:
    """A room; `capacity` is None where nobody has said how many it seats."""

    id: int
    name: str
    name_en: str = ""
    capacity: int | None = None


@dataclass(frozen=True)
class Who:
    """Someone on the platform; `reply` is what they answered to whoever has asked them whether they come."""

    id: int
    name: str
    has_email: bool = True
    is_asked: bool = False
    reply: Reply | None = None


@dataclass(frozen=True)
class Point:
    """A bridge point, at its position among those of the event."""

    position: int
    ref: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Expected:
    """Who is expected in a session: delegates with a place, how many sit in its room, and whom no link leads there."""

    delegates: frozenset[int] = frozenset()
    in_hall: int = 0
    unled: frozenset[Point] = frozenset()
    is_online_unled: bool = False


@dataclass(frozen=True)
class Expectations:
    """Who is expected where, by the session's id; `otherwise` holds of every other session, and of a new one."""

    by_session: Mapping[int, Expected] = field(default_factory=dict)
    otherwise: Expected = Expected()

    def of(self, session_id: int) -> Expected:
        """Return who is expected in that session."""
        return self.by_session.get(session_id, self.otherwise)


@dataclass(frozen=True)
class Held:
    """A session as the engine sees it."""

    id: int
    ref: str
    kind: SessionKind
    title: str
    title_en: str
    starts_at: datetime
    ends_at: datetime
    room: Place | None = None
    people: tuple[Who, ...] = ()
    expected: Expected = Expected()


@dataclass(frozen=True)
class Frame:
    """What the event says: its zone, its first and last day there, and how many have a seat in the hall."""

    zone: ZoneInfo
    first: date
    last: date
    in_hall: int = 0


@dataclass(frozen=True)
class Clash:
    """One thing that is wrong: of what kind, with which sessions, in order of time, about which room or person.

    `number` is how many delegates it concerns, where it concerns delegates; `points` are the bridge points it concerns.
    What is the same with every session `is_everywhere`: it is a matter of the event, and not said beside each of them.
    """

    kind: ClashKind
    sessions: tuple[Held, ...]
    room: Place | None = None
    person: Who | None = None
    number: int = 0
    points: tuple[Point, ...] = ()
    is_everywhere: bool = False
