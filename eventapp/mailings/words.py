"""What people call the stages of a mailing and what becomes of its letters; the edge translates them."""

from eventapp.errors import N_
from eventapp.mailings.models import Hindrance, Stage
from eventapp.mailings.queries import Outcome

STAGE_WORDS = {
    Stage.DRAFT: N_("Draft"),
    Stage.SENDING: N_("Being sent"),
    Stage.PAUSED: N_("Paused"),
    Stage.CANCELLED: N_("Taken back"),
}
SENT = N_("All sent")
STAGE_TONES = {Stage.DRAFT: "mute", Stage.SENDING: "warn", Stage.PAUSED: "warn", Stage.CANCELLED: "bad"}
OUTCOME_WORDS = {
    Outcome.SENT: N_("Sent"),
    Outcome.WAITING: N_("Waiting to be sent"),
    Outcome.HELD: N_("Held back"),
    Outcome.FAILED: N_("Could not be sent"),
    Outcome.CAME_BACK: N_("Came back"),
    Outcome.WITHDRAWN: N_("Taken back"),
    Outcome.NOT_NEEDED: N_("No longer needed"),
    Outcome.UNSUBSCRIBED: N_("Has unsubscribed"),
    Outcome.BOUNCED: N_("Address does not work"),
    Outcome.NO_ADDRESS: N_("No e-mail address"),
}
OUTCOME_TONES = {Outcome.SENT: "ok", Outcome.FAILED: "bad", Outcome.CAME_BACK: "bad", Outcome.BOUNCED: "bad"}
HINDRANCE_WORDS = {each: OUTCOME_WORDS[Outcome(each.value)] for each in Hindrance}
