"""The report and everybody's attendance beside the simulator's own ledger, number by number."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from eventapp.database import db
from eventapp.events.models import Event, Mode, Site
from eventapp.presence.attending import Line, roll_of
from eventapp.registration.models import Registration
from eventapp.rehearsal.acts import stand_in
from eventapp.rehearsal.ledger import Figures, Ledger, Told

Asks = Callable[[str], Any]  # the report of the event (""), or of a session by its reference, as programs see it


class Comparison:
    """`differences` are sentences: where, what the ledger says, what the report says. `numbers` were compared."""

    def __init__(self) -> None:
        self.numbers, self.differences = 0, list[str]()

    def beside(self, where: str, ledger: Mapping[str, Any], shown: Mapping[str, Any]) -> None:
        """Compare what stands under the same words."""
        for word in [*ledger, *(each for each in shown if each not in ledger)]:
            self.numbers += 1
            mine, theirs = ledger.get(word), shown.get(word)
            if mine != theirs:
                self.differences.append(f"{where}, {word}: ledger {mine}, report {theirs}")


def compare(event: Event, ledger: Ledger, asks: Asks, *, at: datetime) -> Comparison:
    """Return the comparison: the event, each organisation, site, session and person."""
    found = Comparison()
    report = asks("")
    found.beside("event", {"invited": sum(ledger.cast.invited.values()), **ledger.total()}, _figures(report, "invited"))
    shown = {row["code"] or "": _figures(row, "invited") for row in report["by_organisation"]}
    for code, figures in ledger.by_organisation().items():
        mine = {"invited": ledger.cast.invited.get(code, 0), **figures}
        found.beside(f"organisation {code or '-'}", mine, shown.pop(code, {}))
    found.beside("organisations", {}, shown)
    _sites(found, ledger, report)
    for sitting in ledger.cast.sittings:
        found.beside(f"session {sitting.ref}", ledger.session(sitting), _figures(asks(sitting.ref)))
    _people(found, event, ledger, at)
    return found


def _sites(found: Comparison, ledger: Ledger, report: Mapping[str, Any]) -> None:
    rows = {row["ref"] or row["mode"]: row for row in report["by_site"]}
    mine = ledger.by_site()
    for home in {*mine, *rows}:
        found.beside(f"site {home}", mine.get(home, {}), _figures(rows[home]) if home in rows else {})
    counted = {home: row["headcount"] for home, row in rows.items() if row["headcount"]}
    for site, (number, named) in ledger.rooms().items():
        others = {"reported": number, "named": named, "others": max(number - named, 0)}
        found.beside(f"headcount {site}", others, counted.get(site, {}))


def _people(found: Comparison, event: Event, ledger: Ledger, at: datetime) -> None:
    db.session.expire_all()
    sites = {row.id: row.ref for row in db.session.execute(select(Site.id, Site.ref))}
    former = {row.id: row.ref for row in db.session.execute(select(Registration.id, Registration.ref))}
    asked = select(Registration.id, Registration.attends_for_id)
    names = {number: stand_in(former[other]) for number, other in db.session.execute(asked) if other is not None}
    expected = dict(_told(ledger))
    for line in roll_of(event, at=at).lines:
        who = line.ref if line.ref in expected else names.get(line.registration_id, line.ref)
        found.beside(f"person {who}", expected.pop(who, {}), _shown(line, sites))
    found.beside("people who are not in the report", expected, {})


def _told(ledger: Ledger) -> Iterator[tuple[str, dict[str, Any]]]:
    for who, told in ledger.told.items():
        yield who, asdict(told)


def _shown(line: Line, sites: Mapping[int, str]) -> dict[str, Any]:
    given = line.attendance
    told = Told(
        given.state.value, given.mode or "", _site(sites, given.site_id), given.minutes,
        given.is_late, given.has_left_early, given.arrived_at, given.left_at, line.is_stand_in,
    )  # fmt: skip
    return asdict(told)


def _site(sites: Mapping[int, str], number: int | None) -> str:
    return sites[number] if number is not None else ""


def _figures(given: Mapping[str, Any], *more: str) -> Figures:
    words = ("registered", "substituted", "excused", "absent", "late", "left_early")
    figures = {word: given[word] for word in (*more, *words)}
    present = given["present"]
    return {**figures, **{mode.value: present[mode.value] for mode in Mode}, "present": present["total"]}
