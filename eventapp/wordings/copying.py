"""The organiser's own texts of letters, taken over by the copy of an event."""

from sqlalchemy import select

from eventapp import clock
from eventapp.database import db
from eventapp.events.models import Event
from eventapp.wordings.models import Wording


def copy_wordings(event: Event, copy: Event) -> None:
    """Give the copy of an event the same texts of letters."""
    now = clock.now()
    db.session.add_all(
        Wording(event_id=copy.id, kind=own.kind, locale=own.locale, subject=own.subject, text=own.text, changed_at=now)
        for own in db.session.scalars(select(Wording).where(Wording.event_id == event.id))
    )
