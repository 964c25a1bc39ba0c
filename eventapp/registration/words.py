"""What people call the states of a registration and the ways to attend; the edge translates them."""

from eventapp.errors import N_
from eventapp.events.models import Mode
from eventapp.registration.models import Decision, Status

STATUS_WORDS = {
    Status.PENDING: N_("Awaiting approval"),
    Status.RETURNED: N_("Returned for completion"),
    Status.REJECTED: N_("Rejected"),
    Status.CONFIRMED: N_("Confirmed"),
    Status.WAITLISTED: N_("On the waiting list"),
    Status.OFFERED: N_("Seat offered"),
    Status.CANCELLED: N_("Cancelled"),
    Status.REPLACED: N_("Replaced"),
}
STATUS_TONES = {
    Status.CONFIRMED: "ok",
    Status.RETURNED: "bad",
    Status.REJECTED: "bad",
    Status.CANCELLED: "bad",
    Status.REPLACED: "bad",
    Status.OFFERED: "warn",
    Status.PENDING: "mute",
    Status.WAITLISTED: "mute",
}
DECISION_WORDS = {
    Decision.APPROVAL: N_("Approve"),
    Decision.RETURN: N_("Return"),
    Decision.REJECTION: N_("Reject"),
    Decision.CONFIRMATION: N_("Give a seat"),
    Decision.CANCELLATION: N_("Cancel registration"),
}
MODE_WORDS = {Mode.HALL: N_("In person"), Mode.BRIDGE: N_("Bridge point"), Mode.ONLINE: N_("Online")}
LETTER_WORDS = {
    "registration/registered": N_("Registered, with the ticket"),
    "registration/confirmed": N_("A seat is free, with the ticket"),
    "registration/waitlisted": N_("On the waiting list"),
    "registration/pending": N_("Awaiting approval"),
    "registration/approved": N_("Approved, with the ticket"),
    "registration/returned": N_("Returned for completion"),
    "registration/rejected": N_("Rejected"),
    "registration/change_pending": N_("A change awaits approval"),
    "registration/change_approved": N_("The change is approved"),
    "registration/put_back": N_("The change is put back"),
    "registration/moved": N_("Attendance changed, with the ticket"),
    "registration/waits_elsewhere": N_("On another waiting list"),
    "registration/offered": N_("A seat is offered"),
    "registration/offer_withdrawn": N_("The offer is withdrawn"),
    "registration/offer_expired": N_("The offer has expired"),
    "registration/attends_meanwhile": N_("Online meanwhile, with the ticket"),
    "registration/seat_came": N_("The seat waited for, with the ticket"),
    "registration/cancelled": N_("Cancelled"),
    "registration/replaced": N_("Replaced"),
    "registration/merged": N_("Merged with another registration"),
    "registration/link": N_("The link to the page"),
    "registration/address_changed": N_("The address was changed, to the former one"),
    "mailings/letter": N_("A letter to many"),
}
# What the audit trail calls the deeds that concern one registration.
DEED_WORDS = {
    "registered": N_("Registered"),
    "approved": N_("Approved"),
    "returned": N_("Returned for completion"),
    "sent_again": N_("Completed and sent again"),
    "rejected": N_("Rejected"),
    "change_awaits": N_("The change awaits approval"),
    "change_approved": N_("The change is approved"),
    "put_back": N_("The change is put back"),
    "decision_undone": N_("The decision was undone"),
    "confirmed": N_("Confirmed"),
    "cancelled": N_("Cancelled"),
    "replaced": N_("Replaced"),
    "stood_in": N_("Entered to attend for someone else"),
    "merged": N_("Merged with another registration"),
    "parted": N_("The merge was taken back"),
    "edited": N_("Corrected"),
    "transferred": N_("Attendance changed"),
    "letter_sent_again": N_("Letter sent again"),
    "offered": N_("Seat offered"),
    "offer_declined": N_("Offer declined"),
    "offer_expired": N_("Offer expired"),
    "offer_extended": N_("Offer extended"),
    "offer_withdrawn": N_("Offer withdrawn"),
    "attends_meanwhile": N_("Attends online meanwhile and keeps the place in the line"),
    "wish_given_up": N_("Left the line; attends online"),
    "answers_corrected": N_("Answers corrected"),
    "unsubscribed": N_("Wants no more letters to many"),
    "resubscribed": N_("Wants letters to many again"),
    "bounce_noted": N_("Address does not work"),
    "bounce_cleared": N_("Address works"),
}
FIELD_WORDS = {
    "full_name": N_("Full name"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "organisation_name": N_("Organisation"),
    "position": N_("Position"),
    "note": N_("Note"),
    "salutation": N_("Salutation"),
    "zone": N_("Time zone"),
}
