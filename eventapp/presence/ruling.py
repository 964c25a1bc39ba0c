"""What an organiser rules about someone's attendance: excused, present or absent, with the reason; or taken back."""

from collections.abc import Sequence

from sqlalchemy import select

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.models import Mode
from eventapp.presence.models import Judgement, Ruling
from eventapp.presence.recording import NobodyToAttend
from eventapp.programme.models import Session
from eventapp.registration.models import Registration


class NothingRuled(DomainError):
    """There is nothing to take back."""

    code = "nothing_ruled"
    message = N_("Nothing was decided about %(name)s here that could be taken back.")


def rule(
    registration: Registration,
    judgement: Judgement,
    *,
    reason: str,
    by: Actor,
    session: Session | None = None,
    mode: Mode | None = None,
) -> Ruling:
    """Rule about someone's attendance at the event, or in a session. `mode` is how he was present.

    What was ruled before stays written and counts no more. Raises NobodyToAttend, NothingRuled.
    """
    if not registration.status.is_live:
        raise NobodyToAttend(name=registration.person.full_name)
    former = find_ruling(registration, session)
    if judgement is Judgement.WITHDRAWN and (former is None or former.judgement is Judgement.WITHDRAWN):
        raise NothingRuled(name=registration.person.full_name)
    ruled = Ruling(
        event_id=registration.event_id,
        registration_id=registration.id,
        session_id=session.id if session else None,
        judgement=judgement,
        mode=(mode or registration.mode) if judgement is Judgement.PRESENT else None,
        reason=reason,
        at=clock.now(),
        by=by.words,
    )
    db.session.add(ruled)
    trail.record(
        f"attendance_{judgement.value}",
        f"registrations/{registration.ref}",
        by=by,
        event_id=registration.event_id,
        reason=reason,
    )
    return ruled


def find_ruling(registration: Registration, session: Session | None = None) -> Ruling | None:
    """Return the latest ruling about someone at the event, or in the session."""
    mine = (Ruling.registration_id == registration.id) & (
        Ruling.session_id.is_(None) if session is None else Ruling.session_id == session.id
    )
    return db.session.scalars(select(Ruling).where(mine).order_by(Ruling.at.desc(), Ruling.id.desc()).limit(1)).first()


def rulings_about(registration: Registration) -> Sequence[Ruling]:
    """Return all that was ruled about someone, the newest first."""
    mine = select(Ruling).where(Ruling.registration_id == registration.id)
    return db.session.scalars(mine.order_by(Ruling.at.desc(), Ruling.id.desc())).all()
