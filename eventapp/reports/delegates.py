"""The list of delegates as a sheet: exactly what was filtered, in the order it stands, and fit to be imported again."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy.orm import contains_eager, joinedload

from eventapp.database import db
from eventapp.delegations.models import Delegation
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

HEADING = (
    N_("No."),
    N_("Full name"),
    N_("Salutation"),
    N_("Position"),
    N_("Delegation code"),
    N_("Organisation"),
    N_("Attendance"),
    N_("Bridge point"),
    N_("E-mail"),
    N_("Telephone"),
    N_("Note"),
    N_("Status"),
    N_("Registration code"),
    N_("Registered at"),
)
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
) -> Iterator[list[Value]]:
    """Yield one row per registration wanted, with the answers to the questions; moments are in the event's zone."""
    asked = found(event, wanted, sort).options(
        contains_eager(Registration.person),
        joinedload(Registration.delegation).joinedload(Delegation.organisation),
        joinedload(Registration.site),
    )
    registrations = db.session.scalars(asked, execution_options={"yield_per": BATCH})
    number = 0
    for batch in registrations.partitions(BATCH):
        answers = answering.values_by_registration([each.id for each in batch]) if questions else {}
        for registration in batch:
            number += 1
            given = answers.get(registration.id, {})
            cells = [as_cell(each, given.get(each.ref), locale=locale, translate=translate) for each in questions]
            yield [*_row(number, registration, event, locale, translate), *cells]


def _row(
    number: int, registration: Registration, event: Event, locale: str, translate: Callable[[str], str]
) -> list[Value]:
    person, delegation, site = registration.person, registration.delegation, registration.site
    return [
        number,
        person.full_name,
        person.salutation,
        person.position,
        delegation.code if delegation else "",
        person.organisation_name,
        translate(MODE_WORDS[registration.mode]),
        site.name_in(locale) if site else "",
        person.email,
        person.phone,
        registration.note,
        translate(STATUS_WORDS[registration.status]),
        show_reference(registration.ref),
        registration.registered_at.astimezone(event.tz),
    ]
