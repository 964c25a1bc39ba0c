"""A delegate's own programme becomes another one: his calendar is built anew, and nobody else's."""

from sqlalchemy import update

from eventapp import clock
from eventapp.agenda.models import Agenda
from eventapp.database import change, insert_all_once
from eventapp.registration.models import Registration


def revise(registration: Registration) -> None:
    """Note that the delegate's own programme has changed now."""
    now = clock.now()
    mine = update(Agenda).where(Agenda.registration_id == registration.id)
    if change(mine.values(revision=Agenda.revision + 1, revised_at=now)) == 0:
        row = {"registration_id": registration.id, "event_id": registration.event_id, "revision": 1, "revised_at": now}
        insert_all_once(Agenda, [row], returning="registration_id")
