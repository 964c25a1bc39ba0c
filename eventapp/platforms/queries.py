"""Reports of an event, and the people in them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventapp import names
from eventapp.database import db
from eventapp.directory.models import Person
from eventapp.events.models import Event
from eventapp.platforms.models import PlatformPerson, PlatformReport, Standing
from eventapp.registration.models import Registration
from eventapp.registration.search import matches

MOST_FOUND = 10  # registrations that a search for one person shows
_SORTS: dict[str, Any] = {
    "name": PlatformPerson.name,
    "minutes": PlatformPerson.minutes,
    "number": PlatformPerson.number,
}


def reports_of(event: Event) -> list[tuple[PlatformReport, dict[Standing, int]]]:
    """Return the reports, the latest first, each with how many in it stand how. Two statements."""
    mine = select(PlatformReport).options(joinedload(PlatformReport.session))
    reports = db.session.scalars(mine.where(PlatformReport.event_id == event.id).order_by(PlatformReport.id.desc()))
    counted = db.session.execute(
        select(PlatformPerson.report_id, PlatformPerson.standing, func.count())
        .where(PlatformPerson.event_id == event.id)
        .group_by(PlatformPerson.report_id, PlatformPerson.standing)
    )
    figures: dict[int, dict[Standing, int]] = {}
    for report_id, standing, number in counted:
        figures.setdefault(report_id, {})[standing] = number
    return [(each, figures.get(each.id, {})) for each in reports]


def find_report(event: Event, ref: str) -> PlatformReport | None:
    """Return the event's report with that reference."""
    mine = (PlatformReport.event_id == event.id) & (PlatformReport.ref == ref.upper())
    return db.session.scalar(select(PlatformReport).where(mine))


def find_person(report: PlatformReport, number: int) -> PlatformPerson | None:
    """Return who stands in that row of the report."""
    mine = (PlatformPerson.report_id == report.id) & (PlatformPerson.number == number)
    return db.session.scalar(select(PlatformPerson).where(mine))


def people_of(report: PlatformReport, numbers: Sequence[int]) -> Sequence[PlatformPerson]:
    """Return who stands in those rows."""
    mine = (PlatformPerson.report_id == report.id) & PlatformPerson.number.in_(numbers)
    return db.session.scalars(select(PlatformPerson).where(mine).order_by(PlatformPerson.number)).all()


def listed(report: PlatformReport, *, q: str, standing: Standing | None, sort: str) -> Any:
    """Return the question for the people wanted, in order, each with the registration."""
    asked = select(PlatformPerson).where(PlatformPerson.report_id == report.id, *_searched(q))
    if standing is not None:
        asked = asked.where(PlatformPerson.standing == standing)
    key = _SORTS.get(sort.removeprefix("-"), PlatformPerson.number)
    order = key.desc() if sort.startswith("-") else key
    whole = joinedload(PlatformPerson.registration).joinedload(Registration.person).joinedload(Person.organisation)
    return asked.options(whole).order_by(order, PlatformPerson.number)


def page_of_people(
    report: PlatformReport, *, q: str, standing: Standing | None, sort: str, per_page: int, number: int
) -> tuple[Sequence[PlatformPerson], dict[Standing, int], int]:
    """Return a page, how many stand how among those whom the search finds, and the number of the page."""
    counted = select(PlatformPerson.standing, func.count()).where(PlatformPerson.report_id == report.id, *_searched(q))
    figures: dict[Standing, int] = Counter()
    for each, amount in db.session.execute(counted.group_by(PlatformPerson.standing)):
        figures[each] = amount
    total = sum(figures.values()) if standing is None else figures.get(standing, 0)
    number = max(1, min(number, -(-total // per_page)))
    asked = listed(report, q=q, standing=standing, sort=sort).limit(per_page).offset((number - 1) * per_page)
    return db.session.scalars(asked).all(), figures, number


def suggested(person: PlatformPerson) -> list[Registration]:
    """Return the registrations that might be meant, the likeliest first."""
    whole = select(Registration).options(joinedload(Registration.person).joinedload(Person.organisation))
    found = {each.id: each for each in db.session.scalars(whole.where(Registration.id.in_(person.suggestions)))}
    return [found[number] for number in person.suggestions if number in found and found[number].status.is_live]


def searched(event: Event, q: str) -> list[Registration]:
    """Return some of those registered whom the search finds."""
    if not q.strip():
        return []
    whole = (
        select(Registration)
        .join(Registration.person)
        .options(joinedload(Registration.person).joinedload(Person.organisation))
    )
    asked = whole.where(Registration.event_id == event.id, matches(q)).order_by(Registration.id).limit(MOST_FOUND * 2)
    return [each for each in db.session.scalars(asked) if each.status.is_live][:MOST_FOUND]


def _searched(q: str) -> list[Any]:
    return [PlatformPerson.search_words.like(f"% {term}%") for term in names.search_terms(q)]


def has_file(report: PlatformReport) -> bool:
    """Is the file as it was sent still there? It goes with whoever is erased and stood in it."""
    return bool(db.session.scalar(select(func.length(PlatformReport.raw)).where(PlatformReport.id == report.id)))
