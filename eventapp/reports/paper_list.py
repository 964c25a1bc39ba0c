"""The list for a door without network: on paper, in the order in which the desk searches, with boxes to tick.

Whoever is inside when it is printed is ticked already, with the time of the entry.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from eventapp import names
from eventapp.checkin.models import Entry
from eventapp.database import db
from eventapp.errors import N_, DomainError
from eventapp.events.categories import categories_of
from eventapp.events.models import Event, Mode
from eventapp.references import show_reference
from eventapp.registration.listing import lines
from eventapp.registration.models import Registration, Status
from eventapp.registration.search import Sort, Wanted
from eventapp.typeset import long_pdf, pdf

MOST_LINES = 10_000
FEW = 200  # lines that are set in this process
LABELS = {
    "title": N_("Check-in list"),
    "in": N_("In"),
    "number": N_("No."),
    "full_name": N_("Full name"),
    "organisation": N_("Organisation"),
    "category": N_("Category"),
    "reference": N_("Code"),
    "page": N_("Page"),
    "empty": N_("Nobody is found"),
}
_TONES = str.maketrans(dict.fromkeys("\u0300\u0301\u0303\u0309\u0323", ""))


class PaperListTooLong(DomainError):
    """No pile of paper is leafed through that fast."""

    code = "paper_list_too_long"
    message = N_("A check-in list of more than %(most)s delegates is not put on paper. Filter it first.")


@dataclass(frozen=True)
class PaperList:
    """What stands around the lines; `words` are LABELS in the reader's language."""

    event_title: str
    made: str
    words: Mapping[str, str]
    locale: str


def groups(
    event: Event, wanted: Wanted, sort: str, *, day: date, locale: str, clock_time: Callable[[datetime], str]
) -> list[dict[str, Any]]:
    """Return those wanted who come to a place, grouped as one leafs: by the given name's first letter, or as sorted.

    `day` is the event's local date on which entries count as being inside. Raises PaperListTooLong.
    """
    found = lines(event, replace(wanted, status=Status.CONFIRMED), sort, limit=MOST_LINES + 1, offset=0)
    here = [line for line in found if line.mode is not Mode.ONLINE or wanted.mode is Mode.ONLINE]
    if len(here) > MOST_LINES:
        raise PaperListTooLong(most=MOST_LINES)
    categories = {each.id: each for each in categories_of(event)}
    inside = _inside(event, day)
    rows = [
        {
            "number": number,
            "full_name": line.full_name,
            "given": names.given_name(line.full_name),
            "position": line.position,
            "organisation": line.organisation_name,
            "category": categories[line.category_id].name_in(locale),
            "colour": categories[line.category_id].colour,
            "zones": categories[line.category_id].zones,
            "site": ((line.site_name_en or line.site_name) if locale == "en" else line.site_name) or "",
            "reference": show_reference(line.ref),
            "inside": clock_time(inside[line.id]) if line.id in inside else "",
        }
        for number, line in enumerate(here, start=1)
    ]
    heading = _HEADINGS.get(sort.removeprefix("-"), lambda _row: "")
    return [{"heading": said, "lines": list(held)} for said, held in groupby(rows, key=heading)]


def list_pdf(paper: PaperList, grouped: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the list as a PDF."""
    number = sum(len(group["lines"]) for group in grouped)
    return (pdf if number <= FEW else long_pdf)("paper_list", {**vars(paper), "groups": list(grouped)})


def _first_letter(row: Mapping[str, Any]) -> str:
    """Return the letter under which a name stands, without its tone: Ánh under A, Ân under Â, Đạt under Đ."""
    first = unicodedata.normalize("NFD", row["given"][:1]).translate(_TONES)
    return unicodedata.normalize("NFC", first).upper()


def _organisation(row: Mapping[str, Any]) -> str:
    return row["organisation"] or "–"


_HEADINGS: dict[str, Callable[[Mapping[str, Any]], str]] = {Sort.NAME: _first_letter, Sort.ORGANISATION: _organisation}


def _inside(event: Event, day: date) -> dict[int, datetime]:
    """Return since when whoever is inside is so, by the registration's number."""
    open_today = (Entry.event_id == event.id) & (Entry.place == "event") & (Entry.day == day) & Entry.left_at.is_(None)
    asked = select(Registration.id, Entry.entered_at).join(Entry, Entry.ticket_id == Registration.ticket_id)
    return {row.id: row.entered_at for row in db.session.execute(asked.where(open_today))}
