"""The desk looks for people by name: online a few at a time, and as a list in the clear for who may have it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from eventapp.checkin import roster, session_places
from eventapp.checkin.models import Attention, Entry
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Organisation, Person
from eventapp.events.models import Category, Event, Site
from eventapp.registration.models import DEAD, Registration
from eventapp.registration.search import matches
from eventapp.tickets.models import Ticket

MOST = 30
MOST_OF_DELEGATION = 500
_COLUMNS = (
    Registration.ref,
    Registration.mode,
    Registration.status,
    Registration.ticket_id,
    Person.full_name,
    Person.position,
    Person.organisation_name,
    Category.ref.label("category_ref"),
    Category.name.label("category"),
    Category.name_en.label("category_en"),
    Site.ref.label("site_ref"),
    Site.name.label("site"),
    Delegation.code.label("delegation_code"),
    Organisation.name.label("delegation"),
    Attention.text.label("attention"),
)
_WHOLE = (
    select(*_COLUMNS)
    .select_from(Registration)
    .join(Person, Person.id == Registration.person_id)
    .join(Category, Category.id == Registration.category_id)
    .outerjoin(Site, Site.id == Registration.site_id)
    .outerjoin(Delegation, Delegation.id == Registration.delegation_id)
    .outerjoin(Organisation, Organisation.id == Delegation.organisation_id)
    .outerjoin(Attention, Attention.registration_id == Registration.id)
)
Found = Sequence[Row[*tuple[Any, ...]]]


def search(event: Event, query: str, *, delegation: str = "") -> tuple[Found, int]:
    """Return the first of those who are meant, and how many they are; a delegation as a whole."""
    which = [Registration.event_id == event.id, Registration.status.not_in(DEAD)]
    if query:
        which.append(matches(query))
    if delegation:
        which.append(Delegation.code == delegation)
    if not query and not delegation:
        return [], 0
    asked = _WHOLE.where(*which)
    total = db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    most = MOST_OF_DELEGATION if delegation else MOST
    return db.session.execute(asked.order_by(Person.sort_key, Registration.id).limit(most)).all(), total


def inside(event: Event, found: Found, day: date) -> dict[int, Row[*tuple[Any, ...]]]:
    """Return of those who have come on that day the last spell at the event, by ticket."""
    tickets = [row.ticket_id for row in found if row.ticket_id is not None]
    mine = (Entry.event_id == event.id) & (Entry.place == "event") & (Entry.day == day) & Entry.ticket_id.in_(tickets)
    rows = db.session.connection().execute(select(Entry).where(mine).order_by(Entry.spell))
    return {row.ticket_id: row for row in rows}


def names(event: Event) -> dict[str, Any]:
    """Return everybody in the clear, in Vietnamese order of names; what many share stands once, in `words`."""
    asked = _WHOLE.add_columns(Ticket.code_sealed).outerjoin(Ticket, Ticket.id == Registration.ticket_id)
    mine = asked.where(Registration.event_id == event.id, Registration.status.not_in(DEAD))
    rows = db.session.connection().execute(mine.order_by(Person.sort_key, Registration.id)).all()
    places = session_places.held(event)
    shared = ("position", "organisation_name", "mode", "category_ref", "site_ref", "delegation", "status")
    counted = Counter(str(getattr(row, name)) for row in rows for name in shared if getattr(row, name))
    words = {text: number for number, (text, times) in enumerate(counted.most_common()) if times > 1}
    return {
        "words": list(words),
        "rows": [
            [
                row.ref,
                roster.prefix(row.code_sealed) if row.code_sealed else "",
                row.full_name,
                *(words.get(text, text) for text in (str(getattr(row, name) or "") for name in shared)),
                row.attention or "",
                places.get(row.ticket_id, ""),
            ]
            for row in rows
        ],
    }
