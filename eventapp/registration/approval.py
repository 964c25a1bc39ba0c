"""What needs the organiser's approval, and what was approved of a registration."""

from typing import Any

from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, EventMode, Mode
from eventapp.registration.models import Registration, Status

AWAITING = (Status.PENDING, Status.RETURNED)
"""Where nobody has a seat yet, because nobody has approved."""
STAND_IN = "stand_in"
"""In `stood_before`: the one who was approved is replaced, and by whom is to be judged."""
JUDGED = ("full_name", "position", "organisation_name")


class NotPending(DomainError):
    """Nothing of the registration is to be decided."""

    code = "not_pending"
    message = N_("This registration does not await approval: it was decided on meanwhile, or has ended.")


def is_needed(event: Event, mode: Mode) -> bool:
    """Does the organiser decide on whoever attends so?"""
    row = db.session.get(EventMode, (event.id, mode))
    return row is not None and row.needs_approval


def what_stands(registration: Registration) -> dict[str, Any]:
    """Return what approval is about: who comes, for whom, and how."""
    person = registration.person
    words = {name: getattr(person, name) for name in JUDGED}
    return {**words, "mode": registration.mode.value, "site_id": registration.site_id}
