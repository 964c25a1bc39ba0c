"""The worker's task: seats that were offered and not accepted in time go on to whoever is next."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from eventapp import clock
from eventapp.database import db, transaction
from eventapp.events.models import Event
from eventapp.registration import offers
from eventapp.registration.models import Registration

BATCH = 20  # how many one round passes on


def pass_on_expired() -> int:
    """Pass on seats that nobody accepted in time, each in a transaction of its own; return how many.

    Of several workers at once the row's own UPDATE decides which one it is.
    """
    passed_on = 0
    for number in _expired(clock.now()):
        with transaction():
            passed_on += offers.expire(db.session.get_one(Registration, number))
    return passed_on


def _expired(now: datetime) -> Sequence[int]:
    """A read without a lock, so that an idle worker never takes the writer's place."""
    over = or_(Registration.offer_expires_at <= now, Event.starts_at <= now, Event.switching_closes_at <= now)
    offered = select(Registration.id).join(Event).where(Registration.offer_expires_at.is_not(None), over)
    return db.session.scalars(offered.order_by(Registration.offer_expires_at, Registration.id).limit(BATCH)).all()
