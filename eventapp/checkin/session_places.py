"""Who has a place in a session that needs one: whoever signed up and holds it, and who stands on its platform."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select, union_all

from eventapp.agenda.models import SignUp, Terms
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.programme.models import OnPlatform, Session
from eventapp.registration.models import Registration


def needing(event: Event) -> set[str]:
    """Return the references of the event's sessions that need a place."""
    asked = select(Session.ref).join(Terms, Terms.session_id == Session.id).where(Terms.event_id == event.id)
    return set(db.session.scalars(asked))


def needs(event: Event, session: str) -> bool:
    """Does that session need a place?"""
    asked = select(Terms.session_id).join(Session, Session.id == Terms.session_id)
    return db.session.scalar(asked.where(Session.event_id == event.id, Session.ref == session)) is not None


def has(event: Event, session: str, registration: str) -> bool:
    """Has the registration with that code a place in that session?"""
    return any(
        db.session.execute(each.where(Session.ref == session, Registration.ref == registration).limit(1)).first()
        for each in _held(event)
    )


def held(event: Event, tickets: Iterable[int] | None = None) -> dict[int, str]:
    """Return the sessions in which each of those tickets has a place, by their references between blanks."""
    asked = (
        _held(event) if tickets is None else [each.where(Registration.ticket_id.in_(tickets)) for each in _held(event)]
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for ticket, session in db.session.execute(union_all(*asked)):
        found[ticket].add(session)
    return {ticket: " ".join(sorted(sessions)) for ticket, sessions in found.items()}


def _held(event: Event) -> list[Select[*tuple[Any, ...]]]:
    places = select(Registration.ticket_id, Session.ref).select_from(Session)
    places = places.join(Terms, Terms.session_id == Session.id).where(Session.event_id == event.id)
    signed_up = places.join(SignUp, SignUp.session_id == Session.id).where(SignUp.holds.is_(True))
    on_platform = places.join(OnPlatform, OnPlatform.session_id == Session.id)
    return [
        signed_up.join(Registration, Registration.id == SignUp.registration_id),
        on_platform.join(Registration, Registration.person_id == OnPlatform.person_id),
    ]
