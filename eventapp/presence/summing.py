"""The figures of a report: the same people summed by organisation, by site, by mode and by block, and the proof."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import func, select

from eventapp.database import db
from eventapp.delegations.models import Delegation, Quota
from eventapp.directory.models import Organisation
from eventapp.directory.words import BLOCK_WORDS, KIND_ORDER, OTHER
from eventapp.events.models import Event, Mode, Site
from eventapp.presence.attending import Line
from eventapp.presence.judging import State

Key = TypeVar("Key", bound=Hashable)
FIGURES = (
    "registered", "hall", "bridge", "online", "present", "substituted", "excused", "absent", "late", "left_early",
)  # fmt: skip


@dataclass
class Sums:
    """How many people. registered = present + excused + absent; the others are of which."""

    invited: int = 0
    registered: int = 0
    present_as: dict[Mode, int] = field(default_factory=lambda: dict.fromkeys(Mode, 0))
    substituted: int = 0
    excused: int = 0
    absent: int = 0
    late: int = 0
    left_early: int = 0
    inside: int = 0
    minutes: int = 0

    @property
    def present(self) -> int:
        """How many were present, however."""
        return sum(self.present_as.values())

    @property
    def is_whole(self) -> bool:
        """Is everybody accounted for?"""
        return self.registered == self.present + self.excused + self.absent

    def add(self, line: Line) -> None:
        """Count one person once."""
        attendance = line.attendance
        self.registered += 1
        self.substituted += line.is_stand_in
        if attendance.state is State.PRESENT and attendance.mode is not None:
            self.present_as[attendance.mode] += 1
            self.late += attendance.is_late
            self.left_early += attendance.has_left_early
            self.inside += attendance.is_inside
            self.minutes += attendance.minutes
        elif attendance.state is State.EXCUSED:
            self.excused += 1
        else:
            self.absent += 1

    @property
    def figures(self) -> tuple[int, ...]:
        """All that must be the same in every direction, in the order of FIGURES."""
        by_mode = (self.present_as[mode] for mode in Mode)
        of_which = (self.substituted, self.excused, self.absent, self.late, self.left_early)
        return (self.registered, *by_mode, self.present, *of_which)


def total(lines: Iterable[Line]) -> Sums:
    """Return the sums of all."""
    sums = Sums()
    for line in lines:
        sums.add(line)
    return sums


def by(lines: Iterable[Line], key: Callable[[Line], Key]) -> dict[Key, Sums]:
    """Return the sums of each."""
    found: dict[Key, Sums] = {}
    for line in lines:
        mine = key(line)
        if mine not in found:
            found[mine] = Sums()
        found[mine].add(line)
    return found


@dataclass(frozen=True)
class OrganisationRow:
    """A delegation with its sums; without one, whoever belongs to none."""

    delegation_id: int | None
    code: str | None
    name: str
    name_en: str
    block: str
    phone: str
    contact: str
    sums: Sums

    def name_in(self, locale: str) -> str:
        """What it is called in that language, or in the one there is; "" for whoever belongs to none."""
        return (self.name_en or self.name) if locale == "en" else (self.name or self.name_en)


@dataclass(frozen=True)
class SiteRow:
    """A site with the sums of who is registered there; without one, whoever attends online or has no site."""

    site: Site | None
    mode: Mode
    sums: Sums


@dataclass(frozen=True)
class Report:
    """A report: the sums of all, and the same by organisation, site, mode and block."""

    total: Sums
    organisations: Sequence[OrganisationRow]
    sites: Sequence[SiteRow]
    modes: dict[Mode, Sums]
    blocks: dict[str, Sums]

    @property
    def proofs(self) -> list[tuple[str, bool]]:
        """For each way of summing, whether it comes to the sums of all, and whether everybody is accounted for."""
        ways = {
            "organisations": [row.sums for row in self.organisations],
            "sites": [row.sums for row in self.sites],
            "modes": list(self.modes.values()),
            "blocks": list(self.blocks.values()),
        }
        agreed = [(way, _summed(sums) == self.total.figures) for way, sums in ways.items()]
        return [*agreed, ("whole", self.total.is_whole and all(row.sums.is_whole for row in self.organisations))]


def report_of(event: Event, lines: Sequence[Line], *, block: str = "", site: Site | None = None) -> Report:
    """Return the report on those lines, or on those of one block of organisations or of one site."""
    homes = _homes(event)
    if site is not None:
        lines = [line for line in lines if line.site_id == site.id]
    if block:
        lines = [line for line in lines if _block(homes, line.delegation_id) == block]
    organisations = _organisation_rows(homes, lines, with_silent=site is None, block=block)
    whole, modes = total(lines), by(lines, lambda line: line.mode)
    whole.invited = sum(row.sums.invited for row in organisations)
    return Report(
        whole,
        organisations,
        _site_rows(event, lines),
        {mode: modes[mode] for mode in Mode if mode in modes},
        _block_sums(organisations),
    )


def _homes(event: Event) -> dict[int, Any]:
    """Return the event's delegations by number, with their organisation and the seats allotted, in order."""
    allotted = select(func.coalesce(func.sum(Quota.allotted), 0)).where(Quota.delegation_id == Delegation.id)
    rows = db.session.execute(
        select(
            Delegation.id, Delegation.code, Delegation.contact_name, Delegation.contact_phone, Organisation.name,
            Organisation.name_en, Organisation.kind, Organisation.sort_order,
            Organisation.key,
            allotted.scalar_subquery().label("invited"),
        )
        .join(Organisation, Organisation.id == Delegation.organisation_id)
        .where(Delegation.event_id == event.id)
    ).all()  # fmt: skip
    ordered = sorted(rows, key=lambda row: (_place(row.kind), row.sort_order, row.key, row.id))
    return {row.id: row for row in ordered}


