"""What the letters to focal points say by themselves, and which placeholders an organiser's own words may have."""

from eventapp.errors import N_
from eventapp.invitations.shapes import Kind
from eventapp.invitations.wording import INVITES
from eventapp.wordings import kinds

PLACEHOLDERS = {
    "organisation": N_("Organisation"),
    "host": N_("Issuing body, or the title of the event where none is named"),
    "event": N_("Title of the event, in the language of the letter"),
    "when": N_("From when to when the event is"),
    "seats": N_("Seats allotted"),
    "deadline": N_("Deadline for the answer"),
    "standing": N_("Whether delegates are nominated, and only the confirmation of the list is missing"),
    "contact": N_("Focal point's name"),
    "link": N_("Address of the page where delegates are nominated"),
}
TO = N_("To: %(organisation)s")
_STANDARD = {
    Kind.INVITATION: (
        N_("Invitation to organisations"),
        N_("Invitation: %(event)s"),
        INVITES,
    ),
    Kind.REMINDER: (
        N_("Reminder to organisations"),
        N_("Reminder: %(event)s"),
        N_("%(host)s awaits the confirmed list of delegates of %(organisation)s for “%(event)s”. %(standing)s"),
    ),
}


def code_of(kind: Kind) -> str:
    """Return by what the mail knows such letters."""
    return f"delegations/{kind.value}"


for _kind, (_name, _subject, _text) in _STANDARD.items():
    kinds.offer(kinds.Kind(code_of(_kind), _name, _subject, (TO, _text), PLACEHOLDERS))
