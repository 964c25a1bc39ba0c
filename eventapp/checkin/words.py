"""What the door's rights and cases are called."""

from eventapp.checkin.models import CaseKind, Right
from eventapp.errors import N_

RIGHT_WORDS = {
    Right.SCAN: N_("Scan tickets"),
    Right.SEARCH: N_("Search by name and see who comes"),
    Right.WALK_IN: N_("Enter people who walk in"),
    Right.PRINT: N_("Print badges"),
    Right.OVERRIDE: N_("Let in against a rule, saying why"),
}
CASE_WORDS = {
    CaseKind.DOUBLE_ENTRY: N_("One ticket, let in twice"),
    CaseKind.AGAINST_RULES: N_("Let in without network, against the rules"),
    CaseKind.CLOCK: N_("A telephone's clock is off"),
    CaseKind.CONFLICT: N_("One scan with two contents"),
    CaseKind.REJECTED: N_("A record nobody can read"),
    CaseKind.QUARANTINED: N_("From a telephone that was revoked"),
}
ADVICE = {
    CaseKind.DOUBLE_ENTRY: N_(
        "Two doors admitted the same ticket while one had no network. Find the delegate: is somebody else inside with "
        "a copy? Then take back the entry of whoever is not the delegate."
    ),
    CaseKind.AGAINST_RULES: N_(
        "The door could not know it then, and the delegate is inside. Speak with the delegate, and put the "
        "registration right if need be."
    ),
    CaseKind.CLOCK: N_("Set the telephone's clock to automatic. The scans are kept with the time the telephone gave."),
    CaseKind.CONFLICT: N_("The first content stands. If the second is true, scan the ticket again."),
    CaseKind.REJECTED: N_("Scan the ticket again. The record stays on the telephone until somebody has seen it."),
    CaseKind.QUARANTINED: N_(
        "If the telephone was in our hands until then, take the scan over. If it was lost or stolen, leave it out."
    ),
}
