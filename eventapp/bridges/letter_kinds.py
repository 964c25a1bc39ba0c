"""What letters to secretaries say by themselves, and which placeholders an organiser's own words may have."""

from eventapp.bridges.reminding import code_of
from eventapp.bridges.words import LETTER_WORDS, Kind
from eventapp.errors import N_
from eventapp.wordings import kinds

PLACEHOLDERS = {
    "full_name": N_("Full name"),
    "address": N_("How the person is addressed: the full name"),
    "site": N_("Name of the bridge point"),
    "event": N_("Title of the event, in the language of the letter"),
    "when": N_("From when to when the event is"),
    "missing": N_("What the bridge point still lacks"),
    "link": N_("Address of the page of the bridge point"),
}
DEAR = N_("Dear %(name)s,")
_STANDARD = {
    Kind.INTRODUCTION: (
        N_("Your bridge point %(site)s: %(event)s"),
        N_(
            "You are the secretary of the bridge point %(site)s at this event (%(when)s). On its page you report the"
            " address, name the chair, note the test of the line, call the roll and ask to speak. It also works while"
            " there is no network. Keep this letter to yourself, for whoever has the link can do all that. Still"
            " missing: %(missing)s."
        ),
    ),
    Kind.REMINDER: (
        N_("Please complete your bridge point %(site)s: %(event)s"),
        N_("The bridge point %(site)s is not ready yet. Still missing: %(missing)s. Please complete it on its page."),
    ),
}

for _kind, (_subject, _text) in _STANDARD.items():
    kinds.offer(kinds.Kind(code_of(_kind), LETTER_WORDS[_kind], _subject, (DEAR, _text), PLACEHOLDERS))
