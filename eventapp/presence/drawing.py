"""Pictures of attendance as plain geometry: who had come by when, stacked by mode; a template makes the SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventapp.events.models import Mode

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 960, 300, 64, 16, 44  # units of the picture
Arrivals = Sequence[tuple[datetime, dict[Mode, int]]]


@dataclass(frozen=True)
class Curve:
    """A stacked curve: a path for each mode, and where the marks of the axes stand."""

    areas: Sequence[tuple[Mode, str]]
    hours: Sequence[tuple[float, datetime]]
    numbers: Sequence[tuple[float, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def curve(arrivals: Arrivals) -> Curve | None:
    """Return the picture of arrivals; None where there are too few moments to draw a line."""
    if len(arrivals) < 2:
        return None
    begins, ends = arrivals[0][0], arrivals[-1][0]
    step = nice(max(sum(each.values()) for _at, each in arrivals))
    most = step * -(-max(sum(each.values()) for _at, each in arrivals) // step) or 1

    def x(at: datetime) -> float:
        return round(LEFT + (WIDTH - LEFT - 12) * ((at - begins) / (ends - begins)), 1)

    def y(number: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - number / most), 1)

    areas, below = [], [0] * len(arrivals)
    for mode in Mode:
        above = [base + each[mode] for base, (_at, each) in zip(below, arrivals, strict=True)]
        if above != below:
            tops = [f"{x(at)},{y(number)}" for (at, _each), number in zip(arrivals, above, strict=True)]
            floor = [f"{x(at)},{y(number)}" for (at, _each), number in zip(arrivals, below, strict=True)]
            areas.append((mode, f"M{' L'.join(tops)} L{' L'.join(reversed(floor))} Z"))
        below = above
    marks = [(y(number), number) for number in range(0, most + 1, step)]
    return Curve(areas, [(x(at), at) for at in _hours(begins, ends)], marks)


def nice(most: int) -> int:
    """Return a round step of which at most five reach that high: 1, 2 or 5 times a power of ten."""
    step = 1
    while True:
        for times in (1, 2, 5):
            if step * times * 5 >= most:
                return step * times
        step *= 10


def _hours(begins: datetime, ends: datetime) -> list[datetime]:
    """Return round moments between both: half hours, or hours where these would be many."""
    apart = timedelta(minutes=30) if ends - begins <= timedelta(hours=4) else timedelta(hours=2)
    at = begins.replace(minute=0)
    found = []
    while at <= ends:
        if at >= begins:
            found.append(at)
        at += apart
    return found
