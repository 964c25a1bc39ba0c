"""Words for layouts, for what stands on a badge, and for how far its printing is."""

from eventapp.badges.models import Layout, Part, RunStage
from eventapp.badges.queries import State
from eventapp.errors import N_

LAYOUT_WORDS = {
    Layout.A6: N_("A6, one a page"),
    Layout.CARD: N_("Card of 86 × 54 mm, one a page"),
    Layout.A6_SHEET: N_("A4 with four of A6, to cut"),
    Layout.CARD_SHEET: N_("A4 with ten cards of 86 × 54 mm, to cut"),
}
PART_WORDS = {
    Part.ORGAN: N_("Issuing body"),
    Part.SALUTATION: N_("Salutation"),
    Part.POSITION: N_("Position"),
    Part.ORGANISATION: N_("Organisation"),
    Part.ZONES: N_("Zones"),
    Part.SITE: N_("Bridge point"),
    Part.REFERENCE: N_("Registration code"),
    Part.PHOTOGRAPH: N_("Photograph"),
    Part.ENGLISH: N_("Heading and category in English too"),
}
REPRINT = N_("Print no. {number}")
STATE_WORDS = {
    State.NONE: N_("Not printed"),
    State.WAITING: N_("In the queue"),
    State.MADE: N_("In a file"),
    State.PRINTED: N_("Printed"),
}
STATE_TONES = {State.NONE: "mute", State.WAITING: "warn", State.MADE: "ok", State.PRINTED: "ok"}
STAGE_WORDS = {
    RunStage.MAKING: N_("The file is being made"),
    RunStage.READY: N_("Ready to print"),
    RunStage.PRINTED: N_("Printed"),
    RunStage.RETURNED: N_("Put back into the queue"),
}
STAGE_TONES = {RunStage.MAKING: "warn", RunStage.READY: "ok", RunStage.PRINTED: "ok", RunStage.RETURNED: "mute"}
ABOUT_WORDS = {
    "everyone": N_("Everyone not printed yet"),
    "found": N_("All that were found"),
    "selection": N_("Chosen by hand"),
    "queue": N_("From the queue"),
    "person": N_("One out of the queue"),
}
