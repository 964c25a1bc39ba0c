"""The simulator's own ledger: what a report must say, counted from what was decided and not from any evidence.

It counts minutes one by one and people by their stories; nothing of `presence` is used, so that neither repeats a
mistake of the other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from eventapp.events.models import Mode
from eventapp.rehearsal.cast import Cast, Delegate, Sitting

MINUTE = timedelta(minutes=1)
TOLERANCE = 15  # minutes after the beginning, or before the end
Figures = dict[str, int]
_MODES = tuple(mode.value for mode in Mode)
FIGURES = ("registered", *_MODES, "present", "substituted", "excused", "absent", "late", "left_early")


@dataclass(frozen=True)
class Stay:
    """Somebody was there from then to then; `session` where he was noted in that one alone."""

    start: datetime
    end: datetime
    mode: Mode
    level: str  # the letter of how well it is known
    site: str = ""
    session: str = ""
    is_seen_off: bool = False

    def minutes(self, sittings: Iterable[Sitting]) -> set[datetime]:
        """Return the minutes of these sessions in which he was there."""
        found = set()
        for each in sittings:
            minute = max(self.start, each.starts_at)
            while minute < min(self.end, each.ends_at):
                found.add(minute)
                minute += MINUTE
        return found


@dataclass
class Fate:
    """What is decided about one person, and thereby what the report must say of him."""

    delegate: Delegate
    stays: list[Stay] = field(default_factory=list)
    is_stand_in: bool = False
    is_excused: bool = False  # counts where he is not seen
    ruled: str = ""  # "present" or "absent": the organiser's word, whatever was seen
    ruled_as: Mode | None = None

    @property
    def mode(self) -> Mode | None:
        """How he was there; of two ways the better known, then the longer one. None: he was not."""
        if self.ruled:
            return self.ruled_as
        return _mode(self.stays, lambda stay: stay.end - stay.start)

    @property
    def state(self) -> str:
        """Present, excused or absent."""
        if self.mode is not None:
            return "present"
        return "excused" if self.is_excused else "absent"

    @property
    def site(self) -> str:
        """At which site he was; "" for none."""
        return next((each.site for each in self.stays if each.mode is self.mode), "") if self.mode else ""

    def minutes(self, cast: Cast) -> int:
        """For how many minutes he was there while something was on."""
        if self.mode is None:
            return 0
        return len(set().union(*(each.minutes(cast.sittings) for each in self.stays)))


@dataclass(frozen=True)
class Told:
    """What the report must say of one person at the event as a whole."""

    state: str
    mode: str
    site: str
    minutes: int
    is_late: bool
    has_left_early: bool
    arrived_at: datetime | None
    left_at: datetime | None
    is_stand_in: bool


class Ledger:
    """What everybody's stories come to; `fates` by registration code, a stand-in's by `acts.stand_in`."""

    def __init__(self, cast: Cast, fates: Mapping[str, Fate], headcounts: Mapping[str, int]) -> None:
        self.cast, self.fates, self.headcounts = cast, fates, headcounts
        self.told = {who: _told(fate, cast) for who, fate in fates.items()}

    def total(self) -> Figures:
        """Return the figures of the whole conference."""
        return self._sums(self.fates)

    def by_organisation(self) -> dict[str, Figures]:
        """Return the figures by the delegation's code; "" is whoever belongs to none."""
        return {
            code: self._sums(who for who, fate in self.fates.items() if fate.delegate.delegation == code)
            for code in {*self.cast.invited, *(each.delegation for each in self.cast.delegates)}
        }

    def by_site(self) -> dict[str, Figures]:
        """Return the figures by the site, or else the way to attend, that people were registered for."""
        homes = {who: fate.delegate.site or fate.delegate.mode.value for who, fate in self.fates.items()}
        return {home: self._sums(who for who in homes if homes[who] == home) for home in {*homes.values()}}

    def rooms(self) -> dict[str, tuple[int, int]]:
        """Return how many each bridge point counted, and how many of them are known by name."""
        named = [told.site for told in self.told.values() if told.state == "present"]
        return {site: (number, named.count(site)) for site, number in self.headcounts.items()}

    def session(self, sitting: Sitting) -> Figures:
        """Return the figures of one session."""
        figures = dict.fromkeys(FIGURES, 0)
        for who, fate in self.fates.items():
            mine = _in_session(who, fate, sitting)
            if sitting.is_by_place and who not in sitting.holders and not mine:
                continue
            minutes = sorted(set().union(*(each.minutes([sitting]) for each in mine)))
            if not minutes:
                _count(figures, "excused" if fate.is_excused else "absent", None, fate.is_stand_in)
                continue
            last = max(mine, key=lambda stay: stay.end)
            is_late = minutes[0] - sitting.starts_at > TOLERANCE * MINUTE
            is_early = last.is_seen_off and sitting.ends_at - last.end > TOLERANCE * MINUTE
            mode = _mode(mine, lambda stay: len(stay.minutes([sitting])))
            _count(figures, "present", mode, fate.is_stand_in, is_late=is_late, is_early=is_early)
        return figures

    def _sums(self, people: Iterable[str]) -> Figures:
        figures = dict.fromkeys(FIGURES, 0)
        for who in people:
            told, fate = self.told[who], self.fates[who]
            is_early = told.has_left_early
            _count(figures, told.state, fate.mode, fate.is_stand_in, is_late=told.is_late, is_early=is_early)
        return figures


def _told(fate: Fate, cast: Cast) -> Told:
    """Return what must be said of someone: when he came and left is what was seen, and proves late and early."""
    stays = sorted((each for each in fate.stays if each.level != "F"), key=lambda stay: stay.start)
    if fate.mode is None or not stays:
        return Told(
            fate.state, fate.mode or "", fate.site, fate.minutes(cast), False, False, None, None, fate.is_stand_in
        )
    first, last = stays[0], max(stays, key=lambda stay: stay.end)
    opens, closes = cast.sittings[0].starts_at, max(each.ends_at for each in cast.sittings)
    return Told(
        fate.state, fate.mode, fate.site, fate.minutes(cast),
        first.start - opens > TOLERANCE * MINUTE, last.is_seen_off and closes - last.end > TOLERANCE * MINUTE,
        first.start, last.end if last.is_seen_off else None, fate.is_stand_in,
    )  # fmt: skip


def _in_session(who: str, fate: Fate, sitting: Sitting) -> list[Stay]:
    """Return the stays that say something about a session: noted in it, or at the event while it went on."""
    counts_whole = not sitting.is_by_place or who in sitting.holders
    return [
        each
        for each in fate.stays
        if each.session == sitting.ref or (not each.session and counts_whole and each.minutes([sitting]))
    ]


def _mode(stays: Sequence[Stay], length: Callable[[Stay], Any]) -> Mode | None:
    if not stays:
        return None
    best = min(each.level for each in stays)
    return max((each for each in stays if each.level == best), key=length).mode


def _count(
    figures: Figures, state: str, mode: Mode | None, is_stand_in: bool, *, is_late: bool = False, is_early: bool = False
) -> None:
    figures["registered"] += 1
    figures["substituted"] += is_stand_in
    figures[state] += 1
    figures["late"] += is_late
    figures["left_early"] += is_early
    if mode is not None:
        figures[mode.value] += 1
