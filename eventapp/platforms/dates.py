"""Moments and durations as reports write them, in whatever language and order the account was set to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from babel import Locale

from eventapp.names import fold

_LOCALES = ("en", "vi", "fr", "de", "es", "it", "pt", "nl", "pl", "cs", "sv", "da", "fi", "hu", "tr", "ru", "id", "ms")
_CLOCK = re.compile(r"(\d{1,2})\s?(?::|h|g|giờ)\s?(\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?", re.IGNORECASE)
_DOTTED = re.compile(r"(?<=\s)(\d{1,2})\.(\d{2})(?:\.(\d{2}))?$")
_OFFSET = re.compile(
    r"(?:\s*\(?(?:UTC|GMT)\s*([+-]\d{1,2})?(?::?(\d{2}))?\)?|(?<=\d)(Z|[+-]\d{2}:?\d{2}))\s*$", re.IGNORECASE
)
_HALF = re.compile(r"(?<![a-z])(a\.?\s?m|p\.?\s?m|sa|ch)\b\.?|(上午|午前|오전)|(下午|午後|오후)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]*)")
_LONG = re.compile(r"(\d+):(\d{2}):(\d{2})")
_UNITS = {"h": 3600, "g": 3600, "m": 60, "p": 60, "s": 1}  # by the first letter: hour, heure, giờ; min, phút; sec, giây


@dataclass(frozen=True)
class Written:
    """A moment as it stands in a file: three numbers of a date in their order, the time of day, an offset if any.

    `numbers` are (year, month, day) where that is sure; else as written, with `is_sure` False. None: only a time.
    """

    numbers: tuple[int, int, int] | None
    is_sure: bool
    clock: time
    zone: tzinfo | None
    is_half: bool = False  # a.m. or p.m. was written

    def day(self, *, month_first: bool) -> date | None:
        """Return the date, with the month or the day first where both could be; None where there is none like it."""
        if self.numbers is None:
            return None
        first, second, third = self.numbers
        year, month, day = (first, second, third) if self.is_sure else _ordered(first, second, third, month_first)
        try:
            return date(year + 2000 if year < 100 else year, month, day)
        except ValueError:
            return None


@lru_cache(maxsize=50_000)
def read_moment(text: str) -> Written | None:
    """Return the moment that is written there, or None."""
    rest, zone = _without_offset(" ".join(text.replace("T", " ").split()) if _is_iso(text) else " ".join(text.split()))
    half = _HALF.search(rest)
    rest = _HALF.sub(" ", rest).strip()
    found = _CLOCK.search(rest) or _DOTTED.search(rest)
    if found is None:
        return None
    clock = _clock(found, half)
    numbers, is_sure = _date(f"{rest[: found.start()]} {rest[found.end() :]}")
    if clock is None or (numbers is None and is_sure):
        return None
    return Written(numbers, is_sure, clock, zone, half is not None)


def seconds_in(text: str) -> int | None:
    """Return how many seconds a duration is: "87", "87 mins", "1h 27m 51s", "1 giờ 27 phút", "1:27:51"; or None."""
    if whole := _LONG.fullmatch(text.strip()):
        hours, minutes, seconds = map(int, whole.groups())
        return hours * 3600 + minutes * 60 + seconds
    total, found = 0.0, False
    for amount, unit in _AMOUNT.findall(text):
        folded = fold(unit)
        each = 1 if folded.startswith("giay") else _UNITS.get(folded[:1], 60)
        total, found = total + float(amount.replace(",", ".")) * each, True
    return int(total) if found and total < 100 * 3600 else None


def is_month_first(moments: Iterable[Written], days: tuple[date, date]) -> bool:
    """Does the file write the month before the day? Told by what can be no month, else by what falls on the days.

    `days` are the first and the last on which it may have been. Where both fit, who writes a.m. and p.m. is American.
    """
    unsure = [each for each in moments if each.numbers is not None and not each.is_sure]
    if any(each.numbers is not None and each.numbers[0] > 12 for each in unsure):
        return False
    if any(each.numbers is not None and each.numbers[1] > 12 for each in unsure):
        return True
    fitting = [sum(1 for each in unsure if _falls(each, days, month_first=first)) for first in (False, True)]
    if fitting[0] != fitting[1]:
        return fitting[1] > fitting[0]
    return any(each.is_half for each in unsure)


def moment(written: Written, zone: tzinfo, *, month_first: bool, day: date | None = None) -> datetime | None:
    """Return the moment in UTC; a bare time is of that `day`. None for a date that there is not."""
    on = written.day(month_first=month_first) if written.numbers is not None else day
    if on is None:
        return None
    return datetime.combine(on, written.clock, written.zone or zone).astimezone(UTC)


def _falls(written: Written, days: tuple[date, date], *, month_first: bool) -> bool:
    on = written.day(month_first=month_first)
    return on is not None and days[0] - timedelta(days=1) <= on <= days[1] + timedelta(days=1)


def _is_iso(text: str) -> bool:
    return re.match(r"\s*\d{4}-\d{2}-\d{2}T", text) is not None


def _without_offset(text: str) -> tuple[str, tzinfo | None]:
    found = _OFFSET.search(text)
    if found is None or not found[0].strip() or ":" not in text[: found.start()]:
        return text, None
    hours, minutes, iso = found.groups()
    if iso and iso not in "Zz":
        hours, minutes = iso[:3], iso[-2:]
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes or 0) * (-1 if (hours or "").startswith("-") else 1))
    return text[: found.start()], timezone(shift) if abs(shift) < timedelta(hours=24) else None


def _clock(found: re.Match[str], half: re.Match[str] | None) -> time | None:
    hour, minute, second = (int(each or 0) for each in found.groups())
    if half is not None:
        is_afternoon = bool(half[3]) or fold(half[1] or "").replace(" ", "") in ("pm", "ch")
        if hour <= 12:
            hour = hour % 12 + (12 if is_afternoon else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _date(text: str) -> tuple[tuple[int, int, int] | None, bool]:
    """Return the numbers of a date and whether they are year, month, day; (None, True) for what is none."""
    numbers = [int(each) for each in _NUMBER.findall(text)][:3]
    if not numbers:
        return None, False
    month = next((_months()[word] for word in map(fold, _LETTERS.findall(text)) if word in _months()), None)
    if month is not None and len(numbers) == 2:
        year, day = max(numbers), min(numbers)
        return ((year, month, day), True) if year > 31 else ((numbers[1], month, numbers[0]), True)
    if len(numbers) != 3:
        return None, True
    if numbers[0] > 31:
        return (numbers[0], numbers[1], numbers[2]), True
    return (numbers[0], numbers[1], numbers[2]), False


def _ordered(first: int, second: int, third: int, month_first: bool) -> tuple[int, int, int]:
    return (third, first, second) if month_first else (third, second, first)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Return the months by their folded names, of all languages; the first that has a word keeps it."""
    known: dict[str, int] = {}
    for name in _LOCALES:
        months = Locale.parse(name).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, word in months[form][width].items():
                    folded = fold(word)
                    if folded.isalpha() and len(folded) > 2:
                        known.setdefault(folded, number)
    return known
