"""Send lost links again: one letter per person at the address, and the same answer whatever is found."""

from datetime import datetime

from sqlalchemy import select

from eventapp.audit import trail
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.registration import letters
from eventapp.registration.models import DEAD, Registration


def send_links_again(event: Event, email: str, *, at: datetime) -> int:
    """Queue a letter to every live registration with that (folded) address, at most one an hour; return how many.

    The trail gets a line whether or not anyone is found: a request that writes nothing is answered so much faster
    that its time would tell who is registered.
    """
    found = db.session.scalars(
        select(Registration)
        .join(Registration.person)
        .where(Registration.event_id == event.id, Person.email == email, Registration.status.not_in(DEAD))
    ).all()
    trail.record("link_asked", f"events/{event.id}", by=trail.GUEST, event_id=event.id)
    for registration in found:
        letters.link_again(registration, occasion=f"link {at:%Y-%m-%dT%H}")
    return len(found)
