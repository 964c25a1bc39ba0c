"""May people register now? If not, why not, and from when."""

from datetime import datetime

from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, EventStatus
from eventapp.moments import Moment


class RegistrationClosed(DomainError):
    """The event does not take registrations now."""

    code = "registration_closed"
    message = N_("Registration for this event is closed. Ask the organiser if you still wish to attend.")


class NotOpenYet(RegistrationClosed):
    """Registration begins later."""

    message = N_("Registration opens at %(opens)s.")


class NotPublished(RegistrationClosed):
    """Only the team knows of the event."""

    message = N_("This event is a draft. Registration begins when it is published.")


class EventOver(RegistrationClosed):
    """The event has ended."""

    message = N_("This event ended on %(date)s. Registration is closed.")


def check_open(event: Event, at: datetime) -> None:
    """Raise RegistrationClosed, in the words that fit, when nobody may register at that moment."""
    if event.takes_registrations(at):
        return
    if event.status is EventStatus.DRAFT:
        raise NotPublished
    opens_at = event.registration_opens_at
    if event.status is EventStatus.PUBLISHED and opens_at is not None and at < opens_at:
        raise NotOpenYet(opens=Moment(opens_at, event.zone))
    if event.ends_at <= at:
        raise EventOver(date=f"{event.ends_at.astimezone(event.tz):%d/%m/%Y}")
    raise RegistrationClosed