def _place(kind: str) -> int:
    return KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER)


def _block(homes: dict[int, Any], delegation_id: int | None) -> str:
    kind = homes[delegation_id].kind if delegation_id in homes else OTHER
    return kind if kind in BLOCK_WORDS else OTHER


def _organisation_rows(
    homes: dict[int, Any], lines: Iterable[Line], *, with_silent: bool, block: str
) -> list[OrganisationRow]:
    sums = by(lines, lambda line: line.delegation_id)
    rows = []
    for number, home in homes.items():
        if number not in sums and (not with_silent or (block and _block(homes, number) != block)):
            continue
        mine = sums.get(number, Sums())
        mine.invited = home.invited
        rows.append(
            OrganisationRow(
                number, home.code, home.name, home.name_en, _block(homes, number), home.contact_phone,
                home.contact_name, mine,
            )
        )  # fmt: skip
    if None in sums:
        rows.append(OrganisationRow(None, None, "", "", OTHER, "", "", sums[None]))
    return rows


def _site_rows(event: Event, lines: Iterable[Line]) -> list[SiteRow]:
    sums = by(lines, lambda line: (line.mode if line.site_id is None else None, line.site_id))
    sites = db.session.scalars(select(Site).where(Site.event_id == event.id).order_by(Site.position, Site.id)).all()
    known = [SiteRow(site, site.mode, sums[None, site.id]) for site in sites if (None, site.id) in sums]
    nowhere = [SiteRow(None, mode, sums[mode, None]) for mode in Mode if (mode, None) in sums]
    return sorted([*known, *nowhere], key=lambda row: (list(Mode).index(row.mode), row.site is not None))


def _block_sums(organisations: Iterable[OrganisationRow]) -> dict[str, Sums]:
    found: dict[str, Sums] = {}
    for row in organisations:
        found[row.block] = _added(found.get(row.block, Sums()), row.sums)
    return {block: found[block] for block in BLOCK_WORDS if block in found}


def _added(one: Sums, other: Sums) -> Sums:
    numbers = {name: getattr(one, name) + getattr(other, name) for name in vars(one) if name != "present_as"}
    return Sums(**numbers, present_as={mode: one.present_as[mode] + other.present_as[mode] for mode in Mode})


def _summed(sums: Iterable[Sums]) -> tuple[int, ...]:
    whole = Sums()
    for each in sums:
        whole = _added(whole, each)
    return whole.figures
