"""What people call the kinds of organisations; the edge translates them. A kind that is not here is its own word."""

from eventapp.directory.models import Tie
from eventapp.errors import N_

KIND_WORDS = {
    "central": N_("Central agency"),
    "province": N_("Province or city"),
    "mission": N_("Mission abroad"),
    "enterprise": N_("Enterprise"),
}
KIND_ORDER = tuple(KIND_WORDS)  # order of precedence among kinds; the others follow
OTHER = "other"  # the block of whoever is of no kind that all know
BLOCK_WORDS = {**KIND_WORDS, OTHER: N_("All others")}
TIE_WORDS = {
    Tie.ORGANISATION: N_("Place of the organisation among its kind"),
    Tie.RANK: N_("Rank"),
    Tie.IN_POST: N_("Longer in the post"),
    Tie.AGE: N_("Older"),
}
