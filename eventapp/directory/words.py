"""What people call the kinds of organisations; the edge translates them. A kind that is not here is its own word."""

from eventapp import names
from eventapp.directory.models import Tie
from eventapp.errors import N_

KIND_WORDS = {
    "central": N_("Central agency"),
    "province": N_("Province or city"),
    "mission": N_("Mission abroad"),
    "enterprise": N_("Enterprise"),
}
KIND_SPELLINGS = {
    "central": ("cơ quan trung ương", "trung ương", "bộ, ngành", "bộ ngành", "central agency", "ministry"),
    "province": ("tỉnh, thành phố", "tỉnh", "thành phố", "địa phương", "tỉnh thành", "province or city", "city"),
    "mission": (
        "cơ quan đại diện ở nước ngoài", "cơ quan đại diện", "cqđd", "cqđd ở nước ngoài", "đại sứ quán",
        "mission abroad", "embassy",
    ),
    "enterprise": ("doanh nghiệp", "công ty", "tập đoàn", "company"),
}  # fmt: skip
"""What else offices call the kinds; their Vietnamese and English names are among them."""
KIND_ORDER = tuple(KIND_WORDS)  # order of precedence among kinds; the others follow
OTHER = "other"  # the block of whoever is of no kind that all know
BLOCK_WORDS = {**KIND_WORDS, OTHER: N_("All others")}
TIE_WORDS = {
    Tie.ORGANISATION: N_("Place of the organisation among its kind"),
    Tie.RANK: N_("Rank"),
    Tie.IN_POST: N_("Longer in the post"),
    Tie.AGE: N_("Older"),
}
_KINDS = {names.fold(spelling): kind for kind, known in KIND_SPELLINGS.items() for spelling in (kind, *known)}


def kind_called(word: str | None) -> str:
    """Return the kind that an office calls so, whatever case and accents; a word nobody knows is a kind of its own."""
    return _KINDS.get(names.fold(word or ""), word or "")
