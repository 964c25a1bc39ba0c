"""What hangs on an event: counted before someone deletes it."""

from sqlalchemy import func, select

from eventapp.checkin.models import Scan
from eventapp.database import Model, db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.events.models import ApiToken, Event, Site, TeamMember
from eventapp.mail.models import Letter
from eventapp.programme.models import Session
from eventapp.registration.models import Registration
from eventapp.tickets.models import Ticket

COUNTED: dict[str, type[Model]] = {
    "registrations": Registration,
    "people": Person,
    "tickets": Ticket,
    "scans": Scan,
    "letters": Letter,
    "delegations": Delegation,
    "sessions": Session,
    "sites": Site,
    "members": TeamMember,
    "tokens": ApiToken,
}


def contents_of(event: Event) -> dict[str, int]:
    """Return how many rows of each kind go with the event, in one query."""
    counts = [
        select(func.count())
        .select_from(table)
        .where(table.event_id == event.id)  # type: ignore[attr-defined]
        .scalar_subquery()
        .label(word)
        for word, table in COUNTED.items()
    ]
    row = db.session.execute(select(*counts)).one()
    return dict(row._mapping)
