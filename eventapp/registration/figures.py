"""How many registrations there are, in every status and mode: figures for pages and reports."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select

from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.registration.models import Registration, Status


@dataclass
class Figures:
    """An event's registrations counted. Ask with or without a mode."""

    counts: dict[tuple[Status, Mode], int] = field(default_factory=dict)

    def count(self, *statuses: Status, mode: Mode | None = None) -> int:
        """Return how many stand there."""
        return sum(number for (status, of), number in self.counts.items() if status in statuses and mode in (None, of))

    def live(self, mode: Mode | None = None) -> int:
        """Return how many still count: confirmed, waiting, or awaiting an answer."""
        return self.count(*(status for status in Status if status.is_live), mode=mode)

    def confirmed(self, mode: Mode | None = None) -> int:
        """Return how many have a seat."""
        return self.count(Status.CONFIRMED, mode=mode)

    def waiting(self, mode: Mode | None = None) -> int:
        """Return how many are on the waiting list."""
        return self.count(Status.WAITLISTED, Status.OFFERED, mode=mode)


def figures_of(events: Iterable[Event]) -> dict[int, Figures]:
    """Return the figures of each event by its id, in one query."""
    found = {event.id: Figures() for event in events}
    rows = db.session.execute(
        select(Registration.event_id, Registration.status, Registration.mode, func.count())
        .where(Registration.event_id.in_(found))
        .group_by(Registration.event_id, Registration.status, Registration.mode)
    )
    for event_id, status, mode, number in rows:
        found[event_id].counts[status, mode] = number
    return found
