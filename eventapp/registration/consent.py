"""What a delegate agrees to: each version of the text is kept, so that the proof names what was read."""

from eventapp.errors import N_

CURRENT = "2026-11"
TEXTS = {
    "2026-11": N_(
        "I agree that the organiser keeps my name, contact, organisation and attendance to run this event and to "
        "report on it, and erases them afterwards. I may ask to see, correct or erase them at any time."
    )
}
