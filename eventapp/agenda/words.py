"""What people call the letters and the deeds of sign-ups; the edge translates them."""

from eventapp.agenda.shapes import SignUpKind
from eventapp.errors import N_

SIGN_UP_WORDS = {
    SignUpKind.OPEN: N_("No sign-up: delegates only star it"),
    SignUpKind.PLACES: N_("Sign-up with places"),
}
LETTER_WORDS = {
    "agenda/place_came": N_("A place in a session is free"),
    "agenda/changed": N_("Other sessions than before"),
}
DEED_WORDS = {
    "signed_up": N_("Signed up for a session"),
    "waits_for_session": N_("Waits for a place in a session"),
    "left_session": N_("Left a session"),
    "place_came": N_("A place in a session came"),
}
