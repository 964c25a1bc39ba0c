"""What people call the kinds of organisations; the edge translates them. A kind that is not here is its own word."""

from eventapp.errors import N_

KIND_WORDS = {
    "central": N_("Central agency"),
    "province": N_("Province or city"),
    "mission": N_("Mission abroad"),
    "enterprise": N_("Enterprise"),
}
KIND_ORDER = tuple(KIND_WORDS)  # order of precedence among kinds; the others follow
