"""What a letter to a delegation says, in one language: the same facts for the paper and for the mail.

The sentences are message ids; `say` translates one and fills it in. Names stand in them as they are typed: they are
filled in once and never read again for places.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date, format_datetime
from markupsafe import Markup

from eventapp.delegations.models import Delegation, Quota
from eventapp.errors import N_
from eventapp.events.models import Event, Mode
from eventapp.invitations.models import Letterhead
from eventapp.wordings.placeholders import Filled, Words

Say = Callable[..., str]
MODES = {Mode.HALL: N_("In person"), Mode.BRIDGE: N_("Bridge point"), Mode.ONLINE: N_("Online")}
INVITES = N_("%(host)s has the honour to invite %(organisation)s to send delegates to “%(event)s”.")
NOBODY = N_("No delegate has been nominated yet.")
NAMED = N_("Delegates nominated so far: %(number)s. Please confirm on the page that the list is complete.")
WARNING = N_("This link is for your organisation's focal point alone: whoever has it can nominate in its name.")


@dataclass(frozen=True)
class Facts:
    """What a letter is about, as far as it does not depend on the language."""

    event: Event
    delegation: Delegation
    quotas: Mapping[Mode, Quota]
    letterhead: Letterhead
    link: str


@dataclass(frozen=True)
class Part:
    """One language's part of the letter by mail."""

    locale: str
    words: Filled
    facts: list[tuple[str, str]]
    act: str
    warning: str


def part(facts: Facts, locale: str, say: Say, words: Words) -> Part:
    """Return what the mail says in that language, in the words of the event."""
    event, delegation = facts.event, facts.delegation
    lines = [(say(N_("When")), period(event, locale))]
    if seats := seats_line(facts.quotas, say):
        lines.append((say(N_("Seats allotted")), seats))
    if delegation.deadline_at is not None:
        lines.append((say(N_("Please answer by")), moment(delegation.deadline_at, event, locale)))
    return Part(
        locale=locale,
        words=words.filled(values_of(facts, locale, say)),
        facts=lines,
        act=say(N_("Nominate the delegates")),
        warning=say(WARNING),
    )


def values_of(facts: Facts, locale: str, say: Say) -> dict[str, str]:
    """Return what stands for each placeholder of the letters, in that language; a dash for what there is not (yet)."""
    event, delegation = facts.event, facts.delegation
    return {
        "organisation": delegation.organisation.name_in(locale),
        "host": host_in(event, locale),
        "event": event.title_in(locale),
        "when": period(event, locale),
        "seats": seats_line(facts.quotas, say) or "–",
        "deadline": moment(delegation.deadline_at, event, locale) if delegation.deadline_at else "–",
        "standing": standing(facts.quotas, say),
        "contact": delegation.contact_name or "–",
        "link": Markup('<a href="{0}">{0}</a>').format(facts.link),
    }


def standing(quotas: Mapping[Mode, Quota], say: Say) -> str:
    """Return in words how far the list has come that nobody has confirmed yet."""
    number = sum(quota.used for quota in quotas.values())
    return say(NAMED, number=str(number)) if number else say(NOBODY)


def host_in(event: Event, locale: str) -> str:
    """Return who invites: the issuing body, or the event itself where none is named."""
    return event.host_in(locale) or event.title_in(locale)


def seats_line(quotas: Mapping[Mode, Quota], say: Say) -> str:
    """Return the seats of each mode in one line: "In person 2, Online 3"."""
    return ", ".join(f"{say(MODES[mode])} {number}" for mode, number in seats(quotas))


def seats(quotas: Mapping[Mode, Quota]) -> list[tuple[Mode, int]]:
    """Return the modes in which seats are allotted, and how many."""
    return [(mode, quotas[mode].allotted) for mode in Mode if mode in quotas and quotas[mode].allotted]


def period(event: Event, locale: str) -> str:
    """Return from when to when the event is, with its zone."""
    starts, ends = event.starts_at.astimezone(event.tz), event.ends_at.astimezone(event.tz)
    if starts.date() == ends.date():
        return f"{starts:%H:%M}–{ends:%H:%M}, {day(starts, locale)} ({_offset(starts)})"
    return f"{starts:%H:%M} {day(starts, locale)} – {ends:%H:%M} {day(ends, locale)} ({_offset(starts)})"


def moment(at: datetime, event: Event, locale: str) -> str:
    """Return a moment as the clock on the wall shows it at the event, with its zone."""
    there = at.astimezone(event.tz)
    return f"{there:%H:%M}, {day(there, locale)} ({_offset(there)})"


def day(there: datetime, locale: str) -> str:
    """Return the weekday and date: Thứ Hai, 20/12/2021 or Monday 20 December 2021."""
    return str(format_datetime(there, "EEEE d MMMM y" if locale == "en" else "EEEE, dd/MM/yyyy", locale=locale))


def place_and_date(facts: Facts, locale: str, say: Say) -> str:
    """Return "Hà Nội, ngày 05 tháng 12 năm 2021"; dots where the date is not known yet."""
    letterhead, dated_on = facts.letterhead, facts.delegation.letter_dated_on
    place = (letterhead.place_en or letterhead.place) if locale == "en" else letterhead.place
    if dated_on is None:
        written = say(N_("…… (day) …… (month) …… (year)"))
    else:
        written = str(format_date(dated_on, "d MMMM y" if locale == "en" else "'ngày' dd 'tháng' MM 'năm' y", locale))
    return f"{place}, {written}" if place else written


def _offset(there: datetime) -> str:
    seconds = int((there.utcoffset() or datetime.resolution).total_seconds())
    hours, rest = divmod(abs(seconds) // 60, 60)
    return f"UTC{'−' if seconds < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
