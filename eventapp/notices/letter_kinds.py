"""What letters about changed sessions say by themselves, and which placeholders an organiser's own words may have."""

from eventapp.errors import N_
from eventapp.notices.returning import RETURNED
from eventapp.notices.telling import LETTERS
from eventapp.notices.words import LETTER_WORDS
from eventapp.programme.models import ChangeKind
from eventapp.wordings.kinds import Kind, offer

PLACEHOLDERS = {
    "full_name": N_("Full name"),
    "address": N_("How the person is addressed: the salutation and the given name, or the full name"),
    "event": N_("Title of the event, in the language of the letter"),
    "session": N_("Title of the session, in the language of the letter"),
    "before": N_("When and where the session was to be"),
    "after": N_("When and where the session is now"),
    "link": N_("Address of the person's own page"),
}
DEAR = N_("Dear %(name)s,")
_STANDARD = {
    LETTERS[ChangeKind.MOVED]: (
        N_("Moved: %(session)s"),
        N_(
            "“%(session)s” was to be: %(before)s. It is now: %(after)s. Your calendar takes the change from this"
            " letter; one that you have subscribed to follows by itself."
        ),
    ),
    LETTERS[ChangeKind.CANCELLED]: (
        N_("Cancelled: %(session)s"),
        N_("“%(session)s” does not take place (%(before)s). Your calendar takes it out by this letter."),
    ),
    LETTERS[ChangeKind.RESTORED]: (
        N_("Takes place after all: %(session)s"),
        N_(
            "“%(session)s” was cancelled and takes place after all: %(after)s. Your calendar takes it from this letter."
        ),
    ),
}

for _code, (_subject, _text) in _STANDARD.items():
    offer(Kind(_code, LETTER_WORDS[_code], _subject, (DEAR, _text), PLACEHOLDERS))
offer(
    Kind(
        RETURNED,
        N_("To a speaker: a paper is returned"),
        N_("Returned to you: %(paper)s"),
        (
            DEAR,
            N_(
                "We return “%(paper)s”, which you sent for “%(session)s”: %(reason)s You can send it again on your own"
                " page. Nobody else has seen it."
            ),
        ),
        {
            **{name: PLACEHOLDERS[name] for name in ("full_name", "address", "event", "session", "link")},
            "paper": N_("Title of the paper, in the language of the letter"),
            "reason": N_("Why it is returned, in the organiser's words"),
        },
    )
)
CODES = tuple(_STANDARD)
