"""Issue tickets and take them back."""

from sqlalchemy import update

from eventapp import clock, signing
from eventapp.database import db
from eventapp.tickets.codes import code_hash, new_code
from eventapp.tickets.models import Ticket, VoidReason

PURPOSE = "ticket"


def issue(event_id: int) -> Ticket:
    """Return a new ticket with a random code."""
    code = new_code()
    ticket = Ticket(
        event_id=event_id,
        code_hash=code_hash(code),
        code_sealed=signing.seal(code, PURPOSE),
        issued_at=clock.now(),
    )
    db.session.add(ticket)
    return ticket


def code_of(ticket: Ticket) -> str:
    """Return the ticket's code."""
    return signing.unseal(ticket.code_sealed, PURPOSE)


def void(ticket_id: int, reason: VoidReason) -> None:
    """Take the ticket back: its code is refused at once, and says why."""
    db.session.execute(
        update(Ticket)
        .where(Ticket.id == ticket_id, Ticket.voided_at.is_(None))
        .values(voided_at=clock.now(), void_reason=reason)
    )


def restore(ticket_id: int) -> None:
    """Let a ticket that was taken back open the door again."""
    db.session.execute(update(Ticket).where(Ticket.id == ticket_id).values(voided_at=None, void_reason=None))
