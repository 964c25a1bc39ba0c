"""Days of the calendar and times of the day, as offices write them in two columns of a sheet."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from marshmallow import fields

from eventapp.errors import N_
from eventapp.shapes.faults import Entry

_YEARS = range(1900, 2200)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.hHgG](\d{2})?)(?::\d{2})?", re.ASCII)
_DAY_OF_SECONDS = 24 * 60 * 60


class Day(Entry, fields.Date):
    """A day as 20/12/2021, 20.12.2021, 2021-12-20 or a sheet's own date; day before month, as in Việt Nam."""

    not_a_day = N_("%(label)s is not a date such as 20/12/2021.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        try:
            day = self._day(value)
        except ValueError:
            raise self.problem("invalid", self.not_a_day) from None
        if day.year not in _YEARS:
            raise self.problem("invalid", self.not_a_day)
        return day

    def _day(self, value: Any) -> date:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if not isinstance(value, str) or len(value) > 40:
            raise ValueError
        if found := _DAY_FIRST.fullmatch(value.strip()):
            day, month, year = (int(each) for each in found.groups())
            return date(year, month, day)
        return date.fromisoformat(value.strip())


class ClockTime(Entry, fields.Time):
    """A time of the day, 24 hours, as 08:15, 8h15, 8g15, 08:15:00 or a sheet's own time; to the minute."""

    not_a_time = N_("%(label)s is not a time such as 08:15.")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_more: Any) -> Any:
        try:
            return self._time(value)
        except ValueError:
            raise self.problem("invalid", self.not_a_time) from None

    def _time(self, value: Any) -> time:
        if isinstance(value, datetime):
            value = value.time()
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        if isinstance(value, timedelta):
            value = value / timedelta(days=1)
        if isinstance(value, float) and 0 <= value < 1:  # a fraction of the day in a cell without a format
            minutes = round(value * _DAY_OF_SECONDS / 60)
            return time(minutes // 60 % 24, minutes % 60)
        found = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= 40 else None
        if found is None:
            raise ValueError
        return time(int(found[1]), int(found[2] or 0))
