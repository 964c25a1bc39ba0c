"""What bridge points say of how many are in their rooms: "42 (38 named, 4 others)"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventapp.database import db
from eventapp.events.models import Event
from eventapp.presence.attending import Line
from eventapp.presence.judging import State
from eventapp.presence.models import Headcount


@dataclass(frozen=True)
class Count:
    """How many a bridge point reported, and how many of them are known by name."""

    reported: int
    named: int
    at: datetime

    @property
    def others(self) -> int:
        """How many more there are than are known by name."""
        return max(self.reported - self.named, 0)


def headcounts_of(event: Event, lines: Iterable[Line], *, session_id: int | None = None) -> dict[int, Count]:
    """Return the latest count of each site, of the event or of one session; those named are who was present there.

    Of the event as a whole the largest latest count of its sessions stands for a site that gave none for the event.
    """
    asked = select(Headcount.site_id, Headcount.session_id, Headcount.number, Headcount.at).where(
        Headcount.event_id == event.id
    )
    if session_id is not None:
        asked = asked.where(Headcount.session_id == session_id)
    latest = {
        (row.site_id, row.session_id): row for row in db.session.execute(asked.order_by(Headcount.at, Headcount.uuid))
    }
    if not latest:
        return {}
    named: dict[int | None, int] = {}
    for line in lines:
        if line.attendance.state is State.PRESENT:
            named[line.attendance.site_id] = named.get(line.attendance.site_id, 0) + 1
    found: dict[int, Count] = {}
    for (site_id, of_session), row in sorted(latest.items(), key=lambda each: (each[0][1] is None, each[1].number)):
        if of_session is None or session_id is not None or (site_id, None) not in latest:
            found[site_id] = Count(row.number, named.get(site_id, 0), row.at)
    return found
