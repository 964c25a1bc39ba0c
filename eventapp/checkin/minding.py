"""What the door is to mind about a delegate: a sentence for the staff, and a ticket that is blocked."""

from sqlalchemy import delete

from eventapp import clock
from eventapp.audit import trail
from eventapp.audit.trail import Actor
from eventapp.checkin.models import Attention
from eventapp.database import db
from eventapp.registration.models import Registration


def mind(registration: Registration, text: str, *, by: Actor, is_blocked: bool | None = None) -> None:
    """Tell the door what to mind; "" takes it back. `is_blocked` None leaves the ticket as it is."""
    known = db.session.get(Attention, registration.id)
    was_blocked = known is not None and known.is_blocked
    blocks = was_blocked if is_blocked is None else is_blocked
    db.session.execute(delete(Attention).where(Attention.registration_id == registration.id))
    db.session.expire_all()
    if text or blocks:
        said = {"text": text, "is_blocked": blocks, "by": by.words, "at": clock.now()}
        db.session.add(Attention(registration_id=registration.id, event_id=registration.event_id, **said))
    subject = f"registrations/{registration.ref}"
    if blocks is not was_blocked:
        trail.record("blocked" if blocks else "unblocked", subject, by=by, event_id=registration.event_id)
    else:
        trail.record("attention_set", subject, by=by, event_id=registration.event_id)
