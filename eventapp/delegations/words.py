"""What people call the states of a delegation; the edge translates them."""

from eventapp.delegations.models import State
from eventapp.errors import N_

STATE_WORDS = {
    State.NOT_SENT: N_("Not sent"),
    State.SENT: N_("Sent"),
    State.OPENED: N_("Opened"),
    State.ANSWERED: N_("Answered"),
    State.DECLINED: N_("Declined"),
    State.OVERDUE: N_("Overdue"),
}
STATE_TONES = {
    State.NOT_SENT: "mute",
    State.SENT: "mute",
    State.OPENED: "warn",
    State.ANSWERED: "ok",
    State.DECLINED: "bad",
    State.OVERDUE: "bad",
}
