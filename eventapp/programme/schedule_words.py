"""What other software calls the kinds of sessions, and what is said of those that were read leniently."""

from collections.abc import Mapping

from eventapp import names
from eventapp.errors import N_
from eventapp.programme.models import SessionKind
from eventapp.programme.shapes import KIND_WORDS

REMARKS: Mapping[str, str] = {
    "assumed_end": N_("The file says neither when it ends nor how long it lasts; one hour was assumed."),
    "wrong_offset": N_(
        "Its distance from UTC is that of the other half of the year; the clock on the wall was believed."
    ),
    "unknown_zone": N_("The file names a time zone that nobody knows; the time was taken as local."),
    "same_id": N_("The file gives several different sessions the same identity; this one got one of its own."),
    "shortened": N_("A text was longer than can be kept, and was cut."),
    "repeats": N_("It is said to repeat; the first time was taken."),
    "whole_day": N_("The file gives only the day; the whole day was taken."),
    "cut_off": N_("The file ends in the midst of this session."),
}
_SORTS: Mapping[SessionKind, str] = {
    SessionKind.KEYNOTE: "keynote plenary talk|keynotes|maintrack keynote",
    SessionKind.DISCUSSION: "podium|podiumsdiskussion|panel discussion|debate|round table|bof|meetup|meeting",
    SessionKind.BREAK: "coffee|food|dinner|break coffee|pausen|social event",
    SessionKind.CEREMONY: "concert|performance|show|award|awards",
    SessionKind.REGISTRATION: "infodesk|info desk|reception|check in",
}
_KINDS = {
    **{names.fold(word): kind for kind in SessionKind for word in [kind.value, *KIND_WORDS.get(kind, ())]},
    **{word: kind for kind, words in _SORTS.items() for word in words.split("|")},
}
_CANCELLED = {"cancelled", "canceled", "da huy", "bi huy", "huy"}


def kind_of(sort: str) -> SessionKind | None:
    """Return the kind that another program's word means, or None for talks, dev rooms and all else."""
    return _KINDS.get(names.fold(sort))


def is_cancelled(status: str) -> bool:
    """Does the word of a status say that the session does not take place?"""
    return names.fold(status) in _CANCELLED
