"""The list of delegates as a sheet: exactly what was filtered, in the order it stands, and fit to be imported again."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy.orm import contains_eager, joinedload

from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Person
from eventapp.errors import N_
from eventapp.events.models import Event
from eventapp.questions.models import Question
from eventapp.questions.queries import answerable_of
from eventapp.questions.words import as_cell
from eventapp.references import show_reference
from eventapp.registration import answering
from eventapp.registration.models import Registration
from eventapp.registration.search import Wanted, found
from eventapp.registration.words import MODE_WORDS, STATUS_WORDS
from eventapp.spreadsheets.writing import Value

COLUMNS = {
    "number": N_("No."),
    "full_name": N_("Full name"),
    "salutation": N_("Salutation"),
    "position": N_("Position"),
    "rank": N_("Rank"),
    "in_post_since": N_("In the post since"),
    "birth_year": N_("Year of birth"),
    "delegation": N_("Delegation code"),
    "organisation": N_("Organisation"),
    "category": N_("Category"),
    "mode": N_("Attendance"),
    "site": N_("Bridge point"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "note": N_("Note"),
    "status": N_("Status"),
    "ref": N_("Registration code"),
    "registered": N_("Registered at"),
}
ALWAYS = ("number", "full_name")
BATCH = 200  # rows held in memory at once


def asked_in(event: Event, *, with_sensitive: bool = False) -> list[Question]:
    """Return the organiser's questions that have a column of their own; what is sensitive only where asked for."""
    return [each for each in answerable_of(event) if with_sensitive or not each.is_sensitive]


def rows(
    event: Event,
    wanted: Wanted,
    sort: str,
    *,
    locale: str,
    translate: Callable[[str], str],
    questions: Sequence[Question] = (),
    columns: Sequence[str] = tuple(COLUMNS),
) -> Iterator[list[Value]]:
    """Yield one row per registration wanted, with the answers to the questions; moments are in the event's zone."""
    asked = found(event, wanted, sort).options(
        contains_eager(Registration.person).joinedload(Person.rank),
        joinedload(Registration.delegation).joinedload(Delegation.organisation),
        joinedload(Registration.site),
        joinedload(Registration.category),
    )
    registrations = db.session.scalars(asked, execution_options={"yield_per": BATCH})
    number = 0
    for batch in registrations.partitions(BATCH):
        answers = answering.values_by_registration([each.id for each in batch]) if questions else {}
        for registration in batch:
            number += 1
            given = answers.get(registration.id, {})
            cells = [as_cell(each, given.get(each.ref), locale=locale, translate=translate) for each in questions]
            row = _row(number, registration, event, locale, translate)
            yield [*(row[column] for column in columns), *cells]


def columns_of(wanted: Iterable[str]) -> list[str]:
    """Return the columns of a sheet that shows those wanted, in their order; number and name always stand there."""
    words = set(wanted)
    return [column for column in COLUMNS if column in words or column in ALWAYS]


def _row(
    number: int, registration: Registration, event: Event, locale: str, translate: Callable[[str], str]
) -> dict[str, Value]:
    person, delegation, site = registration.person, registration.delegation, registration.site
    return {
        "number": number,
        "full_name": person.full_name,
        "salutation": person.salutation,
        "position": person.position,
        "rank": person.rank.name_in(locale) if person.rank else "",
        "in_post_since": person.in_post_since,
        "birth_year": person.birth_year,
        "delegation": delegation.code if delegation else "",
        "organisation": person.organisation_name,
        "category": registration.category.name_in(locale),
        "mode": translate(MODE_WORDS[registration.mode]),
        "site": site.name_in(locale) if site else "",
        "email": person.email,
        "phone": person.phone,
        "note": registration.note,
        "status": translate(STATUS_WORDS[registration.status]),
        "ref": show_reference(registration.ref),
        "registered": registration.registered_at.astimezone(event.tz),
    }
