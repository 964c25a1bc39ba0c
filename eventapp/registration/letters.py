"""Which letters registration sends, and to whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventapp.database import db
from eventapp.mail import outbox
from eventapp.mail.models import Letter
from eventapp.registration.models import Registration, Status

_STANDING = {
    Status.CONFIRMED: "registration/registered",
    Status.WAITLISTED: "registration/waitlisted",
    Status.OFFERED: "registration/offered",
    Status.PENDING: "registration/pending",
    Status.RETURNED: "registration/returned",
    Status.REJECTED: "registration/rejected",
}


@dataclass(frozen=True)
class Posting:
    """Letters of one act that are kept back until a moment, so that they can be taken back with it."""

    act: str
    at: datetime

    def occasion(self, registration: Registration) -> str:
        """Return by what the letter to that delegate is known."""
        return f"act {self.act} {registration.ref}"


def registered(registration: Registration) -> None:
    """Tell someone how the registration was answered: confirmed, on the waiting list, or it awaits approval."""
    _queue(registration, _STANDING.get(registration.status, "registration/waitlisted"), "registered")


def approved(registration: Registration, posting: Posting | None = None) -> None:
    """Tell someone that the organiser has approved: with the ticket, or on the waiting list."""
    is_seated = registration.status is Status.CONFIRMED
    kind = "registration/approved" if is_seated else "registration/waitlisted"
    _queue(registration, kind, f"approved {registration.changed_at.isoformat()}", posting=posting)


def returned(registration: Registration, posting: Posting | None = None) -> None:
    """Ask someone to complete the registration, in the organiser's own words."""
    occasion = f"returned {registration.changed_at.isoformat()}"
    _queue(registration, "registration/returned", occasion, posting=posting)


def rejected(registration: Registration, posting: Posting | None = None) -> None:
    """Tell someone that the organiser has rejected the registration, and why."""
    _queue(registration, "registration/rejected", "rejected", posting=posting)


def change_awaits(registration: Registration) -> None:
    """Tell someone that what was changed awaits approval, and that the seat is kept."""
    _queue(registration, "registration/change_pending", f"change awaits {registration.asks_again_at}")


def change_approved(registration: Registration, posting: Posting | None = None) -> None:
    """Tell someone that what was changed is approved."""
    occasion = f"change approved {registration.changed_at.isoformat()}"
    _queue(registration, "registration/change_approved", occasion, posting=posting)


def put_back(registration: Registration) -> None:
    """Tell someone that what was changed stands as before, and why."""
    _queue(registration, "registration/put_back", f"put back {registration.changed_at.isoformat()}")


def confirmed(registration: Registration, posting: Posting | None = None) -> None:
    """Tell someone who waited that there is a seat now."""
    occasion = f"confirmed {registration.changed_at.isoformat()}"  # who moved about may be confirmed again
    _queue(registration, "registration/confirmed", occasion, posting=posting)


def offered(registration: Registration) -> None:
    """Tell someone that a seat is kept for him, and until when."""
    _queue(registration, "registration/offered", f"offered {registration.offer_expires_at}")


def offer_withdrawn(registration: Registration) -> None:
    """Tell someone that the seat offered was taken back, and that he still waits."""
    _queue(registration, "registration/offer_withdrawn", f"offer withdrawn {registration.changed_at.isoformat()}")


def offer_expired(registration: Registration) -> None:
    """Tell someone that the seat offered has gone to someone else."""
    _queue(registration, "registration/offer_expired", f"offer expired {registration.changed_at.isoformat()}")


def seat_came(registration: Registration, posting: Posting | None = None) -> None:
    """Tell someone who attended online meanwhile that the seat he waited for is his."""
    _queue(registration, "registration/seat_came", f"seat came {registration.moves}", posting=posting)


def attends_meanwhile(registration: Registration) -> None:
    """Tell someone who waits that he attends online meanwhile, with the ticket."""
    _queue(registration, "registration/attends_meanwhile", f"attends meanwhile {registration.moves}")


def moved(registration: Registration, posting: Posting | None = None) -> None:
    """Tell someone how he attends from now on: seated, or waiting there."""
    kinds = {Status.CONFIRMED: "registration/moved", Status.WAITLISTED: "registration/waits_elsewhere"}
    kind = kinds.get(registration.status) or _STANDING[registration.status]
    _queue(registration, kind, f"moved {registration.moves}", posting=posting)


def cancelled(registration: Registration, posting: Posting | None = None) -> None:
    """Tell someone that the registration has ended."""
    _queue(registration, "registration/cancelled", "cancelled", posting=posting)


def replaced(registration: Registration) -> None:
    """Tell someone that another attends in his stead."""
    _queue(registration, "registration/replaced", "replaced")


def merged(registration: Registration) -> None:
    """Tell someone that another registration of his counts, and this one no more."""
    _queue(registration, "registration/merged", "merged")


def parted(registration: Registration) -> None:
    """Tell someone whose registration was taken for another one's that it counts again, and how it stands."""
    _queue(registration, _STANDING[registration.status], f"parted {registration.changed_at.isoformat()}")


def link_again(registration: Registration, *, occasion: str) -> None:
    """Send the personal link once more; `occasion` names the request."""
    _queue(registration, "registration/link", occasion)


def address_corrected(registration: Registration, *, occasion: str) -> None:
    """Tell whoever reads the new address that letters come there now, with the new link."""
    _queue(registration, "registration/address_corrected", occasion)


def address_changed(registration: Registration, *, former: str, occasion: str) -> None:
    """Tell whoever reads the former address that letters go elsewhere now, and give away nothing more."""
    _queue(registration, "registration/address_changed", occasion, recipient=former)


def send_after_all(registration: Registration, *, besides: str, since: datetime) -> None:
    """Send the last letter of before that moment, `besides` one occasion, where it was wanted no more and not sent."""
    said = select(Letter).where(Letter.subject_id == registration.id, Letter.kind.startswith("registration/"))
    said = said.where(Letter.occasion != besides, Letter.recipient == registration.person.email)
    said = said.where(Letter.queued_at <= since)
    last = db.session.scalars(said.order_by(Letter.id.desc()).limit(1)).first()
    if last is not None:
        outbox.send_after_all(last)


def again(registration: Registration, *, at: datetime) -> bool:
    """Send the letter that says how the registration stands once more, at most one a minute; was it queued?"""
    standing = "registration/link" if registration.status.is_live else "registration/cancelled"
    return _queue(registration, _STANDING.get(registration.status, standing), f"again {at:%Y-%m-%dT%H:%M}")


def _queue(
    registration: Registration,
    kind: str,
    occasion: str,
    *,
    recipient: str | None = None,
    posting: Posting | None = None,
) -> bool:
    return outbox.queue(
        kind,
        recipient=registration.person.email if recipient is None else recipient,
        name=registration.person.full_name,
        subject_id=registration.id,
        locale=registration.locale,
        occasion=posting.occasion(registration) if posting else f"{occasion} {registration.ref}",
        at=posting.at if posting else None,
        event_id=registration.event_id,
    )
