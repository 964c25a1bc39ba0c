"""What the simulator of a day is told: who is expected, where, and when something is on. Plain values, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from eventapp.events.models import Mode


@dataclass(frozen=True)
class Delegate:
    """Whose registration lives; who is not confirmed does not come. `site`, `delegation`: reference and code, or ""."""

    ref: str
    name: str
    email: str
    mode: Mode
    site: str
    delegation: str
    is_confirmed: bool = True
    is_stand_in: bool = False


@dataclass(frozen=True)
class Sitting:
    """A session that is no pause. `is_by_place`: it is for `holders` of a place, and for whoever came."""

    ref: str
    starts_at: datetime
    ends_at: datetime
    is_by_place: bool = False
    holders: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cast:
    """The conference as it stands before the day. `points` are the references of the bridge points, in order."""

    slug: str
    zone: ZoneInfo
    starts_at: datetime
    ends_at: datetime
    delegates: Sequence[Delegate]
    sittings: Sequence[Sitting]
    points: Sequence[str]
    gates: Sequence[str]
    invited: Mapping[str, int]  # seats allotted, by the delegation's code

    def moment(self, clock_time: str) -> datetime:
        """Return that time of the day, such as "08:15", in the conference's zone."""
        day = self.starts_at.astimezone(self.zone).date()
        return datetime.combine(day, time.fromisoformat(clock_time), self.zone)

    @property
    def whole(self) -> Sequence[Sitting]:
        """The sessions beside which nothing else goes on."""
        return [each for each in self.sittings if not each.is_by_place]

    @property
    def beside(self) -> Sequence[Sitting]:
        """The sessions side by side."""
        return [each for each in self.sittings if each.is_by_place]
