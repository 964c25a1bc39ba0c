"""What the letters of sign-ups say by themselves, and which placeholders an organiser's own words may have."""

from eventapp.agenda.words import LETTER_WORDS
from eventapp.errors import N_
from eventapp.registration.letter_kinds import DEAR, PLACEHOLDERS
from eventapp.wordings.kinds import Kind, offer

SESSIONS = {"sessions": N_("The sessions in which the delegate has a place, with their times")}
_STANDARD = {
    "agenda/place_came": (
        N_("A place in a session is yours: %(event)s"),
        N_(
            "A place that you waited for is free and it is yours. You have a place in: %(sessions)s. If you do not need"
            " it, please give it back on your page, for others wait."
        ),
    ),
    "agenda/changed": (
        N_("Your sessions have changed: %(event)s"),
        N_(
            "The sessions you are signed up for have changed. You have a place in: %(sessions)s. Your page shows what"
            " you wait for, and what else there is."
        ),
    ),
}

for _code, (_subject, _text) in _STANDARD.items():
    offer(Kind(_code, LETTER_WORDS[_code], _subject, (DEAR, _text), PLACEHOLDERS | SESSIONS))
