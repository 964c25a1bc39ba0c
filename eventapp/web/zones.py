"""Times: the conference's zone first, the visitor's own beneath."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app, g, request
from flask_babel import format_date as babel_date
from flask_babel import get_locale, gettext

from eventapp.web.languages import DEVICE_ZONE_COOKIE, ZONE_COOKIE


@cache
def known_zones() -> frozenset[str]:
    """Return the IANA zones this server knows."""
    return frozenset(available_timezones())


def visitor_zone() -> str:
    """Return the visitor's zone: asked for now, chosen before, the device's, else the instance's."""
    asked = request.args.get("zone", "")
    if asked in known_zones():
        g.chosen_zone = asked
        return asked
    return _kept(ZONE_COOKIE) or _kept(DEVICE_ZONE_COOKIE) or str(current_app.config["TIMEZONE"])


def guessed_zone() -> str | None:
    """Return the zone a page is shown in where nobody has chosen one: the device may know better. Else None."""
    if request.method != "GET" or g.get("chosen_zone") or _kept(ZONE_COOKIE):
        return None
    return visitor_zone()


def _kept(cookie: str) -> str | None:
    kept = request.cookies.get(cookie, "").replace("%2F", "/")
    return kept if kept in known_zones() else None


def local(moment: datetime, zone: str) -> datetime:
    """Return the moment as it is there."""
    return moment.astimezone(ZoneInfo(zone))


def clock_time(moment: datetime, zone: str) -> str:
    """Return 08:30, on a 24-hour clock."""
    return local(moment, zone).strftime("%H:%M")


def day(moment: datetime | date, zone: str | None = None) -> str:
    """Return the weekday and date: Thứ Hai, 20/12/2021 or Monday 20 December 2021."""
    there = local(moment, zone) if isinstance(moment, datetime) and zone else moment
    is_english = get_locale().language == "en"
    return str(babel_date(there, "EEEE d MMMM y" if is_english else "EEEE, dd/MM/yyyy", rebase=False))


def month(moment: datetime, zone: str) -> str:
    """Return the month: Tháng 12, 2021 or December 2021."""
    is_english = get_locale().language == "en"
    return str(babel_date(local(moment, zone), "MMMM y" if is_english else "'Tháng' M, y", rebase=False))


def in_words(moment: datetime, zone: str) -> str:
    """Return a moment for a sentence: the conference's time with its zone and, where it differs, the reader's own."""
    said = str(gettext("%(time)s on %(day)s, %(city)s time (%(offset)s)", **_words(moment, zone)))
    mine = visitor_zone()
    if request.blueprint == "api" or offset(moment, mine) == offset(moment, zone):
        return said
    own = gettext("your time: %(time)s on %(day)s (%(city)s, %(offset)s)", **_words(moment, mine))
    return f"{said}; {own}"


def _words(moment: datetime, zone: str) -> dict[str, str]:
    there = {"time": clock_time(moment, zone), "day": day(moment, zone)}
    return there | {"city": city(zone), "offset": offset(moment, zone)}


def offset(moment: datetime, zone: str) -> str:
    """Return the offset at that moment: UTC+7, UTC+5:30, UTC−5."""
    seconds = int((local(moment, zone).utcoffset() or datetime.resolution).total_seconds())
    hours, rest = divmod(abs(seconds) // 60, 60)
    sign = "−" if seconds < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def city(zone: str) -> str:
    """Return the name a person knows the zone by: Hà Nội, New York."""
    return {"Asia/Ho_Chi_Minh": "Hà Nội", "Asia/Saigon": "Hà Nội", "UTC": "UTC"}.get(
        zone, zone.rsplit("/", 1)[-1].replace("_", " ")
    )
