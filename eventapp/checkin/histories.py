"""Who was where: a function of the set of scans alone. Any order of arrival, repetition or batching gives the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from eventapp.checkin.models import Direction, Verdict


@dataclass(frozen=True, kw_only=True)
class Passing:
    """A scan that was not refused: `at` is the device's time as far as it could be put right."""

    uuid: str
    direction: Direction
    verdict: Verdict
    at: datetime
    device: str
    sequence: int | None
    gate: str


@dataclass(kw_only=True)
class Spell:
    """Somebody inside, from one moment to another; `admitted` are the scans that let in, of which one was enough."""

    entered_at: datetime
    gate: str
    left_at: datetime | None = None
    admitted: list[str] = field(default_factory=list)


def in_order(passings: Iterable[Passing]) -> list[Passing]:
    """Return the scans in the order in which they happened.

    A device counts its own: where its clock was set back, its later scan still comes after the one before.
    """
    by_device = sorted(passings, key=lambda each: (each.device, _number(each), each.at, each.uuid))
    keyed = []
    for device, own in groupby(by_device, key=lambda each: each.device):
        latest: datetime | None = None
        for each in own:
            at = each.at if latest is None or each.sequence is None else max(latest, each.at)
            latest = at if each.sequence is not None else latest
            keyed.append(((at, device, _number(each), each.uuid), each))
    return [each for _key, each in sorted(keyed, key=lambda pair: pair[0])]


def spells(passings: Iterable[Passing]) -> list[Spell]:
    """Return when the holder of one ticket was at one place on one day."""
    found: list[Spell] = []
    for each in in_order(passings):
        is_inside = bool(found) and found[-1].left_at is None
        if each.direction is Direction.IN:
            if not is_inside:
                found.append(Spell(entered_at=each.at, gate=each.gate))
            if each.verdict is Verdict.ADMITTED:
                found[-1].admitted.append(each.uuid)
        elif each.direction is Direction.OUT:
            if is_inside:
                found[-1].left_at = each.at
        elif is_inside:
            found.pop()
        elif found:
            found[-1].left_at = None
    return found


def doubles(found: Sequence[Spell]) -> list[str]:
    """Return the scans that let somebody in who was let in already, with the one that did so first."""
    return [uuid for each in found if len(each.admitted) > 1 for uuid in each.admitted]


def _number(passing: Passing) -> int:
    return -1 if passing.sequence is None else passing.sequence
