"""Who has come: expected, arrived and inside by site, delegation, category and gate, and how they arrived over time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, String, cast, func, literal, select

from eventapp.checkin.models import Entry
from eventapp.database import db
from eventapp.delegations.models import Delegation
from eventapp.directory.models import Organisation
from eventapp.events.models import Category, Event, Mode, Site
from eventapp.registration.models import Registration, Status

EXPECTED_MODES = (Mode.HALL, Mode.BRIDGE)
SLICE = timedelta(minutes=10)
_MINUTE_TENS = len("2030-05-06 01:0")


@dataclass(frozen=True)
class Line:
    """One row of the board: a name in both languages, and people."""

    ref: str
    name: str
    name_en: str
    expected: int
    arrived: int
    inside: int

    def name_in(self, locale: str) -> str:
        """The name in that language, or in the one there is."""
        return (self.name_en or self.name) if locale == "en" else (self.name or self.name_en)


@dataclass(frozen=True)
class Board:
    """What stands on the board of one day. `arrivals` are (moment, how many had come by then)."""

    day: date
    total: Line
    by_mode: list[Line]
    by_site: list[Line]
    by_category: list[Line]
    by_delegation: list[Line]
    by_gate: list[tuple[str, int]]
    arrivals: list[tuple[datetime, int]]


def day_of(event: Event, now: datetime) -> date:
    """Return the day the board shows: today, or the event's first or last day where today is none of it."""
    first, last = event.starts_at.astimezone(event.tz).date(), event.ends_at.astimezone(event.tz).date()
    return min(max(now.astimezone(event.tz).date(), first), last)


def board(event: Event, day: date, awaited: Sequence[Row[*tuple[Any, ...]]] | None = None) -> Board:
    """Return the board: the same statements whatever the number of delegates. `awaited` is what `expected` said."""
    rows = [*(expected(event) if awaited is None else awaited), *_came(event, day)]
    sites, categories = _named(Site, event), _named(Category, event)
    delegations = _delegations(event)
    nobody = ("", "", "")
    return Board(
        day=day,
        total=_sum(rows, nobody),
        by_mode=[_sum([row for row in rows if row.mode is mode], (mode.value, "", "")) for mode in EXPECTED_MODES],
        by_site=_lines(rows, "site_id", sites),
        by_category=_lines(rows, "category_id", categories),
        by_delegation=_lines(rows, "delegation_id", delegations),
        by_gate=_by_gate(event, day),
        arrivals=_arrivals(event, day),
    )


IS_EXPECTED = (Registration.status == Status.CONFIRMED, Registration.mode.in_(EXPECTED_MODES))


_GROUPS = (Registration.mode, Registration.site_id, Registration.category_id, Registration.delegation_id)


def expected(event: Event) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return how many are expected of each mode, site, category and delegation. It changes only with the list."""
    asked = select(*_GROUPS, func.count().label("expected"), literal(0).label("arrived"), literal(0).label("inside"))
    return db.session.execute(asked.where(Registration.event_id == event.id, *IS_EXPECTED).group_by(*_GROUPS)).all()


def _came(event: Event, day: date) -> Sequence[Row[*tuple[Any, ...]]]:
    asked = (
        select(
            *_GROUPS,
            literal(0).label("expected"),
            func.count().filter(Entry.spell == 0).label("arrived"),  # whoever came has a first spell, and one of them
            func.count().filter(Entry.left_at.is_(None)).label("inside"),
        )
        .select_from(Entry)
        .join(Registration, Registration.ticket_id == Entry.ticket_id)
        .where((Entry.event_id == event.id) & (Entry.place == "event") & (Entry.day == day))
        .group_by(*_GROUPS)
    )
    return db.session.execute(asked).all()


def _sum(rows: Iterable[Row[*tuple[Any, ...]]], named: tuple[str, str, str]) -> Line:
    figures = [(row.expected, row.arrived, int(row.inside)) for row in rows]
    expected, arrived, inside = (sum(each[place] for each in figures) for place in range(3))
    return Line(*named, expected, arrived, inside)


def _lines(rows: Sequence[Row[*tuple[Any, ...]]], column: str, names: dict[int, tuple[str, str, str]]) -> list[Line]:
    by_number: dict[int | None, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        by_number.setdefault(getattr(row, column), []).append(row)
    found = [_sum(by_number.pop(number), named) for number, named in names.items() if number in by_number]
    rest = _sum([row for those in by_number.values() for row in those], ("", "", ""))
    return [each for each in (*found, rest) if each.expected or each.arrived]


def _named(table: type[Site] | type[Category], event: Event) -> dict[int, tuple[str, str, str]]:
    asked = select(table.id, table.ref, table.name, table.name_en).where(table.event_id == event.id)
    return {row.id: (row.ref, row.name, row.name_en) for row in db.session.execute(asked.order_by(table.position))}


def _delegations(event: Event) -> dict[int, tuple[str, str, str]]:
    asked = (
        select(Delegation.id, Delegation.code, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .where(Delegation.event_id == event.id)
        .order_by(Organisation.name)
    )
    return {row.id: (row.code, row.name, row.name_en) for row in db.session.execute(asked)}


def _first_entries(event: Event, day: date) -> Any:
    return (Entry.event_id == event.id) & (Entry.place == "event") & (Entry.day == day) & (Entry.spell == 0)


def _by_gate(event: Event, day: date) -> list[tuple[str, int]]:
    asked = select(Entry.gate, func.count()).where(_first_entries(event, day)).group_by(Entry.gate)
    return [(gate, number) for gate, number in db.session.execute(asked.order_by(func.count().desc(), Entry.gate))]


def _arrivals(event: Event, day: date) -> list[tuple[datetime, int]]:
    """Return how many had come by the end of each ten minutes; UTC as both databases keep it."""
    tens = func.substr(cast(Entry.entered_at, String), 1, _MINUTE_TENS)
    rows = db.session.execute(select(tens, func.count()).where(_first_entries(event, day)).group_by(tens)).all()
    counted = {datetime.fromisoformat(f"{ten}0:00").replace(tzinfo=UTC): number for ten, number in rows}
    found, total = [], 0
    for moment in sorted(counted):
        total += counted[moment]
        found.append((moment + SLICE, total))
    return found
