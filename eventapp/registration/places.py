"""The bond between registrations and the places they are for, where a place or a mode is taken away."""

from sqlalchemy import func, select, update

from eventapp.database import change, db
from eventapp.delegations.models import Delegation
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Mode, Site
from eventapp.registration.models import DEAD, Registration


class SiteAwaited(DomainError):
    """Delegates or delegations are still to come there."""

    code = "site_awaited"
    message = N_(
        "%(people)s delegates and %(delegations)s delegations belong to this site. Give them another one first."
    )


class ModeAwaited(DomainError):
    """Delegates wait for a seat in that mode."""

    code = "mode_awaited"
    message = N_("%(people)s delegates have registered for this form of attendance. Change or cancel them first.")


def let_go_of_site(site: Site) -> None:
    """Make the ended registrations forget the site, so that it can be removed. Raises SiteAwaited."""
    people = db.session.scalar(
        select(func.count())
        .select_from(Registration)
        .where(
            (Registration.site_id == site.id) | (Registration.wished_site_id == site.id),
            Registration.status.not_in(DEAD),
        )
    )
    delegations = db.session.scalar(select(func.count()).select_from(Delegation).where(Delegation.site_id == site.id))
    if people or delegations:
        raise SiteAwaited(people=people, delegations=delegations)
    change(update(Registration).where(Registration.site_id == site.id).values(site_id=None))


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
