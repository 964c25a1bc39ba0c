"""What needs the organiser's approval, and what was approved of a registration."""

from typing import Any

from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Category, Event, EventMode, Mode
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


def is_needed(event: Event, mode: Mode, category: Category) -> bool:
    """Does the organiser decide on whoever attends so, or on whoever is in that category?"""
    row = db.session.get(EventMode, (event.id, mode))
    return category.needs_approval or (row is not None and row.needs_approval)


def what_stands(registration: Registration) -> dict[str, Any]:
    """Return what approval is about: who comes, for whom, and how."""
    person = registration.person
    words = {name: getattr(person, name) for name in JUDGED}
    place = {"mode": registration.mode.value, "site_id": registration.site_id}
    return {**words, **place, "category_id": registration.category_id}
