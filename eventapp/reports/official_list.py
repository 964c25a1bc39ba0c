"""The list of delegates on paper: A4 across, in the order asked for, with headings in both languages."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlalchemy.orm import contains_eager, joinedload

from eventapp import names
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.errors import N_, DomainError
from eventapp.events.models import Event
from eventapp.registration.models import Registration, Status
from eventapp.registration.search import Wanted, found
from eventapp.registration.words import MODE_WORDS, STATUS_WORDS
from eventapp.typeset import pdf

MOST_LINES = 3000  # some hundred pages, and about two seconds of work
LABELS = {
    "title": N_("List of delegates"),
    "number": N_("No."),
    "full_name": N_("Full name"),
    "position": N_("Position"),
    "organisation": N_("Organisation"),
    "category": N_("Category"),
    "attendance": N_("Attendance"),
    "remarks": N_("Remarks"),
    "attends_for": N_("Attends for"),
    "page": N_("Page"),
    **{mode.value: word for mode, word in MODE_WORDS.items()},
    **{status.value: word for status, word in STATUS_WORDS.items()},
}
Words = Mapping[str, str]


class ListTooLong(DomainError):
    """Nobody prints that many pages, and no request should typeset them."""

    code = "list_too_long"
    message = N_(
        "A list of more than %(most)s delegates is not put on paper. Filter it first, or export it to a spreadsheet."
    )


@dataclass(frozen=True)
class OfficialList:
    """What stands around the lines. `words` and `other` are LABELS in the reader's language and in the other one."""

    organ: str
    event_title: str
    when: str
    made: str
    words: Words
    other: Words
    locale: str


def lines_of(event: Event, wanted: Wanted, sort: str, *, locale: str) -> list[dict[str, str]]:
    """Return a line for each registration wanted. Raises ListTooLong."""
    asked = found(event, wanted, sort).options(
        contains_eager(Registration.person).joinedload(Person.organisation),
        joinedload(Registration.site),
        joinedload(Registration.category),
        joinedload(Registration.attends_for).joinedload(Registration.person),
    )
    rows = db.session.scalars(asked.limit(MOST_LINES + 1)).all()
    if len(rows) > MOST_LINES:
        raise ListTooLong(most=MOST_LINES)
    return [_line(row, locale) for row in rows]


def list_pdf(paper: OfficialList, lines: list[dict[str, str]]) -> bytes:
    """Return the list as a PDF, its headings on every page."""
    return pdf("delegates", {**asdict(paper), "lines": lines})


def _line(row: Registration, locale: str) -> dict[str, str]:
    person, organisation = row.person, row.person.organisation
    return {
        "full_name": " ".join(filter(None, (names.salutation_in(person.salutation, locale), person.full_name))),
        "position": person.position,
        "organisation": organisation.name_in(locale) if organisation else person.organisation_name,
        "category": row.category.name_in(locale),
        "mode": row.mode.value,
        "site": row.site.name_in(locale) if row.site else "",
        "status": "" if row.status is Status.CONFIRMED else row.status.value,
        "attends_for": row.attends_for.person.full_name if row.attends_for else "",
    }
