"""Which letters sign-ups send, and to whom."""

from datetime import datetime

from sqlalchemy import select

from eventapp.database import db
from eventapp.mail import outbox
from eventapp.mail.models import Letter
from eventapp.programme.models import Session
from eventapp.registration.models import Registration


def place_came(registration: Registration, session: Session, *, at: datetime) -> None:
    """Tell someone who waited that there is a place in the session."""
    _queue(registration, "agenda/place_came", f"place came {session.ref} {at.isoformat()}")


def changed(registration: Registration, *, at: datetime) -> None:
    """Tell someone that his sessions are other ones, by somebody else's hand."""
    _queue(registration, "agenda/changed", f"agenda changed {at.isoformat()}")


def changed_back(registration: Registration, *, at: datetime) -> None:
    """Tell who was told of a loss that it is none; who never heard of it hears nothing."""
    told = select(Letter.id).where(Letter.kind == "agenda/changed", Letter.subject_id == registration.id).limit(1)
    if db.session.scalar(told) is not None:
        changed(registration, at=at)


def _queue(registration: Registration, kind: str, occasion: str) -> None:
    outbox.queue(
        kind,
        recipient=registration.person.email,
        name=registration.person.full_name,
        subject_id=registration.id,
        locale=registration.locale,
        occasion=f"{occasion} {registration.ref}",
        event_id=registration.event_id,
    )
