"""A delegate attends otherwise than first said: by his own hand until the event's deadline."""

from datetime import datetime

from eventapp import clock
from eventapp.audit.trail import Actor
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.moments import Moment
from eventapp.registration.models import Registration
from eventapp.registration.transfer import transfer


class SwitchingClosed(DomainError):
    """Delegates change their attendance no more by themselves."""

    code = "switching_closed"
    message = N_("You could change how you attend until %(closed)s. Ask the organiser if you still wish to.")


def closes_at(event: Event) -> datetime:
    """Return until when delegates may change how they attend; where nothing is set, until the event starts."""
    return event.choices_close_at


def check_open(event: Event) -> None:
    """Raise SwitchingClosed when delegates may not change how they attend any more."""
    if clock.now() >= closes_at(event):
        raise SwitchingClosed(closed=Moment(closes_at(event), event.zone))


def switch(registration: Registration, *, mode: Mode, site: Site | None, by: Actor) -> bool:
    """Let a delegate change how he attends; False when it was so already.

    Raises SwitchingClosed, NotLive, ModeNotOffered, SiteNeeded, QuotaExhausted, Full.
    """
    check_open(registration.event)
    return transfer(registration, mode=mode, site=site, delegation=registration.delegation, by=by, is_own=True)
