"""What each verdict says to the person at the door, in one sentence."""

from eventapp.checkin.models import Reason, Verdict
from eventapp.errors import N_

ADMITTED = N_("Welcome, come in")
INSIDE = N_("Already inside since %(time)s.")
INSIDE_BY_GATE = N_("Already inside since %(time)s, by %(gate)s.")
OUTSIDE = N_("This ticket now counts as outside.")
REFUSALS = {
    Reason.UNKNOWN: N_("This ticket is not known here"),
    Reason.CANCELLED: N_("The registration was cancelled"),
    Reason.REPLACED: N_("The ticket was replaced"),
    Reason.PENDING: N_("The organisers have not decided on this registration. Ask the help desk."),
    Reason.REJECTED: N_("The registration was rejected"),
    Reason.WAITLISTED: N_("No seat has been given to this delegate yet. Ask the help desk."),
    Reason.WRONG_MODE: N_("This delegate is registered to attend in another way. Ask the help desk."),
    Reason.WRONG_GATE: N_("This ticket is for another gate. Show the way."),
    Reason.OUTSIDE_HOURS: N_("This gate is not open for this ticket now."),
    Reason.BLOCKED: N_("This ticket is blocked"),
    Reason.NO_REENTRY: N_("Whoever has left does not come in again by this gate. Ask the help desk."),
    Reason.ROOM_FULL: N_("The room is full. Ask the help desk."),
    Reason.NO_PLACE: N_("This session needs a place, and this delegate has none. Ask the help desk."),
}


def message(verdict: Verdict, reason: Reason | None, *, first_in_gate: str) -> str:
    """Return the sentence as a message id; %(time)s and %(gate)s are for the edge to fill in."""
    if verdict is Verdict.REFUSED:
        return REFUSALS[reason or Reason.UNKNOWN]
    if verdict is Verdict.ALREADY_IN:
        return INSIDE_BY_GATE if first_in_gate else INSIDE
    return ADMITTED if verdict is Verdict.ADMITTED else OUTSIDE
