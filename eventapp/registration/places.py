"""The bond between registrations and a form of attendance, where that is taken away."""

from sqlalchemy import func, select

from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode
from eventapp.registration.models import DEAD, Registration


class ModeAwaited(DomainError):
    """Delegates wait for a seat in that mode."""

    code = "mode_awaited"
    message = N_(
        "Delegates registered for this form of attendance: %(people)s. Let them attend otherwise or cancel first."
    )


def let_go_of_mode(event: Event, mode: Mode) -> None:
    """Raise ModeAwaited where someone lives in that mode or waits for it."""
    people = db.session.scalar(
        select(func.count())
        .select_from(Registration)
        .where(
            Registration.event_id == event.id,
            (Registration.mode == mode) | (Registration.wished_mode == mode),
            Registration.status.not_in(DEAD),
        )
    )
    if people:
        raise ModeAwaited(people=people)
