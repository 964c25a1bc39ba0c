"""A bridge point asks to speak, and takes that back."""

from sqlalchemy import func, select

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.bridges.describing import hold
from eventapp.bridges.models import SpeakingRequest
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event, Site
from eventapp.programme.models import Session
from eventapp.references import new_reference

MOST = 5  # at once of one point


class AsksAlready(DomainError):
    """The same wish stands already."""

    code = "asks_already"
    message = N_("Your bridge point asks to speak about this already.")


class TooManyRequests(DomainError):
    """A point has so many wishes and no more."""

    code = "too_many_requests"
    message = N_("Your bridge point asks to speak %(number)s times already. Take one back first.")


def ask(
    event: Event, site: Site, *, subject: str, speaker: str, by: Actor, session: Session | None = None
) -> SpeakingRequest:
    """Ask to speak for the point. Raises AsksAlready, TooManyRequests."""
    hold(site)  # of two who press at once the second sees the first
    stands = (SpeakingRequest.site_id == site.id) & SpeakingRequest.withdrawn_at.is_(None)
    same = (SpeakingRequest.subject == subject) & (
        SpeakingRequest.session_id == session.id if session else SpeakingRequest.session_id.is_(None)
    )
    if db.session.scalar(select(SpeakingRequest.id).where(stands, same).limit(1)) is not None:
        raise AsksAlready
    if (db.session.scalar(select(func.count()).select_from(SpeakingRequest).where(stands)) or 0) >= MOST:
        raise TooManyRequests(number=MOST)
    request = SpeakingRequest(
        event_id=event.id,
        ref=new_reference(),
        site_id=site.id,
        session_id=session.id if session else None,
        speaker=speaker,
        subject=subject,
        asked_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()
    trail.record("point_asked_to_speak", f"sites/{site.id}", by=by, event_id=event.id, name=site.names)
    return request


def withdraw(event: Event, request: SpeakingRequest, *, by: Actor) -> None:
    """Take a request back; one that is taken back stays so."""
    if request.withdrawn_at is None:
        request.withdrawn_at = clock.now()
        db.session.flush()
        site = db.session.get_one(Site, request.site_id)
        trail.record("point_speaks_not", f"sites/{site.id}", by=by, event_id=event.id, name=site.names)
