"""What letters to speakers say by themselves, and which placeholders an organiser's own words may have."""

from eventapp.errors import N_
from eventapp.speakers.asking import AGAIN, FIRST
from eventapp.speakers.words import LETTER_WORDS
from eventapp.wordings.kinds import Kind, offer

PLACEHOLDERS = {
    "full_name": N_("Full name"),
    "address": N_("How the person is addressed: the salutation and the given name, or the full name"),
    "position": N_("Position"),
    "organisation": N_("Organisation"),
    "event": N_("Title of the event, in the language of the letter"),
    "sessions": N_("The sessions of the speaker, with their times"),
    "link": N_("Address of the speaker's own page"),
}
DEAR = N_("Dear %(name)s,")
_STANDARD = {
    FIRST: (
        N_("Please confirm your part in the programme: %(event)s"),
        N_(
            "You stand in the programme of this event: %(sessions)s. Please say on your page whether you come; there"
            " you also find when and how long, and can send your picture and a few words about yourself. Keep this"
            " letter to yourself, for whoever has the link can answer for you."
        ),
    ),
    AGAIN: (
        N_("A reminder: please confirm your part in the programme: %(event)s"),
        N_(
            "We have not heard from you yet. You stand in the programme: %(sessions)s. Please say on your page whether"
            " you come."
        ),
    ),
}

for _code, (_subject, _text) in _STANDARD.items():
    offer(Kind(_code, LETTER_WORDS[_code], _subject, (DEAR, _text), PLACEHOLDERS))
CODES = tuple(_STANDARD)
