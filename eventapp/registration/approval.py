"""What needs the organiser's approval, and what was approved of a registration."""

from typing import Any

from sqlalchemy import bindparam, select

from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Category, Event, EventMode, Mode
from eventapp.registration.models import Registration, Status

AWAITING = (Status.PENDING, Status.RETURNED)
"""Where nobody has a seat yet, because nobody has approved."""
STAND_IN = "stand_in"
"""In `stood_before`: the one who was approved is replaced, and by whom is to be judged."""
_NEEDS = select(EventMode.needs_approval).where(
    EventMode.event_id == bindparam("its_event"), EventMode.mode == bindparam("its_mode")
)
JUDGED = ("full_name", "position", "organisation_name")


class NotPending(DomainError):
    """Nothing of the registration is to be decided."""

    code = "not_pending"
    message = N_("This registration does not await approval: it was decided on meanwhile, or has ended.")


def is_needed(event: Event, mode: Mode, category: Category) -> bool:
    """Does the organiser decide on whoever attends so, or on whoever is in that category?"""
    return category.needs_approval or bool(db.session.scalar(_NEEDS, {"its_event": event.id, "its_mode": mode}))


def what_stands(registration: Registration) -> dict[str, Any]:
    """Return what approval is about: who comes, for whom, and how."""
    person = registration.person
    words = {name: getattr(person, name) for name in JUDGED}
    place = {"mode": registration.mode.value, "site_id": registration.site_id}
    return {**words, **place, "category_id": registration.category_id}
