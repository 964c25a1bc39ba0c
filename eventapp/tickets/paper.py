"""The ticket on paper: one A6 page to print, or to show on a telephone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eventapp.errors import N_
from eventapp.tickets.pictures import ticket_svg
from eventapp.typeset import FONTS, pdf

ACCENT = "#1b4f7c"
# What the paper says by itself. The edge hands them over in the reader's language.
LABELS = {
    "when": N_("When"),
    "where": N_("Where"),
    "mode": N_("Attendance"),
    "seat": N_("Seat"),
    "reference": N_("Registration code"),
    "hint": N_("Show this code at the door. If it cannot be read, the desk finds you by the registration code."),
}


@dataclass(frozen=True)
class TicketPaper:
    """What stands on one ticket. `payload` is what the QR holds, `when` already names its zone.

    `mode` is hall, bridge or online and gives the colour, `mode_name` is its word; `reference` is already grouped.
    """

    event_title: str
    when: str
    where: str
    full_name: str
    mode: str
    mode_name: str
    payload: str
    reference: str
    organ: str = ""
    salutation: str = ""
    position: str = ""
    organisation: str = ""
    site: str = ""
    seat: str = ""
    accent: str = ACCENT
    locale: str = "vi"


def ticket_pdf(paper: TicketPaper, labels: dict[str, str] | None = None, fonts: Sequence[Path] = (FONTS,)) -> bytes:
    """Return the ticket as a PDF of one page; `labels` has the keys of LABELS, `fonts` are folders of TTF files."""
    values = {**asdict(paper), "labels": {**LABELS, **(labels or {})}, "qr": ticket_svg(paper.payload)}
    return pdf("ticket", values, fonts)
