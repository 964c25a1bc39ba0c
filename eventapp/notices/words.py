"""What kinds of changes, the fields of a session, and the letters about them are called."""

from eventapp.errors import N_
from eventapp.notices.telling import LETTERS
from eventapp.programme.models import ChangeKind

KIND_WORDS = {
    ChangeKind.ADDED: N_("Added"),
    ChangeKind.MOVED: N_("Moved"),
    ChangeKind.CANCELLED: N_("Cancelled"),
    ChangeKind.RESTORED: N_("Takes place after all"),
    ChangeKind.CORRECTED: N_("Corrected"),
}
KIND_TONES = {
    ChangeKind.ADDED: "ok",
    ChangeKind.MOVED: "warn",
    ChangeKind.CANCELLED: "bad",
    ChangeKind.RESTORED: "ok",
    ChangeKind.CORRECTED: "mute",
}
FIELD_WORDS = {
    "starts_at": N_("Starts"),
    "ends_at": N_("Ends"),
    "room": N_("Room"),
    "kind": N_("Kind"),
    "track": N_("Track"),
    "platform": N_("On the platform"),
    "title": N_("Title"),
    "title_en": N_("Title in English"),
    "abstract": N_("Abstract"),
    "abstract_en": N_("Abstract in English"),
}
LETTER_WORDS = {
    LETTERS[ChangeKind.MOVED]: N_("A session was moved, with the change for the calendar"),
    LETTERS[ChangeKind.CANCELLED]: N_("A session was cancelled, with the change for the calendar"),
    LETTERS[ChangeKind.RESTORED]: N_("A session takes place after all, with the change for the calendar"),
}
