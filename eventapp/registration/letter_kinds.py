"""What registration's letters say by themselves, and which placeholders an organiser's own words may have."""

from eventapp.errors import N_
from eventapp.registration.words import LETTER_WORDS
from eventapp.wordings.kinds import Kind, offer

PLACEHOLDERS = {
    "full_name": N_("Full name"),
    "address": N_("How the person is addressed: the salutation and the given name, or the full name"),
    "position": N_("Position"),
    "organisation": N_("Organisation"),
    "event": N_("Title of the event, in the language of the letter"),
    "mode": N_("Attendance"),
    "place": N_("Where the person attends; empty online"),
    "join": N_("Address of the join page of whoever attends online; empty for all others"),
    "reference": N_("Registration code"),
    "link": N_("Address of the delegate's own page"),
}
SEAT = {"seat": N_("What is waited for or offered, such as “Bridge point, Huế”")}
DEADLINE = {"deadline": N_("Until when the seat may be accepted")}
OUTCOME = {"outcome": N_("What follows for the delegate")}
NOTE = {"note": N_("What the organiser wrote")}
MORE = {
    "registration/returned": NOTE,
    "registration/rejected": NOTE,
    "registration/put_back": NOTE,
    "registration/offered": SEAT | DEADLINE,
    "registration/attends_meanwhile": SEAT,
    "registration/offer_expired": OUTCOME,
    "registration/cancelled": OUTCOME,
}
"""Placeholders that only one kind of letter has."""
DEAR = N_("Dear %(name)s,")
_STANDARD = {
    "registration/registered": (
        N_("You are registered: %(event)s"),
        N_(
            "Your registration is confirmed. The QR code is your ticket; keep this letter to yourself, for whoever"
            " has the link can change your registration."
        ),
    ),
    "registration/confirmed": (
        N_("A seat for you: %(event)s"),
        N_(
            "A seat is free and it is yours. The QR code is your ticket; keep this letter to yourself, for whoever"
            " has the link can change your registration."
        ),
    ),
    "registration/waitlisted": (
        N_("You are on the waiting list: %(event)s"),
        N_("All seats are taken. You are on the waiting list; we write as soon as a seat is free."),
    ),
    "registration/pending": (
        N_("Your registration awaits approval: %(event)s"),
        N_(
            "Your registration has arrived and awaits the organiser's approval. You have no seat and no ticket yet; we"
            " write as soon as it is decided."
        ),
    ),
    "registration/approved": (
        N_("Your registration is approved: %(event)s"),
        N_(
            "The organiser has approved your registration, and you have a seat. The QR code is your ticket; keep this"
            " letter to yourself, for whoever has the link can change your registration."
        ),
    ),
    "registration/returned": (
        N_("Please complete your registration: %(event)s"),
        N_(
            "The organiser needs something more before your registration can be approved. Please put it right on your"
            " page and send it again; until then you have no seat. What the organiser wrote: “%(note)s”"
        ),
    ),
    "registration/rejected": (
        N_("Your registration is not accepted: %(event)s"),
        N_("The organiser cannot accept your registration. What the organiser wrote: “%(note)s”"),
    ),
    "registration/change_pending": (
        N_("Your change awaits approval: %(event)s"),
        N_(
            "Your registration has been changed, and the organiser looks at the change. Your place is kept meanwhile."
            " Should you come before it is decided, please go to the help desk."
        ),
    ),
    "registration/change_approved": (
        N_("The change of your registration is approved: %(event)s"),
        N_("The organiser has approved the change of your registration; how you attend stands below."),
    ),
    "registration/put_back": (
        N_("Your registration stands as before: %(event)s"),
        N_(
            "The organiser cannot approve the change of your registration, which stands again as it was approved; your"
            " place is kept. What the organiser wrote: “%(note)s”"
        ),
    ),
    "registration/moved": (
        N_("You now attend otherwise: %(event)s"),
        N_(
            "How you attend has changed; it stands below. Your ticket stays the same, and a calendar you have"
            " subscribed to follows by itself."
        ),
    ),
    "registration/waits_elsewhere": (
        N_("Another waiting list: %(event)s"),
        N_("You are now on the waiting list for the form of attendance below; we write as soon as a seat is free."),
    ),
    "registration/offered": (
        N_("A seat is offered to you: %(event)s"),
        N_(
            "A seat is free and is kept for you: %(seat)s. Accept or decline it on your page until %(deadline)s. After"
            " that it goes to whoever is next."
        ),
    ),
    "registration/offer_withdrawn": (
        N_("The seat offered to you was taken back: %(event)s"),
        N_(
            "The organiser had to take the seat back that was offered to you. You keep your place in the line; we write"
            " as soon as a seat is free."
        ),
    ),
    "registration/offer_expired": (
        N_("The seat offered to you has gone on: %(event)s"),
        N_("The seat offered to you was not accepted in time and goes to whoever has waited longest. %(outcome)s"),
    ),
    "registration/attends_meanwhile": (
        N_("You attend online for now: %(event)s"),
        N_(
            "You attend online for now, and your ticket comes with this letter. You keep your place in the line:"
            " %(seat)s. When a seat is free there, you get it or are asked whether you take it; we write to you."
        ),
    ),
    "registration/seat_came": (
        N_("The seat you waited for is yours: %(event)s"),
        N_(
            "The seat you waited for is free and it is yours; it stands below. Your ticket stays the same, the one"
            " online is given back, and a calendar you have subscribed to follows by itself."
        ),
    ),
    "registration/cancelled": (
        N_("Your registration is cancelled: %(event)s"),
        N_("Your registration is cancelled and your ticket no longer opens the door. %(outcome)s"),
    ),
    "registration/replaced": (
        N_("Someone else attends in your stead: %(event)s"),
        N_(
            "Someone else attends in your stead, and your ticket no longer opens the door. If this was a mistake, ask"
            " the organiser."
        ),
    ),
    "registration/merged": (
        N_("You were registered twice: %(event)s"),
        N_(
            "You had registered twice, and the organiser has kept the other registration. The ticket of this one no"
            " longer opens the door; please use the other one. If you did not register twice, write to the organiser."
        ),
    ),
    "registration/address_corrected": (
        N_("Letters come to this address now: %(event)s"),
        N_(
            "The organiser has corrected your e-mail address, and letters about this event come here now. The button"
            " below leads to your page; links that were sent before no longer open anything."
        ),
    ),
    "registration/link": (
        N_("Your link: %(event)s"),
        N_("Here is the link to your page, as you asked. If you did not ask for it, you need not do anything."),
    ),
}

for _code, (_subject, _text) in _STANDARD.items():
    offer(Kind(_code, LETTER_WORDS[_code], _subject, (DEAR, _text), PLACEHOLDERS | MORE.get(_code, {})))
CODES = tuple(_STANDARD)
