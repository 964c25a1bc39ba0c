"""What people call the letters to delegations, and why one is not written; the edge translates them."""

from eventapp.errors import N_
from eventapp.invitations.inviting import Reason
from eventapp.invitations.shapes import Kind

LETTER_WORDS = {"delegations/invitation": N_("Invitation"), "delegations/reminder": N_("Reminder")}
REASON_WORDS = {
    Reason.DECLINED: N_("has declined"),
    Reason.ANSWERED: N_("has answered"),
    Reason.NO_ADDRESS: N_("has no e-mail address of a focal point"),
    Reason.NOT_INVITED: N_("is not invited yet"),
    Reason.HAS_IT: N_("has this letter already"),
    Reason.OVER: N_("can answer no more, for the deadline is over; give it a later one first"),
}
KIND_WORDS = {Kind.INVITATION: N_("Invitation"), Kind.REMINDER: N_("Reminder")}
