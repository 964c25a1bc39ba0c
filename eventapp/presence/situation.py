"""The situation at a moment: who is there now, by mode, site, organisation and block; who is missing; who came when."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventapp.events.models import Event, Mode, Site
from eventapp.presence.attending import Line, grounds_of, holders_of, unhindered
from eventapp.presence.headcounts import Count, headcounts_of
from eventapp.presence.judging import Scope, State
from eventapp.presence.summing import OrganisationRow, Report, report_of
from eventapp.presence.timetable import SessionTime

STEP = timedelta(minutes=5)
MOST_STEPS = 144  # twelve hours


@dataclass(frozen=True)
class Part:
    """How many of a part are there now, have been there, and are registered. `others` are counted without a name."""

    inside: int
    present: int
    registered: int
    others: int = 0


@dataclass(frozen=True)
class Missing:
    """An organisation of which somebody is not there, and whom to call."""

    row: OrganisationRow
    number: int


@dataclass(frozen=True)
class Situation:
    """What a board shows. `session` is what goes on now, in which `there` of those expected are."""

    at: datetime
    whole: Part
    modes: dict[Mode, Part]
    sites: Sequence[tuple[Site, Part]]
    blocks: dict[str, Part]
    missing: Sequence[Missing]
    arrivals: Sequence[tuple[datetime, dict[Mode, int]]]
    session: SessionTime | None
    there: Part | None


def situation_of(event: Event, *, at: datetime) -> Situation:
    """Return the situation of the event at that moment, from one reading of the ledger."""
    there = None
    with unhindered():
        grounds = grounds_of(event, at=at)
        lines = grounds.roll(Scope()).lines
        now = _going_on(grounds.timetable.sessions, at)
        if now is not None:
            there = _part(grounds.roll(Scope(session=now), place_holders=holders_of(now)).lines)
    report, counts = report_of(event, lines), headcounts_of(event, lines)
    others = sum(count.others for count in counts.values())
    return Situation(
        at=at,
        whole=_part(lines, others),
        modes=_modes(lines, others),
        sites=_sites(report, lines, counts),
        blocks={block: Part(sums.inside, sums.present, sums.registered) for block, sums in report.blocks.items()},
        missing=_missing(report),
        arrivals=arrivals_of(lines, at),
        session=now,
        there=there,
    )


def _part(lines: Sequence[Line], others: int = 0) -> Part:
    inside = sum(1 for line in lines if line.attendance.is_inside)
    present = sum(1 for line in lines if line.attendance.state is State.PRESENT)
    return Part(inside, present, len(lines), others)


def _modes(lines: Sequence[Line], others: int) -> dict[Mode, Part]:
    """Return the parts by mode: there as they really are, registered as they said they would be."""
    inside = Counter(line.attendance.mode for line in lines if line.attendance.is_inside)
    present = Counter(line.attendance.mode for line in lines)
    registered = Counter(line.mode for line in lines)
    found = {}
    for mode in Mode:
        if registered[mode] or present[mode]:
            beside = others if mode is Mode.BRIDGE else 0
            found[mode] = Part(inside[mode], present[mode], registered[mode], beside)
    return found


def _sites(report: Report, lines: Sequence[Line], counts: dict[int, Count]) -> list[tuple[Site, Part]]:
    """Return the sites with the emptiest first: who is really there, out of those registered there."""
    inside = Counter(line.attendance.site_id for line in lines if line.attendance.is_inside)
    present = Counter(line.attendance.site_id for line in lines if line.attendance.mode)
    found = []
    for row in report.sites:
        if row.site is not None:
            count = counts.get(row.site.id)
            beside = count.others if count else 0
            number = row.site.id
            found.append((row.site, Part(inside[number], present[number], row.sums.registered, beside)))
    return sorted(found, key=lambda each: (each[1].inside + each[1].others > 0, each[0].position, each[0].id))


def _missing(report: Report) -> list[Missing]:
    """Return the organisations somebody of whom is neither there nor excused, the most first."""
    rows = [Missing(row, row.sums.absent) for row in report.organisations if row.sums.absent]
    return sorted(rows, key=lambda each: -each.number)


def arrivals_of(lines: Sequence[Line], at: datetime) -> list[tuple[datetime, dict[Mode, int]]]:
    """Return how many had come by each five minutes, by mode, from the first of the last twelve hours on."""
    came = [
        (line.attendance.arrived_at, line.attendance.mode)
        for line in lines
        if line.attendance.arrived_at is not None and line.attendance.mode is not None
    ]
    recent = [moment for moment, _mode in came if at - MOST_STEPS * STEP <= moment <= at]
    if not recent:
        return []
    step = _floor(min(recent))
    steps: dict[datetime, Counter[Mode]] = {}
    for moment, mode in came:
        if moment <= at:
            steps.setdefault(max(_floor(moment), step), Counter())[mode] += 1
    found, so_far = [], Counter[Mode]()
    last = min(_floor(at), _floor(max(recent)))
    while step <= last:
        so_far.update(steps.get(step, {}))
        found.append((step + STEP, {mode: so_far[mode] for mode in Mode}))
        step += STEP
    return found


def _floor(moment: datetime) -> datetime:
    return moment - timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)


def _going_on(sessions: Sequence[SessionTime], at: datetime) -> SessionTime | None:
    """Return the session that goes on: of several side by side the first."""
    return next((each for each in sessions if not each.is_pause and each.starts_at <= at < each.ends_at), None)
