"""What happens on the day, as the server hears of it. `who` is a registration code, or what `stand_in` says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from eventapp.presence.models import Judgement

SECOND = timedelta(seconds=1)


def stand_in(ref: str) -> str:
    """Return how whoever attends for that one is called before he has a registration code of his own."""
    return f"for {ref}"


def number(*words: object) -> UUID:
    """Return the number that a device would make: the same for the same act, so that it counts once."""
    return uuid5(NAMESPACE_URL, "rehearsal/" + "/".join(str(each) for each in words))


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something the server hears of at that moment."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class Scan(Act):
    """A ticket at a gate. `ahead`: so many seconds the telephone's clock is."""

    who: str
    gate: str
    direction: str = "in"
    session: str = ""
    reason: str = ""  # why somebody is let in all the same
    verdict: str = "admitted"  # what the door must answer
    ahead: int = 0


@dataclass(frozen=True, kw_only=True)
class HandIn(Act):
    """Scans of a telephone that had no network, sent together; some of them twice."""

    scans: Sequence[Scan]


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a secretary notes: a tick, a headcount (`count`), somebody who attends for another (`name`)."""

    said_at: datetime
    who: str = ""
    session: str = ""
    sign: str = "in"
    is_late: bool = False
    count: int | None = None
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class RollCall(Act):
    """Marks of a bridge point, sent together: one of them, or an hour's. `ahead` is how its clock is off."""

    site: str
    marks: Sequence[Mark]
    ahead: int = 0


@dataclass(frozen=True, kw_only=True)
class Replace(Act):
    """Somebody else attends in a delegate's stead."""

    who: str
    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Enter(Act):
    """Somebody online presses the button of a session's room, on one of his devices."""

    who: str
    session: str
    device: int = 1


@dataclass(frozen=True, kw_only=True)
class Beat(Act):
    """The page of that device is open and visible."""

    who: str
    device: int = 1


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a platform's report; `who` is "" for nobody of ours, `named` is "code", "e-mail" or "name"."""

    who: str
    named: str  # of nobody of ours: what stands there
    starts_at: datetime
    ends_at: datetime
    is_waiting: bool = False


@dataclass(frozen=True, kw_only=True)
class Report(Act):
    """The platform's report of a meeting is sent, whoever is proposed is confirmed, and it is let count."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Rule(Act):
    """An organiser decides about somebody's attendance."""

    who: str
    judgement: Judgement
    reason: str


@dataclass(frozen=True, kw_only=True)
class Declare(Act):
    """An organisation says afterwards that somebody was there."""

    who: str
    reason: str
