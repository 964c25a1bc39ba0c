"""What the states of speakers and their letters are called."""

from eventapp.errors import N_
from eventapp.speakers.asking import AGAIN, FIRST, Reason
from eventapp.speakers.queries import State

STATE_WORDS = {
    State.UNREACHABLE: N_("No e-mail address"),
    State.NOT_ASKED: N_("Not asked yet"),
    State.ASKED: N_("Asked, no answer"),
    State.CONFIRMED: N_("Confirmed"),
    State.DECLINED: N_("Does not come"),
}
STATE_TONES = {
    State.UNREACHABLE: "bad",
    State.NOT_ASKED: "mute",
    State.ASKED: "warn",
    State.CONFIRMED: "ok",
    State.DECLINED: "bad",
}
REASON_WORDS = {
    Reason.UNREACHABLE: N_("has no e-mail address"),
    Reason.CONFIRMED: N_("has confirmed"),
    Reason.DECLINED: N_("does not come"),
    Reason.HAS_IT: N_("has this letter already"),
}
LETTER_WORDS = {FIRST: N_("To a speaker: please confirm"), AGAIN: N_("To a speaker: reminder to confirm")}
