"""Personal links of a registration: secrets derived, never stored; each opens one thing only."""

from sqlalchemy import select

from eventapp import signing
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.registration.models import Registration
from eventapp.tickets.codes import code_hash
from eventapp.tickets.models import Ticket

PAGE, FEED, UNSUBSCRIBE, JOIN = "my", "feed", "unsubscribe", "join"


def secret(registration: Registration, purpose: str = PAGE) -> str:
    """Return the secret of one of the registration's links."""
    return signing.link_secret(purpose, registration.ref, registration.generation)


def join_page(registration: Registration, external: str) -> str:
    """Return the address of the page by which someone joins online; what it opens is nothing else."""
    return f"{external}/join/{secret(registration, JOIN)}"


def find_registration(given: str, purpose: str = PAGE) -> Registration | None:
    """Return the registration whose link of that purpose bears this secret."""
    ref = signing.split_secret(given)
    registration = db.session.scalar(select(Registration).where(Registration.ref == ref)) if ref else None
    if registration and signing.opens(given, purpose, registration.ref, registration.generation):
        return registration
    return None


def find_event_of_ticket(code: str) -> Event | None:
    """Return the event a ticket's code is for, and nothing about its holder."""
    return db.session.scalar(
        select(Event).join(Ticket, Ticket.event_id == Event.id).where(Ticket.code_hash == code_hash(code))
    )
