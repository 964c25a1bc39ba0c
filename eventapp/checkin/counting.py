"""How many are expected, were admitted today, and are inside now."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import func, select

from eventapp.checkin.models import Entry
from eventapp.database import db
from eventapp.events.models import Event, Mode
from eventapp.registration.models import Registration, Status


@dataclass(frozen=True)
class Counts:
    """People, not scans: whoever went out and came back counts once as admitted."""

    expected: int
    admitted: int
    inside: int

    def as_json(self) -> dict[str, int]:
        """Return what the door page asks for."""
        return asdict(self)


def count(event: Event, day: date) -> Counts:
    """Count the event's own door on one local day."""
    today = (Entry.event_id == event.id) & (Entry.place == "event") & (Entry.day == day)
    admitted, inside = db.session.execute(
        select(
            func.count(Entry.ticket_id.distinct()),
            func.count(Entry.ticket_id.distinct()).filter(Entry.left_at.is_(None)),
        ).where(today)
    ).one()
    expected = db.session.scalar(
        select(func.count())
        .select_from(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.status == Status.CONFIRMED,
            Registration.mode == Mode.HALL,
        )
    )
    return Counts(expected=expected or 0, admitted=admitted, inside=inside)
